// The server's own process, which scripts/serve.ts starts and watches: our HTTP server with the built app behind it.
import next from "next";
import { env } from "../lib/env.ts";
import { createHttpServer } from "../lib/server/http-server.ts";
import { whyNoPort } from "./free-port.ts";

const { host, port, publicUrl } = env();
// Where the framework asks itself for the page that an action leads to: here, and not at an address of the request.
process.env.__NEXT_PRIVATE_ORIGIN = `http://${reachable(host)}:${port}`;
const app = next({ dev: false, hostname: host, port });
const prepared = Promise.withResolvers<ReturnType<typeof app.getRequestHandler>>();
const server = createHttpServer(
  async (request, response) => {
    const handle = await prepared.promise;
    await handle(request, response);
  },
  { publicUrl },
);

server.on("error", (error) => {
  console.error(whyNoPort(error, host, port));
  process.exit(1);
});
// Whoever watched this process is gone: nobody could end it any more.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));

// It listens before the database is opened, so that a taken port costs nothing.
server.listen(port, host, () => {
  process.send?.("listening");
  app.prepare().then(
    () => prepared.resolve(app.getRequestHandler()),
    (error) => {
      console.error("\n  Tutti could not start:", error);
      process.exit(1);
    },
  );
});

/** A host that means every address of the machine is asked for at one of them. */
function reachable(listening: string): string {
  if (listening === "0.0.0.0") return "127.0.0.1";
  if (listening === "::") return "[::1]";
  return listening.includes(":") ? `[${listening}]` : listening;
}
