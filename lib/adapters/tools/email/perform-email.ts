import type { ToolCall } from "../../../engine/ports.ts";
import type { Json, JsonObject } from "../../../graph/json.ts";
import type { ToolConfig } from "../../../graph/tool.ts";
import type { SmtpConnection } from "../connection.ts";
import { checkRecipients, composeMail } from "./compose-mail.ts";
import type { Outbox } from "./outbox.ts";
import { messageIdOf, sendSmtp } from "./send-smtp.ts";

type EmailTool = Extract<ToolConfig, { type: "email" }>;

const OUTBOX_SENDER = "workflow@tutti.invalid";

/** Sends a mail once: to the outbox, or by the SMTP connection. `{messageId, to, subject, outbox}`. Throws `ToolProblem` or `Cancelled`. */
export async function performEmail(
  call: ToolCall,
  tool: EmailTool,
  means: { connection: SmtpConnection | null; outbox: Outbox },
  signal: AbortSignal,
): Promise<{ result: Json; notes: string[] }> {
  const { connection, outbox } = means;
  const { to, subject, body } = composeMail(tool, call.arguments);
  const from = connection?.from ?? OUTBOX_SENDER;
  const messageId = messageIdOf(call.effectKey, from);
  const mail = { workspaceId: call.workspaceId, runId: call.runId, from, to, subject, body };
  if (!connection) {
    const receipt = await outbox.send(mail, call.effectKey);
    const notes = receipt.repeated ? ["This mail was in the outbox already, so it was not kept again."] : [];
    return { result: { messageId, to, subject, outbox: true }, notes };
  }
  checkRecipients(to, connection.allowedRecipients);
  const { response } = await sendSmtp(mail, messageId, connection, signal);
  return { result: { messageId, to, subject, outbox: false, response }, notes: [] };
}

/** The mail that a held call would have sent. */
export function heldEmail(call: ToolCall, tool: EmailTool, connection: SmtpConnection | null): JsonObject {
  const mail = composeMail(tool, call.arguments);
  checkRecipients(mail.to, connection?.allowedRecipients ?? []);
  return { from: connection?.from ?? OUTBOX_SENDER, ...mail };
}
