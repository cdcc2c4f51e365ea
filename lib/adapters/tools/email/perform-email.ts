import type { ToolCall } from "../../../engine/ports.ts";
import type { Json, JsonObject } from "../../../graph/json.ts";
import type { ToolConfig } from "../../../graph/tool.ts";
import type { SmtpConnection } from "../connection.ts";
import { ToolProblem } from "../tool-problem.ts";
import { type ComposedMail, composeMail } from "./compose-mail.ts";
import type { MailMeter } from "./mail-meter.ts";
import type { Outbox } from "./outbox.ts";
import { checkRecipients } from "./recipients.ts";
import { messageIdOf, sendSmtp } from "./send-smtp.ts";

type EmailTool = Extract<ToolConfig, { type: "email" }>;

const OUTBOX_SENDER = "workflow@tutti.invalid";

/** The mail of a call, allowed by its connection; `sent` is what people see of it. Throws `ToolProblem`. */
export function emailOf(
  call: ToolCall,
  tool: EmailTool,
  connection: SmtpConnection | null,
): ComposedMail & { from: string; sent: JsonObject } {
  const mail = composeMail(tool, call.arguments);
  if (connection) checkRecipients(mail.to, connection.allowedRecipients);
  const from = connection?.from ?? OUTBOX_SENDER;
  const { to, subject, body } = mail;
  return { ...mail, from, sent: { from, to, subject, body } };
}

/** Where a mail goes: to the outbox, or where there is a connection, by it. `hide` masks secrets in what the server says. */
export type MailMeans = {
  call: ToolCall;
  connection: SmtpConnection | null;
  outbox: Outbox;
  mailMeter: MailMeter;
  hide: (text: string) => string;
};

/** Sends a mail once. `{messageId, to, subject, outbox}`. Throws `ToolProblem` or `Cancelled`. */
export async function performEmail(
  { from, to, subject, body, notes }: ComposedMail & { from: string },
  means: MailMeans,
  signal: AbortSignal,
): Promise<{ result: Json; notes: string[] }> {
  const { call, connection, outbox } = means;
  const messageId = messageIdOf(call.effectKey, from);
  const mail = { workspaceId: call.workspaceId, runId: call.runId, from, to, subject, body };
  if (!connection) {
    const receipt = await outbox.send(mail, call.effectKey);
    const repeated = receipt.repeated
      ? ["This mail was in the outbox already, so it was not kept again."]
      : [];
    return { result: { messageId, to, subject, outbox: true }, notes: [...notes, ...repeated] };
  }
  const metered = { ...mail, connectionId: connection.id, key: call.effectKey };
  const full = await means.mailMeter.note(metered, connection.limits);
  if (full) throw tooMany(full, connection);
  try {
    const { response } = await sendSmtp(mail, messageId, { ...means, connection }, signal);
    return { result: { messageId, to, subject, outbox: false, response }, notes };
  } catch (error) {
    const isUnknown = error instanceof ToolProblem && error.outcomeUnknown;
    if (!isUnknown) await means.mailMeter.forget(metered);
    throw error;
  }
}

function tooMany(full: NonNullable<Awaited<ReturnType<MailMeter["note"]>>>, connection: SmtpConnection) {
  const { name, limits } = connection;
  switch (full.full) {
    case "hour": {
      const minutes = Math.max(1, Math.ceil(full.freeInMs / 60_000));
      return new ToolProblem(
        "mail-refused",
        `"${name}" sends at most ${limits.perHour} mails an hour, and so many went out in the last one. There is room again in ${minutes} min; or raise the limit in the connection. Nothing was sent.`,
        { retryable: true, retryAfterMs: full.freeInMs },
      );
    }
    case "run":
      return new ToolProblem(
        "mail-refused",
        `"${name}" sends at most ${limits.perRun} mails in one run, and this run has sent so many. Raise the limit in the connection if that is what it should do. Nothing was sent.`,
      );
  }
}
