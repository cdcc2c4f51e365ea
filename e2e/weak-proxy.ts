import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network between browser and app that the test disturbs. */
export type WeakProxy = {
  url: string;
  /** From now on it leads here; `url` stays. */
  leadTo(appUrl: string): void;
  /** Breaks every connection. */
  cut(): void;
  /** `away`: connections break, and new ones are refused. `silent`: they stay, and nothing comes through any more. */
  become(state: "well" | "away" | "silent"): void;
  /** Event streams that are open now. */
  streams(): number;
  stop(): Promise<void>;
};

/** Starts a TCP proxy in front of the app, on a port of its own. */
export async function startWeakProxy(appUrl: string): Promise<WeakProxy> {
  let target = Number(new URL(appUrl).port);
  let state: "well" | "away" | "silent" = "well";
  const pairs = new Map<Socket, Socket>();
  const streaming = new Set<Socket>();

  const server = createServer((inner) => {
    if (state === "away") return inner.destroy();
    const outer = connect(target, "127.0.0.1");
    pairs.set(inner, outer);
    inner.on("data", (bytes) => {
      // A request's first bytes come in one piece from a browser on this machine.
      if (/^GET \/api\/w\/[^/]+\/runs\/[^/]+\/events/.test(bytes.toString("latin1", 0, 200)))
        streaming.add(inner);
      else streaming.delete(inner);
      if (state !== "silent") outer.write(bytes);
    });
    outer.on("data", (bytes) => {
      if (state !== "silent") inner.write(bytes);
    });
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      one.on("error", () => {});
      one.on("close", () => {
        pairs.delete(inner);
        streaming.delete(inner);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const inner of [...pairs.keys()]) inner.resetAndDestroy();
  };
  return {
    // A listening server's address is of this type.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(url) {
      target = Number(new URL(url).port);
    },
    cut,
    become(next) {
      // What was swallowed is missing: such a connection is of no use any more.
      if (next === "away" || state === "silent") cut();
      state = next;
    },
    streams: () => streaming.size,
    async stop() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
