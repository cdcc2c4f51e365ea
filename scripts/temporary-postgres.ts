import { execFile, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";

const run = promisify(execFile);

/** A PostgreSQL server of one test or measurement, on 127.0.0.1 and a port of its own; gone after `stop`. */
export type TemporaryPostgres = {
  /** Of the empty database `tutti`. */
  url: string;
  port: number;
  /** Makes one more empty database, and gives its url. */
  createDatabase(name: string): Promise<string>;
  /** Stops the server and starts it again. `immediate` is as a crash: sessions are cut and the log is replayed. */
  restart(mode: "fast" | "immediate", downMs?: number): Promise<void>;
  stop(): Promise<void>;
};

/** Where the newest installed PostgreSQL keeps its programs, or null. */
export function postgresPrograms(): string | null {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return (
    versions.map((version) => join(root, version, "bin")).find((bin) => existsSync(join(bin, "initdb"))) ??
    null
  );
}

/** Programs of PostgreSQL, installed with apt when this is Debian and root; throws with what to do when there are none. */
async function programs(): Promise<string> {
  const found = postgresPrograms();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    await run("apt-get", ["install", "-y", "--no-install-recommends", "postgresql"], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  }
  const installed = postgresPrograms();
  if (installed === null)
    throw new Error(
      "Expected PostgreSQL in /usr/lib/postgresql; install it with `apt-get install postgresql`.",
    );
  return installed;
}

/** Makes a cluster in a temporary folder and starts its server, as the user `postgres` when this is root. */
export async function startTemporaryPostgres(
  settings: Record<string, string> = {},
): Promise<TemporaryPostgres> {
  const bin = await programs();
  const folder = mkdtempSync(join(tmpdir(), "tutti-postgres-"));
  const owner = await serverUser();
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const as = owner === null ? {} : { uid: owner.uid, gid: owner.gid };
  const data = join(folder, "data");
  const call = (program: string, ...args: string[]) =>
    run(join(bin, program), args, { ...as, cwd: folder, env: { ...process.env, HOME: folder, LC_ALL: "C" } });

  await call("initdb", "-D", data, "-U", "tutti", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale");
  const port = await freePort("127.0.0.1", 20_000 + Math.floor(Math.random() * 30_000));
  const options = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: folder,
    ...settings,
  };

  async function start(): Promise<void> {
    const flags = Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const server = spawn(join(bin, "postgres"), ["-D", data, ...flags], {
      ...as,
      cwd: folder,
      stdio: "ignore",
    });
    server.unref();
    for (let tries = 0; ; tries++) {
      const ready = await call("pg_isready", "-h", "127.0.0.1", "-p", String(port)).catch(() => null);
      if (ready !== null) return;
      if (server.exitCode !== null || tries > 200)
        throw new Error(
          `The temporary PostgreSQL in ${folder} did not start (exit code ${server.exitCode}).`,
        );
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const end = (mode: string) => call("pg_ctl", "-D", data, "-m", mode, "-w", "stop");
  const url = (name: string) => `postgresql://tutti@127.0.0.1:${port}/${name}`;
  async function createDatabase(name: string): Promise<string> {
    await call("createdb", "-h", "127.0.0.1", "-p", String(port), "-U", "tutti", name);
    return url(name);
  }

  await start();
  await createDatabase("tutti");
  return {
    url: url("tutti"),
    port,
    createDatabase,
    async restart(mode, downMs = 0) {
      await end(mode);
      await new Promise((resolve) => setTimeout(resolve, downMs));
      await start();
    },
    async stop() {
      await end("immediate").catch(() => {});
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: then the user that its package made. */
async function serverUser(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const id = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  return { uid: await id("-u"), gid: await id("-g") };
}
