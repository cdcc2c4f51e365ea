import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { SmtpConnection } from "../connection.ts";
import { Cancelled, ToolProblem } from "../tool-problem.ts";
import type { Mail } from "./outbox.ts";

const LIMIT_MS = 30_000;
/** How long a cancelled call waits for the answer to a mail whose content is on its way. */
const LAST_WAIT_MS = 1_500;

/** The Message-ID of a mail, the same for the same effect key, by which it is found in the mail server's log. */
export function messageIdOf(effectKey: string, from: string): string {
  const host = from.replace(/^.*@/, "").replace(/[^\w.-].*$/, "");
  return `<tutti-${createHash("sha256").update(effectKey).digest("hex").slice(0, 32)}@${host || "tutti.invalid"}>`;
}

/**
 * Sends a mail by SMTP (RFC 5321). Up to DATA a fault means that nothing was sent; from there on, until the server's
 * answer, it is thrown as an unknown outcome that says how to check. Throws `ToolProblem` or `Cancelled`.
 */
export async function sendSmtp(
  mail: Mail,
  messageId: string,
  server: SmtpConnection,
  signal: AbortSignal,
): Promise<{ response: string }> {
  if (signal.aborted) throw new Cancelled();
  const message = await new MailComposer({
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    text: mail.body,
    messageId,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
  const smtp = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.tls === "implicit",
    requireTLS: server.tls === "required",
    ignoreTLS: server.tls === "none",
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: LIMIT_MS,
    socketCloseTimeout: 500,
  });
  let dataStarted = false;
  // The content is read only after the server has answered DATA.
  const content = new Readable({
    read() {
      dataStarted = true;
      this.push(message);
      this.push(null);
    },
  });
  let stopWatching = () => {};
  const stopped = new Promise<never>((_, stop) => {
    const timer = setTimeout(() => stop(new Error("the time limit passed")), LIMIT_MS);
    let lastWait: NodeJS.Timeout | undefined;
    const cancel = () => {
      if (!dataStarted) stop(new Cancelled());
      else lastWait = setTimeout(() => stop(new Error("the call was cancelled")), LAST_WAIT_MS);
    };
    signal.addEventListener("abort", cancel, { once: true });
    stopWatching = () => {
      clearTimeout(timer);
      clearTimeout(lastWait);
      signal.removeEventListener("abort", cancel);
    };
  });
  try {
    const sent = await Promise.race([
      stopped,
      dialogue(smtp, server, { from: mail.from, to: mail.to }, content),
    ]);
    smtp.quit();
    return sent;
  } catch (error) {
    smtp.close();
    throw error instanceof Cancelled ? error : smtpProblem(error, { dataStarted, messageId, server });
  } finally {
    stopWatching();
  }
}

function dialogue(
  smtp: SMTPConnection,
  server: SmtpConnection,
  envelope: { from: string; to: string[] },
  content: Readable,
): Promise<{ response: string }> {
  return new Promise((sent, failed) => {
    // After `close` nobody waits for these any more.
    smtp.on("error", failed);
    const send = () =>
      smtp.send(envelope, content, (error, info) =>
        error ? failed(error) : sent({ response: info.response ?? "" }),
      );
    smtp.connect((connectError) => {
      if (connectError) failed(connectError);
      else if (server.user === null) send();
      else
        smtp.login({ user: server.user, pass: server.password ?? "" }, (loginError) =>
          loginError ? failed(loginError) : send(),
        );
    });
  });
}

function smtpProblem(
  error: unknown,
  { dataStarted, messageId, server }: { dataStarted: boolean; messageId: string; server: SmtpConnection },
): ToolProblem {
  const message = error instanceof Error ? error.message : String(error);
  const field = (name: string) =>
    error instanceof Error && name in error ? Reflect.get(error, name) : undefined;
  const status = Number(field("responseCode") ?? 0);
  if (dataStarted && status < 400)
    return new ToolProblem(
      "mail-outcome-unknown",
      `The mail was handed to ${server.host}, but the connection ended before the server said whether it took it (${message}). Search the mail server's log or the sent mails for the Message-ID ${messageId}. If it is not there, the mail was not sent.`,
      { outcomeUnknown: true, cause: error },
    );
  if (field("code") === "EAUTH")
    return new ToolProblem(
      "unreachable",
      `${server.host} refused user and password. Check them in the connection "${server.name}".`,
      { cause: error },
    );
  if (status >= 400)
    return new ToolProblem("mail-refused", `${server.host} refused the mail: ${message}. Nothing was sent.`, {
      retryable: status < 500,
      cause: error,
    });
  return new ToolProblem(
    "unreachable",
    `${server.host}:${server.port} could not take the mail: ${message}. Nothing was sent. Check the connection "${server.name}" and that the mail server runs.`,
    { retryable: true, cause: error },
  );
}
