import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { type Hold, Holds } from "./holds.ts";

/** One effect as the other side saw it: what was asked for, and under which key. */
export type Effect = {
  target: "http" | "smtp" | "sql" | "outbox";
  /** `Idempotency-Key`, Message-ID, or the key stored in the target. */
  key: string;
  /** What was done, such as the body. */
  what: string;
  /** How often it was asked for under this key. */
  times: number;
};

type EffectPlace = "asked" | "done";

/** Servers that keep what they were asked to do. */
export type LedgerEffects = {
  httpOrigin: string;
  smtpPort: number;
  effects: Effect[];
  /** Reads answered, which change nothing. */
  reads(): number;
  hold(at: EffectPlace, when?: (effect: Effect) => boolean): Hold<Effect>;
  close(): Promise<void>;
};

/**
 * An HTTP service and a mail server on 127.0.0.1. The service remembers keys: the same key again is counted and answered
 * as before. "asked" stops a request before it is done, "done" after it is done and before it is answered.
 */
export async function startLedgerEffects(): Promise<LedgerEffects> {
  const effects: Effect[] = [];
  const holds = new Holds<Effect, EffectPlace>();
  let reads = 0;

  async function perform(effect: Effect): Promise<void> {
    await holds.pass("asked", effect);
    const known = effects.find(
      (one) => one.target === effect.target && one.key === effect.key && one.what === effect.what,
    );
    if (known) known.times += 1;
    else effects.push(effect);
    await holds.pass("done", effect);
  }

  const service = http.createServer(async (request, response) => {
    // Without a date the same request has the same answer, to the byte.
    response.sendDate = false;
    try {
      const what = `${request.method} ${request.url} ${await textOf(request)}`;
      if (request.method === "GET") reads += 1;
      else await perform({ target: "http", key: String(request.headers["idempotency-key"]), what, times: 1 });
      response.writeHead(200, { "content-type": "application/json" }).end('{"done":true}');
    } catch {
      response.destroy();
    }
  });
  service.listen(0, "127.0.0.1");
  await once(service, "listening");

  const mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    async onData(stream, _session, callback) {
      try {
        const text = await textOf(stream);
        const key = /^Message-ID: (<\S+>)/im.exec(text)?.[1] ?? "none";
        const what = /^Subject: (.*)$/im.exec(text)?.[1]?.trim() ?? "";
        await perform({ target: "smtp", key, what, times: 1 });
        callback();
      } catch (error) {
        // The client was killed in the middle of the mail: no mail was received.
        callback(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  // A client that is killed in the middle of a mail is what these tests are about.
  mail.on("error", () => {});
  mail.listen(0, "127.0.0.1");
  await once(mail.server, "listening");

  // TCP servers' addresses are objects; only pipes have text.
  const [web, post] = [service.address() as AddressInfo, mail.server.address() as AddressInfo];
  return {
    httpOrigin: `http://127.0.0.1:${web.port}`,
    smtpPort: post.port,
    effects,
    reads: () => reads,
    hold: (at, when) => holds.hold(at, when),
    async close() {
      service.closeAllConnections();
      service.close();
      await new Promise<void>((closed) => mail.close(closed));
    },
  };
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
