import type { Answer, Refusal } from "@/lib/views/answer.ts";

/** The refusal that stands for a server which did not answer at all. */
export const unreachable: Refusal = {
  ok: false,
  code: "UNREACHABLE",
  message: "Tutti did not answer. Look whether it is still running, then try again.",
  fields: {},
};

/** Calls an action; a server that does not answer is a refusal too. */
export async function ask<T extends object>(action: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await action();
  } catch (cause) {
    // A redirect of the server arrives as an error that Next itself must see.
    if (cause instanceof Error && "digest" in cause) throw cause;
    return unreachable;
  }
}
