/** A mail in the outbox's list; `runId` is the run that wrote it. */
export type MailRow = {
  id: string;
  from: string;
  to: string;
  subject: string;
  /** Epoch ms. */
  at: number;
  runId: string | null;
};

/** A mail with its text. */
export type Mail = MailRow & { body: string };
