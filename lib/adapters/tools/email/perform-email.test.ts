import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import type { ToolCall } from "../../../engine/ports.ts";
import type { Json, JsonObject } from "../../../graph/json.ts";
import { DEFAULT_MAIL_LIMITS, type MailLimits } from "../../../graph/mail-limits.ts";
import { createMask } from "../../secrets/mask.ts";
import type { SmtpConnection } from "../connection.ts";
import { Cancelled, ToolProblem } from "../tool-problem.ts";
import { isAddress } from "./mail-address.ts";
import { memoryMailMeter } from "./mail-meter.ts";
import { memoryOutbox } from "./outbox.ts";
import { emailOf, performEmail } from "./perform-email.ts";
import { messageIdOf, trySmtp } from "./send-smtp.ts";

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});
// A server that listens on a port has an AddressInfo.
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

const tool = {
  type: "email" as const,
  connectionId: null,
  to: "{{ parameters.to }}",
  subject: "Order {{ parameters.order }}",
  body: "Dear {{ parameters.name }},\n\nit is late.\n.\n",
};
const args = { to: "ada@brightwater.example", order: "SO-10412", name: "Ada" };
const smtp = (port: number, more: Partial<SmtpConnection> = {}): SmtpConnection => ({
  kind: "smtp",
  id: "c",
  name: "Office mail",
  practice: false,
  offline: false,
  host: "127.0.0.1",
  port,
  tls: "none",
  user: null,
  password: null,
  from: "desk@harbour.example",
  allowedRecipients: [],
  limits: DEFAULT_MAIL_LIMITS,
  ...more,
});
const perform = async (
  given: JsonObject,
  connection: SmtpConnection | null = null,
  outbox = memoryOutbox(),
  signal = new AbortController().signal,
  key = "key-1",
  mailMeter = memoryMailMeter(),
) => {
  const call: ToolCall = {
    workspaceId: "w",
    runId: "r",
    mode: "real",
    name: "Notify",
    path: [],
    tool,
    effect: "irreversible",
    effectKey: key,
    arguments: given,
  };
  const mail = emailOf(call, tool, connection);
  return performEmail(mail, { call, connection, outbox, mailMeter, hide: (text) => text }, signal);
};
const problem = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ToolProblem)) throw new Error(`expected a ToolProblem, got ${error}`);
  return { ...error.failure, unknown: error.outcomeUnknown };
};

test("without a connection the mail is kept in the outbox, once per key", async () => {
  const outbox = memoryOutbox();
  const first = await perform(args, null, outbox);
  expect(first).toEqual({
    result: {
      messageId: messageIdOf("key-1", "workflow@tutti.invalid"),
      to: ["ada@brightwater.example"],
      subject: "Order SO-10412",
      outbox: true,
    },
    notes: [],
  });
  expect(outbox.mails).toMatchObject([{ workspaceId: "w", runId: "r", body: "Dear Ada,\n\nit is late.\n." }]);
  const again = await perform(args, null, outbox);
  expect(again.result).toEqual(first.result);
  expect(again.notes).toHaveLength(1);
  expect(outbox.mails).toHaveLength(1);
  await perform(args, null, outbox, undefined, "key-2");
  expect(outbox.mails).toHaveLength(2);
});

test.each([
  ["a line break in the subject", { order: "1\r\nBcc: all@evil.example" }, "mail-refused", "U+000D"],
  [
    "a bare line feed in the recipient",
    { to: "ada@b.example\nBcc: x@evil.example" },
    "mail-refused",
    "U+000A",
  ],
  ["a NUL in the subject", { order: "1\u00002" }, "mail-refused", "U+0000"],
  ["a line separator in the subject", { order: "1\u20282" }, "mail-refused", "U+2028"],
  ["no address", { to: "Ada" }, "mail-refused", "name@example.com"],
  ["an empty recipient", { to: "" }, "mail-refused", "at least one recipient"],
  [
    "too many recipients",
    { to: Array.from({ length: 21 }, (_, n) => `p${n}@b.example`) },
    "mail-refused",
    "at most 20",
  ],
  ["a value that is missing", { name: null }, "arguments-invalid", "{{ parameters.name }}"],
  ["a body that is too long", { name: "x".repeat(200_001) }, "too-large", "200000"],
])("%s is refused and nothing is kept", async (_, change, code, words) => {
  const outbox = memoryOutbox();
  // A null in the table means: leave the argument out.
  const given = Object.fromEntries(
    Object.entries<Json>({ ...args, ...change }).filter(([, value]) => value !== null),
  );
  const failure = await problem(perform(given, null, outbox));
  expect(failure).toMatchObject({ code, unknown: false });
  expect(failure.message).toContain(words);
  expect(outbox.mails).toEqual([]);
});

