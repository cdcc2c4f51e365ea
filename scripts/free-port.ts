import { createServer } from "node:net";

/** Tells whether nothing listens on the port; any other reason not to bind (no such host, not allowed) is thrown. */
export async function isFree(host: string, port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject);
      probe.listen({ host, port, exclusive: true }, resolve);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE") return false;
    throw error;
  } finally {
    probe.close();
  }
}

/** Returns the first free port of `host` from `first` on, trying a hundred. */
export async function freePort(host: string, first: number): Promise<number> {
  for (let port = first; port < first + 100 && port < 65_536; port++) {
    if (await isFree(host, port)) return port;
  }
  throw new Error(`No free port on ${host} from ${first} on. Set PORT to one that is free.`);
}

/** Why nothing can listen there and what to do, in a sentence or two; `port` is the one that was wished for. */
export function whyNoPort(error: unknown, host: string, port: number | null): string {
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return `Port ${port} of ${host} is in use by another program: stop that one, or set PORT to another port, or leave PORT out to take the next free one.`;
    case "EACCES":
      return `Port ${port} of ${host} needs rights that this user doesn't have: set PORT to one above 1023.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `HOST is ${host}, which is no address of this machine: set it to one that is, such as 127.0.0.1, or to 0.0.0.0 for all of them.`;
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
