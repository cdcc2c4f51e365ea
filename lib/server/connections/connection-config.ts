import { z } from "zod";
import { demoSystems } from "../../adapters/demo/demo-company.ts";
import { MAX_MODEL_NAME, MAX_MODELS } from "../../adapters/models/model-list.ts";
import { headerProblem } from "../../graph/http-header.ts";

const Host = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9.:[\]-]{1,253}$/, "Enter a host name or an address.");
const Origin = z.url({ protocol: /^https?$/, error: "Enter an address such as https://api.example.com." });

/** A model endpoint; the secret is its key. */
export const ModelConfig = z.strictObject({
  kind: z.literal("model"),
  provider: z.string().max(100),
  baseUrl: z.url({ protocol: /^https?$/ }).max(500),
  models: z.array(z.string().max(MAX_MODEL_NAME)).max(MAX_MODELS),
});

/** A PostgreSQL database; the secret is its password. */
export const PostgresConfig = z.strictObject({
  kind: z.literal("postgres"),
  host: Host,
  port: z.int().min(1).max(65_535),
  database: z.string().trim().min(1, "Enter the database's name.").max(100),
  user: z.string().trim().min(1, "Enter a user.").max(100),
  sslmode: z.enum(["disable", "require", "verify-full"]),
});

const Address = z.email("Enter an email address.").max(200);

const MailLimit = z.int().min(1, "Enter at least 1.").max(1_000_000).optional();

/**
 * A mail server; the secret is its password. An empty list of recipients allows everybody, which has to be said by
 * `anyRecipient`. `maxPerHour` and `maxPerRun`: mails; absent, the usual limits hold.
 */
export const SmtpConfig = z.strictObject({
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

/** An HTTP service; the secret is the value of the header `headerName`, sent to `origin` and nowhere else. */
export const HttpConfig = z.strictObject({
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

/** A system of the demo company; nobody can make one by hand. */
export const PracticeConfig = z.strictObject({ kind: z.literal("sqlite"), system: z.enum(demoSystems) });

const hasCredentials = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.username !== "" || url.password !== "");
};

/** What a person may set up: stricter than what is stored, which may be older than a rule. */
export const OwnConfig = z.discriminatedUnion("kind", [
  ModelConfig.refine(({ baseUrl }) => !hasCredentials(baseUrl), {
    path: ["baseUrl"],
    error: "Put the key in its own field, not in the address.",
  }),
  PostgresConfig,
  SmtpConfig.refine(({ allowedRecipients, anyRecipient }) => allowedRecipients.length > 0 || anyRecipient, {
    path: ["allowedRecipients"],
    error: "Enter who may get mail from here, or allow anybody.",
  }),
  HttpConfig.superRefine(({ headerName }, context) => {
    const problem = headerName === "" ? null : headerProblem(headerName);
    if (problem !== null) context.addIssue({ code: "custom", path: ["headerName"], message: problem });
  }),
]);
export type OwnConfig = z.infer<typeof OwnConfig>;

/** What a connection shows of itself; the secret stands beside it, sealed. */
export const ConnectionConfig = z.discriminatedUnion("kind", [
  ModelConfig,
  PostgresConfig,
  SmtpConfig,
  HttpConfig,
  PracticeConfig,
]);
export type ConnectionConfig = z.infer<typeof ConnectionConfig>;

/** Where a connection leads, in a few words. */
export function connectionDetail(config: ConnectionConfig): string {
  switch (config.kind) {
    case "model":
      return config.baseUrl.replace(/^https?:\/\//, "");
    case "postgres":
      return `${config.user}@${config.host}:${config.port}/${config.database}`;
    case "smtp":
      return `${config.host}:${config.port}`;
    case "http":
      return config.origin.replace(/^https?:\/\//, "");
    case "sqlite":
      return "SQLite, demo company";
  }
}
