/** How many mails a connection to a mail server may send in any hour, and in one run. */
export type MailLimits = { perHour: number; perRun: number };

/** The limits of a connection that sets none. */
export const DEFAULT_MAIL_LIMITS: MailLimits = { perHour: 50, perRun: 20 };
