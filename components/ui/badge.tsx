import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type Tone = "neutral" | "accent" | "ok" | "waiting" | "failed" | "reused";

const tones: Record<Tone, string> = {
  neutral: "bg-kind-plain-wash text-ink-soft",
  accent: "bg-accent-wash text-accent",
  ok: "bg-ok-wash text-ok",
  waiting: "bg-waiting-wash text-waiting",
  failed: "bg-failed-wash text-failed",
  reused: "bg-reused-wash text-reused",
};

/** A short word about the thing beside it. The word says it; the tone repeats it. */
export function Badge({
  tone = "neutral",
  icon,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <span
      className={classNames(
        "inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-mark px-1.5 align-middle text-11",
        tones[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}
