import { createHash } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { type Completion, completionEvents } from "../../lib/adapters/models/completion-events.ts";
import { sendJson } from "../../lib/adapters/models/scripted/perform-reply.ts";
import { errorBody } from "../../lib/adapters/models/scripted/scripted-reply.ts";
import { type Hold, Holds } from "./holds.ts";

/** One call as the endpoint saw it. Times are epoch ms. */
export type LedgerCall = {
  ordinal: number;
  /** The body as it came. */
  text: string;
  /** SHA-256 of the body as it came. */
  bodyHash: string;
  arrivedAt: number;
  /** "refused": a scripted error; "left": the client went before all was sent. */
  state: "open" | "answered" | "refused" | "left";
  /** What the whole answer costs, known from its beginning; null for a refusal. */
  usage: { prompt_tokens: number; completion_tokens: number } | null;
};

/** What the endpoint says to a body: a completion, or a refusal with its status. */
export type EndpointReply = Completion | { status: number; retryAfterSeconds: number };

/** Where a call can be stopped: before anything is sent, after some tokens, or before the last bytes. */
export type CallPlace = "arrived" | "mid-stream" | "last-bytes";

/** An OpenAI-compatible endpoint on 127.0.0.1 that keeps a ledger of its calls. */
export type LedgerEndpoint = {
  baseUrl: string;
  calls: LedgerCall[];
  hold(at: CallPlace, when?: (call: LedgerCall) => boolean): Hold<LedgerCall>;
  /** Calls that are open at this moment. */
  open(): LedgerCall[];
  close(): Promise<void>;
};

const MID_STREAM_EVENTS = 4;

/** Starts the endpoint; `reply` answers a body, given how often the very same body came before. */
export async function startLedgerEndpoint(
  reply: (body: unknown, before: number) => EndpointReply,
  pace: { firstTokenMs: number; msPerToken: number },
): Promise<LedgerEndpoint> {
  const calls: LedgerCall[] = [];
  const holds = new Holds<LedgerCall, CallPlace>();
  const closing = new AbortController();

  async function answer(text: string, response: http.ServerResponse): Promise<void> {
    const bodyHash = createHash("sha256").update(text).digest("hex");
    const before = calls.filter((call) => call.bodyHash === bodyHash).length;
    const said = reply(JSON.parse(text), before);
    const refused = "status" in said;
    const usage = refused ? null : said.usage;
    const arrivedAt = Date.now();
    const call: LedgerCall = { ordinal: calls.length, text, bodyHash, arrivedAt, state: "open", usage };
    calls.push(call);
    response.once("close", () => {
      if (call.state === "open") call.state = "left";
    });
    await holds.pass("arrived", call);
    if (refused) {
      call.state = "refused";
      const headers = { "retry-after": String(said.retryAfterSeconds) };
      sendJson(response, said.status, errorBody("Scripted refusal", "rate_limit_exceeded"), headers);
      return;
    }
    const options = { signal: closing.signal };
    await wait(pace.firstTokenMs, undefined, options);
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    const events = [...completionEvents(said)];
    for (const [index, { data, tokens }] of events.entries()) {
      if (index === MID_STREAM_EVENTS) await holds.pass("mid-stream", call);
      if (index === events.length - 1) await holds.pass("last-bytes", call);
      if (tokens > 0) await wait(pace.msPerToken * tokens, undefined, options);
      response.write(data);
    }
    if (call.state === "open") call.state = "answered";
    response.end();
  }

  const server = http.createServer(async (request, response) => {
    try {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      if (request.url === "/v1/models") sendJson(response, 200, { object: "list", data: [] });
      else await answer(Buffer.concat(parts).toString("utf8"), response);
    } catch {
      // The client died with its request half sent, or the test is over.
      response.destroy();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is an object; only pipes have text.
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    calls,
    hold: (at, when) => holds.hold(at, when),
    open: () => calls.filter((call) => call.state === "open"),
    async close() {
      closing.abort();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
