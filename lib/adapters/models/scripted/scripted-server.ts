import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { parsed, performReply, sendJson } from "./perform-reply.ts";
import { errorBody, type ScriptedReply } from "./scripted-reply.ts";
import { refusalOf, type Strictness } from "./strictness.ts";

/** A request as it came, with its times (ms, monotonic) and how many were open when it began, itself included. */
export type RecordedRequest = {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: unknown;
  startedAt: number;
  endedAt: number | null;
  open: number;
  /** The client went before the answer was complete. */
  left: boolean;
  /** It broke a rule that the server insists on. */
  refused: boolean;
};

/** Replies in order, or a function of the request and its number (0, 1 …) among the completions. */
export type Script = ScriptedReply[] | ((body: unknown, ordinal: number) => ScriptedReply);

/** A running scripted server. */
export type ScriptedServer = {
  /** With `/v1`, as a connection needs it. */
  baseUrl: string;
  requests: RecordedRequest[];
  completions: () => RecordedRequest[];
  /** The most requests for completions that were open at once. */
  maxOpen: () => number;
  /** Replaces what is left of the script. */
  play: (script: Script) => void;
  /** What comes in place of the list of models from now on. */
  list: (reply: ScriptedReply) => void;
  /** The rules that it insists on from now on, before anything of the script. */
  insist: (rules: readonly Strictness[]) => void;
  close: () => Promise<void>;
};

/**
 * An OpenAI-compatible model server on 127.0.0.1 whose answers are scripted, faults included. With `key`, other
 * bearer keys get a 401; `GET /v1/models` lists `models`; with `insist`, requests that break a rule are refused.
 */
export async function startScriptedServer({
  script = [],
  models = ["scripted-model"],
  key = null,
  port = 0,
}: {
  script?: Script;
  models?: string[];
  key?: string | null;
  port?: number;
} = {}): Promise<ScriptedServer> {
  const requests: RecordedRequest[] = [];
  const closing = new AbortController();
  let playing = script;
  let listing: ScriptedReply | null = null;
  let rules: readonly Strictness[] = [];
  let ordinal = 0;
  let open = 0;

  const server = http.createServer(async (request, response) => {
    open += 1;
    const record: RecordedRequest = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: null,
      startedAt: performance.now(),
      endedAt: null,
      open,
      left: false,
      refused: false,
    };
    requests.push(record);
    response.once("close", () => {
      open -= 1;
      record.endedAt = performance.now();
      record.left = !response.writableFinished;
    });
    try {
      const text = await textOf(request);
      record.body = parsed(text);
      if (key !== null && request.headers.authorization !== `Bearer ${key}`) {
        sendJson(response, 401, errorBody("Incorrect API key provided", "invalid_api_key"));
      } else if (record.method === "GET" && record.path === "/v1/models") {
        const data = models.map((id) => ({ id, object: "model", created: 0, owned_by: "scripted" }));
        const whole = { kind: "status" as const, status: 200, body: { object: "list", data } };
        await performReply(listing ?? whole, text, response, closing.signal);
      } else if (record.method === "POST" && record.path === "/v1/chat/completions") {
        const refusal = refusalOf(record.body, rules);
        if (refusal !== null) {
          record.refused = true;
          sendJson(response, refusal.status, refusal.body);
          return;
        }
        const reply = typeof playing === "function" ? playing(record.body, ordinal) : playing[ordinal];
        ordinal += 1;
        const missing = errorBody(`The script has no reply for request ${ordinal}`);
        await performReply(
          reply ?? { kind: "status", status: 500, body: missing },
          text,
          response,
          closing.signal,
        );
      } else {
        sendJson(response, 404, errorBody(`Nothing at ${record.method} ${record.path}`));
      }
    } catch {
      response.destroy();
    }
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is an object; only pipes have text.
  const address = server.address() as AddressInfo;
  const completions = () => requests.filter((request) => request.path === "/v1/chat/completions");
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    requests,
    completions,
    maxOpen: () => Math.max(0, ...completions().map((request) => request.open)),
    play(next) {
      playing = next;
      ordinal = 0;
    },
    insist(next) {
      rules = next;
    },
    list(reply) {
      listing = reply;
    },
    async close() {
      closing.abort();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function textOf(request: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
