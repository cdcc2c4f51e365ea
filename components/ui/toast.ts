import type { ExternalToast } from "sonner";

const mounted = Promise.withResolvers<void>();

/** Called when the place for messages has come into the page: what was raised until then appears now. */
export const toasterMounted = (): void => mounted.resolve();

type Tone = "message" | "success" | "error";

async function raise(tone: Tone, title: string, more?: ExternalToast): Promise<void> {
  const [sonner] = await Promise.all([import("sonner"), mounted.promise]);
  sonner.toast[tone](title, more);
}

/** Raises a short message in the corner; one raised before its code is there appears as soon as it is. */
export function toast(title: string, more?: ExternalToast): void {
  void raise("message", title, more);
}
toast.success = (title: string, more?: ExternalToast): void => void raise("success", title, more);
toast.error = (title: string, more?: ExternalToast): void => void raise("error", title, more);
