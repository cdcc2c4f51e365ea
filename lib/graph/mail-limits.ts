/** How many mails a mail server's connection may send in any hour, and in one run. */
export type MailLimits = { perHour: number; perRun: number };

/** What a connection may send where it says nothing else. */
export const DEFAULT_MAIL_LIMITS: MailLimits = { perHour: 50, perRun: 20 };
