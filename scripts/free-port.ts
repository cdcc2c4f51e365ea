import { createServer } from "node:net";

/** Tells whether nothing listens on the port; any other reason not to bind (no such host, not allowed) is thrown. */
async function isFree(host: string, port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject);
      probe.listen({ host, port, exclusive: true }, resolve);
    });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return false;
    throw error;
  } finally {
    probe.close();
  }
}

/** Gives the first free port of `host` from `first` on, trying a hundred. */
export async function freePort(host: string, first: number): Promise<number> {
  for (let port = first; port < first + 100 && port < 65_536; port++) {
    if (await isFree(host, port)) return port;
  }
  throw new Error(`No free port on ${host} from ${first} on. Set PORT to one that is free.`);
}
