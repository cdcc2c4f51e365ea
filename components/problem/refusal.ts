/** Why an action refused: a code for programs, a sentence for people, and sentences by form field. */
export type Refusal = { ok: false; code: string; message: string; fields: Record<string, string> };

/** What an action answers: what it gives, or why not. */
export type Answer<T extends object> = ({ ok: true } & T) | Refusal;

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
