import { createServer, type Server as HttpServer } from "node:http";
import type { Server } from "../ports.ts";

/** Longest wait for the database's answer, ms. */
const PATIENCE_MS = 3_000;

/** What readiness is judged by. */
type Judged = Pick<Server, "db" | "room" | "here">;

/** Whether a process can do its work now, in a word: it can, or what keeps it. */
export type Readiness = "ready" | "draining" | "disk" | "database";

/** What `/health` says of a process that answers at all. */
export const ALIVE = "alive";

/** One question at a time to each database: whoever asks meanwhile gets the same answer. */
const asking = new WeakMap<Judged["db"], Promise<boolean>>();

/** Whether the process is ending, there is room on the disk, and the database answers within three seconds. */
export async function readiness({ db, room, here }: Judged): Promise<Readiness> {
  if (here.draining) return "draining";
  if (!room.ok()) return "disk";
  return (await answers(db)) ? "ready" : "database";
}

/** The HTTP status that goes with it. */
export const statusOf = (state: Readiness): 200 | 503 => (state === "ready" ? 200 : 503);

function answers(db: Judged["db"]): Promise<boolean> {
  const asked = asking.get(db);
  if (asked) return asked;
  const patience = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => patience.resolve(false), PATIENCE_MS);
  const answer = db.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
  const first = Promise.race([answer, patience.promise]).finally(() => {
    clearTimeout(timer);
    asking.delete(db);
  });
  asking.set(db, first);
  return first;
}

/** `/health` and `/ready` as the server's pages have them under `/api`, for runners, which have no pages. */
export async function serveHealth(server: Judged, host: string, port: number): Promise<HttpServer> {
  const http = createServer(async ({ url, method }, response) => {
    const answer = (status: number, word: string) =>
      response
        .writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" })
        .end(`${word}\n`);
    if (method !== "GET" && method !== "HEAD") return answer(405, "Only GET is answered here.");
    if (url === "/health") return answer(200, ALIVE);
    if (url !== "/ready") return answer(404, "There are /health and /ready here.");
    const state = await readiness(server);
    return answer(statusOf(state), state);
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, host, resolve);
  });
  return http;
}