test.each(["a@b.example", "first.last+tag@sub.host.example", "jürgen@müller.example"])(
  "%s is an address",
  (text) => expect(isAddress(text)).toBe(true),
);
test.each([
  "a",
  "a@b",
  "@b.example",
  "a@.example",
  "a@b..example",
  "a b@c.example",
  "a@b.example, c@d.example",
  "<a@b.example>",
  ".a@b.example",
  "a@-b.example",
  "a@[127.0.0.1]",
  `${"x".repeat(250)}@b.example`,
])("%s is no address", (text) => expect(isAddress(text)).toBe(false));

test("a mail server takes the mail with the key's Message-ID, after signing in", async () => {
  const got: { text: string; user: unknown; to: string[] }[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      password === "s3cret" ? done(null, { user: username }) : done(new Error("no")),
    onData(stream, session, done) {
      let text = "";
      stream.on("data", (chunk) => {
        text += chunk;
      });
      stream.on("end", () => {
        got.push({ text, user: session.user, to: session.envelope.rcptTo.map(({ address }) => address) });
        done();
      });
    },
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  open.push({ close: () => server.close(() => {}) });
  const port = portOf(server.server);
  const { result } = await perform(
    { ...args, to: ["Ada <ada@brightwater.example>", "bruno@brightwater.example"] },
    smtp(port, { user: "desk", password: "s3cret" }),
  );
  const messageId = messageIdOf("key-1", "desk@harbour.example");
  expect(result).toMatchObject({
    messageId,
    outbox: false,
    to: ["ada@brightwater.example", "bruno@brightwater.example"],
  });
  expect(got).toMatchObject([{ user: "desk", to: ["ada@brightwater.example", "bruno@brightwater.example"] }]);
  expect(got[0]?.text).toContain(`Message-ID: ${messageId}`);
  expect(got[0]?.text).toContain("Subject: Order SO-10412");
  const failure = await problem(perform(args, smtp(port, { user: "desk", password: "wrong-pass" })));
  expect(failure).toMatchObject({ code: "unreachable", retryable: false });
  expect(failure.message).not.toContain("wrong-pass");
});

test("a recipient outside the connection's list is refused before anything is dialled", async () => {
  const failure = await problem(
    perform(args, smtp(9, { allowedRecipients: ["@harbour.example", "boss@b.example"] })),
  );
  expect(failure).toMatchObject({ code: "mail-refused" });
  expect(failure.message).toContain("ada@brightwater.example");
});

/** A mail server that answers by script: for each line that begins with a key, what to send, or the socket to act on. */
async function scripted(
  script: Record<string, string | ((socket: Socket) => void)>,
): Promise<{ port: number; lines: string[] }> {
  const lines: string[] = [];
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    open.push({ close: () => socket.destroy() });
    let rest = "";
    const act = (line: string) => {
      const key = Object.keys(script).find((start) => line.startsWith(start));
      const step = key === undefined ? "250 ok\r\n" : script[key];
      if (typeof step === "function") step(socket);
      else if (step) socket.write(step);
    };
    act("GREETING");
    let inContent = false;
    socket.on("data", (chunk) => {
      const parts = (rest + chunk.toString()).split("\r\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        if (inContent && line !== ".") continue;
        inContent = line === "DATA";
        act(line);
      }
    });
  });
  open.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { port: portOf(server), lines };
}
const usual = { GREETING: "220 here\r\n", DATA: "354 go on\r\n" };

test.each([
  ["the connection dies", (socket: Socket) => socket.destroy()],
  ["the connection is closed", (socket: Socket) => socket.end()],
  ["the connection is reset", (socket: Socket) => socket.resetAndDestroy()],
  ["half an answer comes", (socket: Socket) => socket.end("25")],
])("when %s after DATA the outcome is unknown and the message says how to check", async (_, death) => {
  const { port } = await scripted({ ...usual, ".": death });
  const failure = await problem(perform(args, smtp(port)));
  expect(failure).toMatchObject({ code: "mail-outcome-unknown", retryable: false, unknown: true });
  expect(failure.message).toContain(messageIdOf("key-1", "desk@harbour.example"));
  expect(failure.message).toContain("Search the mail server's log");
});

test.each([
  ["greets", { GREETING: (socket: Socket) => socket.destroy() }],
  ["answers EHLO", { EHLO: (socket: Socket) => socket.destroy() }],
  ["takes the sender", { MAIL: (socket: Socket) => socket.destroy() }],
  ["takes the recipient", { RCPT: (socket: Socket) => socket.destroy() }],
  ["answers DATA", { DATA: (socket: Socket) => socket.destroy() }],
])(
  "when the connection dies as the server %s nothing was sent and it can be tried again",
  async (_, script) => {
    const { port, lines } = await scripted({ ...usual, ...script });
    const failure = await problem(perform(args, smtp(port)));
    expect(failure).toMatchObject({ code: "unreachable", retryable: true, unknown: false });
    expect(lines).not.toContain(".");
  },
);

