import { randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request } from "node:http";
import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { BackupEnd } from "../../adapters/store/backup/backup-lines.ts";

/** What the door's file says: only who may read the data folder may read it. */
const Key = z.object({ port: z.number(), token: z.string() });
const Asked = z.strictObject({ file: z.string().refine(isAbsolute, "an absolute path") });
const DoorAnswer = z.union([BackupEnd, z.object({ message: z.string() })]);

const keyFile = (dataDir: string) => join(dataDir, "owner-door.json");

/**
 * A door for commands on this machine, because the built-in database belongs to the server's process: `npm run backup`
 * asks it to write a backup. It listens on loopback alone, and opens to the key in a file that only the owner can read.
 */
export async function openOwnerDoor({
  dataDir,
  backUp,
}: {
  dataDir: string;
  backUp: (file: string) => Promise<z.infer<typeof BackupEnd>["end"]>;
}): Promise<{ close(): Promise<void> }> {
  const token = randomBytes(32).toString("base64url");
  const door = createServer(async (incoming, answer) => {
    const say = (status: number, body: object) =>
      answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    try {
      if (!isKey(incoming.headers.authorization, token))
        return say(401, { message: "That key does not fit." });
      if (incoming.method !== "POST" || incoming.url !== "/backup")
        return say(404, { message: "This door knows POST /backup." });
      const { file } = Asked.parse(JSON.parse(await bodyOf(incoming)));
      say(200, { end: await backUp(file) });
    } catch (error) {
      say(500, { message: error instanceof Error ? error.message : String(error) });
    }
  });
  await new Promise<void>((resolve, reject) => {
    door.once("error", reject);
    door.listen(0, "127.0.0.1", resolve);
  });
  door.unref();
  const address = door.address();
  if (address === null || typeof address === "string")
    throw new Error("expected the owner's door to have a port");
  const fresh = `${keyFile(dataDir)}.new`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, JSON.stringify({ port: address.port, token }), { mode: 0o600, flag: "wx" });
  renameSync(fresh, keyFile(dataDir));
  return {
    async close() {
      rmSync(keyFile(dataDir), { force: true });
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
    },
  };
}

/** Asks the server that uses the data folder for a backup; null when none answers. Rejects with its reason when it refuses. */
export async function askForBackup(
  dataDir: string,
  file: string,
): Promise<z.infer<typeof BackupEnd>["end"] | null> {
  const key = readKey(dataDir);
  if (key === null) return null;
  const told = await post(key, "/backup", { file }).catch((error) => {
    // A server that was killed has left its key behind.
    if (error instanceof Error && "code" in error && error.code === "ECONNREFUSED") return null;
    throw error;
  });
  if (told === null) return null;
  const answer = DoorAnswer.parse(JSON.parse(told));
  if ("end" in answer) return answer.end;
  throw new Error(answer.message);
}

function readKey(dataDir: string): z.infer<typeof Key> | null {
  try {
    return Key.parse(JSON.parse(readFileSync(keyFile(dataDir), "utf8")));
  } catch {
    return null;
  }
}

/** By `node:http`, which waits as long as it takes: `fetch` gives up after five minutes. */
function post({ port, token }: z.infer<typeof Key>, path: string, body: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const asked = request({ host: "127.0.0.1", port, path, method: "POST", headers }, (answer) =>
      bodyOf(answer).then(resolve, reject),
    );
    asked.on("error", reject);
    asked.end(JSON.stringify(body));
  });
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of message.setEncoding("utf8")) {
    text += chunk;
    if (text.length > 100_000) throw new Error("more was said than this door takes");
  }
  return text;
}

function isKey(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? "");
  const right = Buffer.from(`Bearer ${token}`);
  return given.length === right.length && timingSafeEqual(given, right);
}
