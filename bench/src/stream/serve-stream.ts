import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Competitor } from "../competitors/competitor.ts";
import type { Streamed } from "./consumer.ts";

/** Has a reader in another process read a run of `model` as an event stream over HTTP. */
export type StreamStage = { read(model: string): Promise<Streamed>; close(): void };

/** Serves the competitor's streams on a port of its own, and starts the reader. */
export async function openStage(competitor: Required<Pick<Competitor, "stream">>): Promise<StreamStage> {
  const server = http.createServer(async (request, response) => {
    const model = request.url?.slice(1) ?? "";
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.flushHeaders();
    for await (const part of await competitor.stream(model)) {
      if (!response.write(part)) await once(response, "drain");
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const reader: ChildProcess = fork(join(import.meta.dirname, "consumer.ts"), { execArgv: [] });
  return {
    read(model) {
      return new Promise((resolve) => {
        reader.once("message", (streamed: Streamed) => resolve(streamed));
        reader.send(`http://127.0.0.1:${port}/${model}`);
      });
    },
    close() {
      reader.disconnect();
      server.close();
      server.closeAllConnections();
    },
  };
}
