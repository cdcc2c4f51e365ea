import { canBeMasked } from "@/lib/run/can-be-masked.ts";

/** Says of a typed secret that it is too short or too plain to be masked; nothing of any other. */
export function secretHint(secret: string | null): string | undefined {
  const bare = (secret ?? "").trim().replace(/^(basic|bearer|token)\s+/i, "");
  if (bare === "" || canBeMasked(bare)) return undefined;
  return "Short or plain as this is, it can't be told from ordinary text, so runs don't mask it where a service repeats it.";
}
