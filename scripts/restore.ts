// npm run restore -- <file>: restores a backup into an empty installation: the data folder DATA_DIR, or the PostgreSQL
// DATABASE_URL, whichever engine the backup was made of.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { restoreBackup } from "../lib/adapters/store/backup/restore-backup.ts";
import { env } from "../lib/env.ts";
import { secretMark } from "../lib/server/upkeep/secret-check.ts";

// What is made here is its owner's alone.
process.umask(0o077);
try {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error("which file? npm run restore -- <file>");
  const { databaseUrl, secret } = env();
  const dataDir = resolve(env().dataDir);
  const restored = await restoreBackup(resolve(file), { databaseUrl, dataDir });
  const { header, end, runs, broken, sealed, secretMark: mark, underWay } = restored;
  const { user = 0, workflow = 0 } = end.rows;
  console.log(
    `Restored the backup of ${header.madeAt} into ${databaseUrl === undefined ? dataDir : "the PostgreSQL database"}: ${user} people, ${workflow} workflows, ${runs} runs. Everybody has to sign in again.`,
  );
  if (underWay > 0)
    console.log(
      `${underWay} runs were under way: they go on when Tutti is started here. Do not let the old installation go on with them too.`,
    );
  for (const { runId, seq } of broken)
    console.warn(
      `Run ${runId}: its log is not what its chain says${seq === null ? "" : ` from event ${seq} on`}. It was like that when the backup was made.`,
    );
  if (sealed.length > 0 && mark !== ownMark(dataDir, secret))
    console.log(
      `The secret is not in a backup. ${sealed.length} connections need it (${sealed.join(", ")}): before you start Tutti, copy the file \`secret\` of the old data folder to ${join(dataDir, "secret")}, or set TUTTI_SECRET. If it is lost, start once with TUTTI_NEW_SECRET=1 and enter the secrets of these connections again.`,
    );
  process.exit(0);
} catch (error) {
  console.error(`Nothing was restored: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

/** The mark of the secret that Tutti would start with here; null where it would make a new one. */
function ownMark(dataDir: string, given: string | undefined): string | null {
  const file = join(dataDir, "secret");
  if (given !== undefined) return secretMark(given);
  return existsSync(file) ? secretMark(readFileSync(file, "utf8").trim()) : null;
}
