import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { cutText } from "../../../graph/text-cut.ts";
import { GuardedSocket } from "../../outbound/guarded-socket.ts";
import { OutboundRefusal, ownersPolicy } from "../../outbound/outbound-guard.ts";
import type { SmtpConnection } from "../connection.ts";
import { refusedCall } from "../refused-call.ts";
import { Cancelled, ToolProblem } from "../tool-problem.ts";
import { MailStopped, mailFault } from "./mail-fault.ts";
import type { Mail } from "./outbox.ts";

const LIMIT_MS = 30_000;
const CONNECT_MS = 10_000;
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
  { connection: server, hide }: { connection: SmtpConnection; hide: (text: string) => string },
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
    const timer = setTimeout(() => stop(new MailStopped("it did not answer in time")), LIMIT_MS);
    let lastWait: NodeJS.Timeout | undefined;
    const cancel = () => {
      if (!dataStarted) stop(new Cancelled());
      else lastWait = setTimeout(() => stop(new MailStopped("the call was cancelled")), LAST_WAIT_MS);
    };
    signal.addEventListener("abort", cancel, { once: true });
    stopWatching = () => {
      clearTimeout(timer);
      clearTimeout(lastWait);
      signal.removeEventListener("abort", cancel);
    };
  });
  const session = new SmtpSession(server);
  try {
    const sending = session.open().then(() => session.send({ from: mail.from, to: mail.to }, content));
    const sent = await Promise.race([stopped, sending]);
    session.quit();
    return sent;
  } catch (error) {
    session.close();
    if (error instanceof Cancelled) throw error;
    throw smtpProblem(error, { dataStarted, messageId, server, hide });
  } finally {
    stopWatching();
  }
}

/** Connects and signs in as for a mail, and sends none. Throws `ToolProblem`. */
export async function trySmtp(server: SmtpConnection, hide: (text: string) => string): Promise<void> {
  const session = new SmtpSession(server);
  try {
    await session.open();
    session.quit();
  } catch (error) {
    session.close();
    throw smtpProblem(error, { dataStarted: false, messageId: "", server, hide });
  }
}

/** One conversation with a mail server, dialled through the guard. */
class SmtpSession {
  private readonly server: SmtpConnection;
  private readonly socket = new GuardedSocket(ownersPolicy);
  private smtp: SMTPConnection | undefined;
  private isClosed = false;

  constructor(server: SmtpConnection) {
    this.server = server;
  }

  /** Connects, encrypts as the connection says, and signs in. */
  async open(): Promise<void> {
    const { host, port, tls, user, password } = this.server;
    const connection = await this.socket.connected(port, host, CONNECT_MS);
    const smtp = new SMTPConnection({
      host,
      port,
      connection,
      secure: tls === "implicit",
      requireTLS: tls === "required",
      ignoreTLS: tls === "none",
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: LIMIT_MS,
      socketCloseTimeout: 500,
    });
    this.smtp = smtp;
    if (this.isClosed) return this.close();
    await new Promise<void>((opened, failed) => {
      // After `close` nobody waits for these any more.
      smtp.on("error", failed);
      smtp.connect((connectError) => {
        if (connectError) failed(connectError);
        else if (user === null) opened();
        else smtp.login({ user, pass: password ?? "" }, (error) => (error ? failed(error) : opened()));
      });
    });
  }

  send(envelope: { from: string; to: string[] }, content: Readable): Promise<{ response: string }> {
    return new Promise((sent, failed) => {
      const { smtp } = this;
      if (!smtp) return failed(new Error("the connection is not open"));
      smtp.on("error", failed);
      smtp.send(envelope, content, (error, info) =>
        error ? failed(error) : sent({ response: info.response ?? "" }),
      );
    });
  }

  quit(): void {
    this.smtp?.quit();
  }

  close(): void {
    this.isClosed = true;
    if (this.smtp) this.smtp.close();
    else this.socket.destroy();
  }
}

type SmtpFacts = {
  dataStarted: boolean;
  messageId: string;
  server: SmtpConnection;
  hide: (text: string) => string;
};

function smtpProblem(error: unknown, { dataStarted, messageId, server, hide }: SmtpFacts): ToolProblem {
  if (error instanceof OutboundRefusal) return refusedCall(error);
  const why = cutText(hide(mailFault(error)), 500);
  const field = (name: string) =>
    error instanceof Error && name in error ? Reflect.get(error, name) : undefined;
  const status = Number(field("responseCode") ?? 0);
  const said = String(field("response") ?? why);
  if (dataStarted && status < 400)
    return new ToolProblem(
      "mail-outcome-unknown",
      `The mail was handed to ${server.host}, but the connection ended before the server said whether it took it: ${why} Search the mail server's log or the sent mails for the Message-ID ${messageId}. If it is not there, the mail was not sent.`,
      { outcomeUnknown: true, cause: error },
    );
  if (field("code") === "EAUTH")
    return new ToolProblem(
      "unreachable",
      `${server.host} refused user and password. Check them in the connection "${server.name}".`,
      { cause: error },
    );
  if (status >= 400)
    return new ToolProblem(
      "mail-refused",
      `${server.host} refused the mail: ${cutText(hide(said), 500)}. Nothing was sent.`,
      {
        retryable: status < 500,
        cause: error,
      },
    );
  return new ToolProblem(
    "unreachable",
    `${server.host}:${server.port} could not take the mail: ${why} Nothing was sent. Check the connection "${server.name}" and that the mail server runs.`,
    { retryable: true, cause: error },
  );
}
