import { createServer, type Server as HttpServer } from "node:http";
import type { Server } from "./ports.ts";

/** Longest wait for the database's answer, ms. */
const PATIENCE_MS = 3_000;

/** Whether a process can do its work now; `problem` says in a word what keeps it, never more. */
export type Readiness = { ready: true } | { ready: false; problem: "database" | "draining" | "disk" };

/** Asks the database, and whether the process is ending. */
export async function readiness({ db }: Pick<Server, "db">): Promise<Readiness> {
  const answered = await Promise.race([
    db.$queryRaw`SELECT 1`.then(
      () => true,
      () => false,
    ),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS).unref()),
  ]);
  return answered ? { ready: true } : { ready: false, problem: "database" };
}

/** `/health`: the process answers. `/ready`: it can work. For runners, which have no pages. */
export async function serveHealth(
  server: Pick<Server, "db">,
  host: string,
  port: number,
): Promise<HttpServer> {
  const http = createServer(async ({ url, method }, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (method !== "GET") return answer(405, { error: "Only GET is answered here." });
    if (url === "/health") return answer(200, { alive: true });
    if (url !== "/ready") return answer(404, { error: "There are /health and /ready here." });
    const state = await readiness(server);
    return answer(state.ready ? 200 : 503, state);
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, host, resolve);
  });
  return http;
}