test.each([
  ["the recipient for good", { RCPT: "550 no such person\r\n" }, false],
  ["the recipient for now", { RCPT: "451 later\r\n" }, true],
  ["the content for good", { ".": "554 spam\r\n" }, false],
  ["the content for now", { ".": "452 full\r\n" }, true],
])("when the server refuses %s nothing was sent", async (_, script, retryable) => {
  const { port } = await scripted({ ...usual, ...script });
  expect(await problem(perform(args, smtp(port)))).toMatchObject({
    code: "mail-refused",
    retryable,
    unknown: false,
  });
});

test("cancelled before DATA nothing was sent, afterwards the outcome is unknown, both within two seconds", async () => {
  for (const [line, check] of [
    ["MAIL", (error: unknown) => expect(error).toBeInstanceOf(Cancelled)],
    [".", (error: unknown) => expect(error).toMatchObject({ outcomeUnknown: true })],
  ] as const) {
    const stop = new AbortController();
    let cancelledAt = 0;
    const { port } = await scripted({
      ...usual,
      [line]: () => {
        cancelledAt = performance.now();
        stop.abort();
      },
    });
    const error = await perform(args, smtp(port), undefined, stop.signal).catch((thrown: unknown) => thrown);
    check(error);
    expect(performance.now() - cancelledAt).toBeLessThan(2_000);
  }
});

test("cancelled after DATA, an answer that still comes counts", async () => {
  const stop = new AbortController();
  const { port } = await scripted({
    ...usual,
    ".": (socket) => {
      stop.abort();
      setImmediate(() => socket.write("250 taken\r\n"));
    },
  });
  expect((await perform(args, smtp(port), undefined, stop.signal)).result).toMatchObject({ outbox: false });
});

test("a connection sends so many mails an hour and so many in a run, counting those that may have gone out", async () => {
  const { port } = await scripted({ ...usual, ".": "250 taken\r\n" });
  let now = 1_000_000;
  const meter = memoryMailMeter(() => now);
  const send = (key: string, limits: MailLimits) =>
    perform(args, smtp(port, { limits }), undefined, undefined, key, meter);
  const hourly = { perHour: 2, perRun: 100 };
  await send("a", hourly);
  now += 60_000;
  await send("b", hourly);
  const failure = await problem(send("c", hourly));
  expect(failure).toMatchObject({
    code: "mail-refused",
    retryable: true,
    retryAfterMs: 59 * 60_000,
    unknown: false,
  });
  expect(failure.message).toContain("at most 2 mails an hour");
  now += 59 * 60_000;
  await send("c", hourly);
  expect(await problem(send("d", { perHour: 100, perRun: 3 }))).toMatchObject({
    code: "mail-refused",
    retryable: false,
    message: expect.stringContaining("at most 3 mails in one run"),
  });
});

test("a mail that was refused counts for nothing; one whose outcome is unknown counts", async () => {
  const meter = memoryMailMeter();
  const send = async (script: Record<string, string | ((socket: Socket) => void)>, key: string) => {
    const { port } = await scripted({ ...usual, ...script });
    return problem(perform(args, smtp(port), undefined, undefined, key, meter));
  };
  await send({ RCPT: "550 no\r\n" }, "a");
  await send({ GREETING: (socket) => socket.destroy() }, "b");
  expect(meter.count()).toBe(0);
  expect(await send({ ".": (socket) => socket.destroy() }, "c")).toMatchObject({ unknown: true });
  expect(meter.count()).toBe(1);
});

test("what a mail server repeats of the password is masked, also in a test of the connection", async () => {
  const secret = "pass-Wörd-0123";
  const hide = createMask([secret]).text;
  const { port } = await scripted({
    ...usual,
    EHLO: "250-here\r\n250 AUTH PLAIN\r\n",
    AUTH: (socket) =>
      socket.write(`454 no ${Buffer.from(`desk\0${secret}`).toString("base64")} ${secret}\r\n`),
  });
  const error = await trySmtp(smtp(port, { user: "desk", password: secret }), hide).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ToolProblem);
  expect(error.message).not.toContain(secret);
  const { port: fine } = await scripted(usual);
  await trySmtp(smtp(fine), hide);
});

test("a host where no mail server may be is dialled by nobody", async () => {
  for (const host of ["169.254.169.254", "[fd00:ec2::254]", "0.0.0.0"])
    expect(await problem(perform(args, smtp(25, { host })))).toMatchObject({ code: "address-refused" });
});
