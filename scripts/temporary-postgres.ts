import { execFile, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { claimPort } from "./claim-port.ts";

const run = promisify(execFile);

/** A PostgreSQL server of one test or measurement, on 127.0.0.1 and a port of its own; gone after `stop`. */
export type TemporaryPostgres = {
  /** Of the empty database `tutti`. */
  url: string;
  port: number;
  /** Makes one more empty database, and returns its url. */
  createDatabase(name: string): Promise<string>;
  /** Stops the server and starts it again. `immediate` is as a crash: sessions are cut and the log is replayed. */
  restart(mode: "fast" | "immediate", downMs?: number): Promise<void>;
  stop(): Promise<void>;
};

const NEEDED = ["initdb", "postgres", "pg_ctl", "pg_isready", "createdb"];

/** The folder with PostgreSQL's programs: the newest version where Debian keeps them, else one of the path; or null. */
export function postgresPrograms(): string | null {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [
    ...versions.map((version) => join(root, version, "bin")),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  return places.find((place) => NEEDED.every((program) => existsSync(join(place, program)))) ?? null;
}

/** Why there can be no temporary PostgreSQL on this machine, in a sentence; null when there can, having installed it. */
export async function whyNoPostgres(): Promise<string | null> {
  return programs().then(
    () => null,
    (error) => (error instanceof Error ? error.message : String(error)),
  );
}

/** Programs of PostgreSQL, installed with apt when this is Debian and root; throws with what to do when there are none. */
async function programs(): Promise<string> {
  const found = postgresPrograms();
  if (found !== null) return found;
  let tried = "";
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const install = [
      "install",
      "-y",
      "--no-install-recommends",
      "-o",
      "DPkg::Lock::Timeout=300",
      "postgresql",
    ];
    await run("apt-get", install, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } }).catch(
      (error) => (tried = ` apt-get could not install it: ${String(error.stderr ?? error).trim()}`),
    );
  }
  const installed = postgresPrograms();
  if (installed === null)
    throw new Error(
      `Expected PostgreSQL in /usr/lib/postgresql or on the path, and found none; install it, with \`apt-get install postgresql\` for example.${tried}`,
    );
  return installed;
}

// Started by a shell that reads from us: when this process ends, in whatever way, the server and its folder go as well.
const KEEPER = `trap "" INT TERM HUP
folder=$1; shift
"$@" & server=$!
if ! read -r done; then kill -QUIT $server; wait $server; rm -rf "$folder"; fi`;

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
  const port = await claimPort();
  const options = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: folder,
    ...settings,
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = join(folder, "log");
  let letGo = () => {};

  async function start(): Promise<void> {
    const server = [join(bin, "postgres"), "-D", data, ...flags];
    const output = openSync(log, "a");
    const keeper = spawn("sh", ["-c", KEEPER, "sh", folder, ...server], {
      ...as,
      cwd: folder,
      stdio: ["pipe", output, output],
    });
    keeper.unref();
    letGo = () => keeper.stdin?.end("done\n");
    for (let tries = 0; ; tries++) {
      const ready = await call("pg_isready", "-h", "127.0.0.1", "-p", String(port)).catch(() => null);
      if (ready !== null) return;
      if (tries > 200) {
        const said = readFileSync(log, "utf8");
        keeper.stdin?.end();
        throw new Error(`The temporary PostgreSQL in ${folder} did not start:\n${said}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  async function end(mode: string): Promise<void> {
    await call("pg_ctl", "-D", data, "-m", mode, "-w", "stop");
    letGo();
  }
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
      await end("immediate").catch(letGo);
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
