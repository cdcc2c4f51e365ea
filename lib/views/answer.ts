/** Why a request was refused: a code for programs, a sentence for people, and sentences by form field. */
export type Refusal = { ok: false; code: string; message: string; fields: Record<string, string> };

/** The answer to a request: the result's own fields, or why it was refused. */
export type Answer<T extends object> = ({ ok: true } & T) | Refusal;
