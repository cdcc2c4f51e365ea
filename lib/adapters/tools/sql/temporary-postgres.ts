import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const places = [
  "/usr/local/bin",
  "/usr/bin",
  ...[18, 17, 16, 15, 14].map((major) => `/usr/lib/postgresql/${major}/bin`),
];

/** The folder with `initdb` and `postgres` on this machine, or undefined; for tests only. */
export const postgresPrograms = places.find(
  (place) => existsSync(join(place, "initdb")) && existsSync(join(place, "postgres")),
);

/** Starts a PostgreSQL server of its own in a temporary folder, for tests; `url` leads to its database `postgres`. */
export async function temporaryPostgres(programs: string): Promise<{ url: string; stop(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), "tutti-postgres-"));
  // PostgreSQL refuses to run as root, so root lends the folder to the user postgres.
  const root = process.getuid?.() === 0;
  const as = (program: string, ...args: string[]): [string, string[]] =>
    root
      ? ["runuser", ["-u", "postgres", "--", join(programs, program), ...args]]
      : [join(programs, program), args];
  if (root)
    chownSync(
      dir,
      Number(execFileSync("id", ["-u", "postgres"])),
      Number(execFileSync("id", ["-g", "postgres"])),
    );
  chmodSync(dir, 0o700);
  const data = join(dir, "data");
  execFileSync(
    ...as("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"),
    { cwd: "/tmp", stdio: "ignore" },
  );
  const port = await freePort();
  const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: dir, fsync: "off" };
  const server = spawn(
    ...as(
      "postgres",
      "-D",
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ),
    {
      cwd: "/tmp",
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  await new Promise<void>((ready, failed) => {
    let said = "";
    server.stderr.on("data", (text) => {
      said += text;
      if (said.includes("ready to accept connections")) ready();
    });
    server.once("exit", () => failed(new Error(`PostgreSQL did not start: ${said}`)));
  });
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: () =>
      new Promise((stopped) => {
        server.once("exit", () => {
          rmSync(dir, { recursive: true, force: true });
          stopped();
        });
        execFileSync(...as("pg_ctl", "-D", data, "-m", "immediate", "stop"), {
          cwd: "/tmp",
          stdio: "ignore",
        });
      }),
  };
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}
