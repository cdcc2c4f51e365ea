import { z } from "zod";
import { headerProblem } from "../graph/http-header.ts";
import { MAX_MODEL_NAME, MAX_MODELS } from "../graph/model-names.ts";

const Host = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9.:[\]-]{1,253}$/, "Enter a host name or an address.");
const Origin = z.url({ protocol: /^https?$/, error: "Enter an address such as https://api.example.com." });

/** A model endpoint; the secret is its key. */
export const ModelSetup = z.strictObject({
  kind: z.literal("model"),
  provider: z.string().max(100),
  baseUrl: z.url({ protocol: /^https?$/ }).max(500),
  models: z.array(z.string().max(MAX_MODEL_NAME)).max(MAX_MODELS),
});
export type ModelSetup = z.infer<typeof ModelSetup>;

/** A PostgreSQL database; the secret is its password. */
export const PostgresSetup = z.strictObject({
  kind: z.literal("postgres"),
  host: Host,
  port: z.int().min(1).max(65_535),
  database: z.string().trim().min(1, "Enter the database's name.").max(100),
  user: z.string().trim().min(1, "Enter a user.").max(100),
  sslmode: z.enum(["disable", "require", "verify-full"]),
});
export type PostgresSetup = z.infer<typeof PostgresSetup>;

const Address = z.email("Enter an email address.").max(200);

const MailLimit = z.int().min(1, "Enter at least 1.").max(1_000_000).optional();

/**
 * A mail server; the secret is its password. An empty list of recipients allows everybody, which has to be said by
 * `anyRecipient`. `maxPerHour` and `maxPerRun`: mails; absent, the usual limits hold.
 */
export const SmtpSetup = z.strictObject({
  kind: z.literal("smtp"),
  host: Host,
  port: z.int().min(1).max(65_535),
  tls: z.enum(["implicit", "required", "none"]),
  user: z.string().trim().max(200),
  from: Address,
  allowedRecipients: z
    .array(
      z
        .string()
        .trim()
        .regex(/^[^\s@]*@[^\s@]+$/, "Enter addresses, or @domain for everybody there."),
    )
    .max(200),
  anyRecipient: z.boolean().optional(),
  maxPerHour: MailLimit,
  maxPerRun: MailLimit,
});
export type SmtpSetup = z.infer<typeof SmtpSetup>;

/** An HTTP service; the secret is the value of the header `headerName`, sent to `origin` and nowhere else. */
export const HttpSetup = z.strictObject({
  kind: z.literal("http"),
  origin: Origin.transform((text, context) => {
    const url = new URL(text);
    if (url.username || url.password)
      context.addIssue("Put the secret in its own field, not in the address.");
    return url.origin;
  }),
  headerName: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{0,100}$/, "A header's name has letters, digits and - only."),
});
export type HttpSetup = z.infer<typeof HttpSetup>;

const hasCredentials = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.username !== "" || url.password !== "");
};

/** What a person may set up: stricter than what is stored, which may be older than a rule. */
export const ConnectionSetup = z.discriminatedUnion("kind", [
  ModelSetup.refine(({ baseUrl }) => !hasCredentials(baseUrl), {
    path: ["baseUrl"],
    error: "Put the key in its own field, not in the address.",
  }),
  PostgresSetup,
  SmtpSetup.refine(({ allowedRecipients, anyRecipient }) => allowedRecipients.length > 0 || anyRecipient, {
    path: ["allowedRecipients"],
    error: "Enter who may get mail from here, or allow anybody.",
  }),
  HttpSetup.superRefine(({ headerName }, context) => {
    const problem = headerName === "" ? null : headerProblem(headerName);
    if (problem !== null) context.addIssue({ code: "custom", path: ["headerName"], message: problem });
  }),
]);
export type ConnectionSetup = z.infer<typeof ConnectionSetup>;

/** What a person sets up that is no model endpoint. */
export type ServiceSetup = PostgresSetup | SmtpSetup | HttpSetup;
