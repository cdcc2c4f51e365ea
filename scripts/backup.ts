// npm run backup -- [file]: writes everything that this installation needs into one file, while Tutti runs or not.
// DATA_DIR and DATABASE_URL say which installation, as they do for `npm start`.
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { backUpPlace } from "../lib/adapters/store/backup/back-up-place.ts";
import { checkBackup } from "../lib/adapters/store/backup/read-backup.ts";
import { env } from "../lib/env.ts";
import { askForBackup } from "../lib/server/accounts/owner-door.ts";

const stamp = new Date().toISOString().slice(0, 19).replace(/\D/g, "");

// What is made here is its owner's alone.
process.umask(0o077);
try {
  const { databaseUrl } = env();
  const dataDir = resolve(env().dataDir);
  const file = resolve(process.argv[2] ?? join(dataDir, "backups", `tutti-${stamp}.jsonl.gz`));
  const asked = databaseUrl === undefined ? await askForBackup(dataDir, file) : null;
  if (asked === null) await backUpPlace({ databaseUrl, dataDir }, file);
  // Read back from end to end: a backup that nobody has read is none.
  const { end } = await checkBackup(file);
  const { user = 0, workflow = 0, run = 0 } = end.rows;
  const megabytes = (statSync(file).size / 1_000_000).toFixed(1);
  console.log(
    `Wrote and read back ${file} (${megabytes} MB): ${user} people, ${workflow} workflows, ${run} runs.`,
  );
  console.log(
    databaseUrl === undefined
      ? `The secret is not in it: keep ${join(dataDir, "secret")} (or TUTTI_SECRET) in another safe place. Without it the secrets of connections have to be entered again.`
      : "The secret is not in it: keep TUTTI_SECRET (or the file `secret` of the data folder) in another safe place. Without it the secrets of connections have to be entered again.",
  );
  process.exit(0);
} catch (error) {
  console.error(`No backup was made: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
