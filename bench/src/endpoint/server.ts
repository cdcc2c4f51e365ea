import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { type ChatRequest, replyTo } from "./script.ts";
import { chunk, ending, streamed, whole } from "./wire.ts";

/** What the endpoint has seen since it was last configured. `heldMs`: from a request's arrival to its last byte, summed. */
export type Seen = { calls: number; heldMs: number; open: number; maxOpen: number };

// The scripted model endpoint as a process: OpenAI-compatible, configured by POST /configure, counted at GET /seen.
// A parent process is told of every call as it arrives.

let delayMs = 0;
let seen: Seen = { calls: 0, heldMs: 0, open: 0, maxOpen: 0 };

const server = http.createServer((request, response) => {
  const arrived = performance.now();
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts).toString();
    if (request.url === "/configure") {
      ({ delayMs } = JSON.parse(body) as { delayMs: number });
      seen = { calls: 0, heldMs: 0, open: 0, maxOpen: 0 };
      response.end("{}");
    } else if (request.url === "/seen") {
      response.end(JSON.stringify(seen));
    } else if (request.url?.endsWith("/chat/completions")) {
      // Only the competitors ask here, and their SDKs send what the type says.
      complete(JSON.parse(body) as ChatRequest, response, arrived);
    } else {
      response.writeHead(404, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { message: `There is no ${request.url}.` } }));
    }
  });
});
server.keepAliveTimeout = 120_000;

function complete(request: ChatRequest, response: http.ServerResponse, arrived: number): void {
  const counts = seen;
  counts.calls += 1;
  counts.open += 1;
  counts.maxOpen = Math.max(counts.maxOpen, counts.open);
  process.send?.({ call: counts.calls, model: request.model });
  response.on("close", () => {
    counts.open -= 1;
  });
  const tokens = /^stream-(\d+)-(\d+)$/.exec(request.model);
  if (tokens) {
    void tellTimes(request.model, response, Number(tokens[1]), Number(tokens[2]));
    return;
  }
  const send = () => {
    const reply = replyTo(request);
    response.writeHead(200, {
      "content-type": request.stream ? "text/event-stream; charset=utf-8" : "application/json",
    });
    response.end(request.stream ? streamed(request.model, reply) : whole(request.model, reply));
    counts.heldMs += performance.now() - arrived;
  };
  if (delayMs > 0) setTimeout(send, delayMs);
  else send();
}

/**
 * Streams `count` tokens, one every `everyMs` (0: as fast as they are taken). Each is the time at which it was written,
 * in µs of the machine's monotonic clock, so that a reader in another process can tell how late it came.
 */
async function tellTimes(
  model: string,
  response: http.ServerResponse,
  count: number,
  everyMs: number,
): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const of = { id: "chatcmpl-times", model };
  response.write(chunk(of, { role: "assistant", content: "" }));
  const gone = once(response, "close");
  const token = () => chunk(of, { content: `${process.hrtime.bigint() / 1000n} ` });
  for (let sent = 0; sent < count && !response.destroyed; ) {
    if (everyMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      response.write(token());
      sent += 1;
      continue;
    }
    const batch = Math.min(100, count - sent);
    if (!response.write(Array.from({ length: batch }, token).join("")))
      await Promise.race([gone, new Promise((resolve) => response.once("drain", resolve))]);
    sent += batch;
  }
  response.end(ending(of, "stop"));
}

server.listen(0, "127.0.0.1", () => {
  // A server on a port has an address of this kind.
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on("disconnect", () => process.exit(0));
