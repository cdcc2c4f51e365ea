/** A mail that is to go out by a mail server. */
export type MeteredMail = { workspaceId: string; connectionId: string; runId: string; key: string };

/** How many mails a connection may send in any hour, and in one run. */
export type MailLimits = { perHour: number; perRun: number };

/** What a connection may send where it says nothing else. */
export const DEFAULT_MAIL_LIMITS: MailLimits = { perHour: 50, perRun: 20 };

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
