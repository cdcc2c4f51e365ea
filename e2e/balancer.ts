import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One address with several servers behind it, as a load balancer makes it: each request goes to the next. */
export type Balancer = {
  url: string;
  /** From now on requests go to these, in turn. What is open stays open. */
  leadTo(appUrls: readonly string[]): void;
  /** How many requests each server was given, by its address. */
  given(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
};

/** Starts a balancer on a port of its own, with nothing behind it yet. */
export async function startBalancer(): Promise<Balancer> {
  let targets: readonly string[] = [];
  let turn = 0;
  const given = new Map<string, number>();

  const pass = (inner: IncomingMessage, answer: ServerResponse) => {
    const target = targets[turn++ % targets.length];
    if (target === undefined) {
      answer.writeHead(502).end();
      return;
    }
    given.set(target, (given.get(target) ?? 0) + 1);
    const headers = {
      ...inner.headers,
      "x-forwarded-for": inner.socket.remoteAddress,
      "x-forwarded-proto": "http",
    };
    const outer = request(target + inner.url, { method: inner.method, headers, agent: false });
    outer.on("response", (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
      response.on("error", () => answer.destroy());
    });
    outer.on("error", () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
    answer.on("close", () => outer.destroy());
    inner.pipe(outer);
  };

  const server = createServer(pass);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    // A listening server's address is of this type.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(appUrls) {
      targets = appUrls;
    },
    given: () => given,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
