import type { MailLimits } from "../../../graph/mail-limits.ts";

/** A mail that is to go out by a mail server. */
export type MeteredMail = { workspaceId: string; connectionId: string; runId: string; key: string };

export const HOUR_MS = 3_600_000;

/** Which limit is reached; `freeInMs`: when the hour has room for another mail. */
export type MailFull = { full: "hour"; freeInMs: number } | { full: "run" };

/** Counts what goes out by mail servers, in what is stored: for all processes, and after a restart. */
export interface MailMeter {
  /** Notes a mail before it is sent; says which limit is reached instead, or null. The same key again counts once. */
  note(mail: MeteredMail, limits: MailLimits): Promise<MailFull | null>;
  /** Takes a note back: the mail was certainly not sent. */
  forget(mail: MeteredMail): Promise<void>;
}

/** A meter in memory, for tests. */
export function memoryMailMeter(now: () => number = Date.now): MailMeter & { count(): number } {
  let notes: (MeteredMail & { at: number })[] = [];
  const isSame = (a: MeteredMail, b: MeteredMail) => a.workspaceId === b.workspaceId && a.key === b.key;
  return {
    count: () => notes.length,
    async note(mail, limits) {
      if (notes.some((one) => isSame(one, mail))) return null;
      const ours = notes.filter(({ connectionId }) => connectionId === mail.connectionId);
      if (ours.filter(({ runId }) => runId === mail.runId).length >= limits.perRun) return { full: "run" };
      const recent = ours.filter(({ at }) => at > now() - HOUR_MS);
      const first = recent.at(-limits.perHour);
      if (first) return { full: "hour", freeInMs: first.at + HOUR_MS - now() };
      notes.push({ ...mail, at: now() });
      return null;
    },
    async forget(mail) {
      notes = notes.filter((one) => !isSame(one, mail));
    },
  };
}
