import type { EffectClass } from "@/lib/graph/tool.ts";

/** What an effect class is called on the screen. */
export const effectWords: Record<EffectClass, string> = {
  read: "only reads",
  "keyed-write": "safe to repeat",
  write: "changes something",
  irreversible: "can't be undone",
};
