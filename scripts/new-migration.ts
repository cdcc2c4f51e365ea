// npm run db:migration -- <name>
// Writes the SQL that leads from prisma/migrations to prisma/schema.prisma, offline: by Prisma's own schema engine
// (WebAssembly) with a PostgreSQL in memory to replay the migrations on.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { SchemaEngine } from "@prisma/schema-engine-wasm";
import { PrismaPGlite } from "pglite-prisma-adapter";

const name = process.argv[2];
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error(`Give the migration a name of a-z, 0-9 and _: npm run db:migration -- add_comments`);
  process.exit(1);
}

const prismaDir = join(import.meta.dirname, "..", "prisma");
const baseDir = join(prismaDir, "migrations");
const read = (...path: string[]) => readFileSync(join(...path), "utf8");
const earlier = readdirSync(baseDir, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

const engine = await SchemaEngine.new(
  { datamodels: undefined },
  () => {},
  bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(new PGlite())),
);
const { exitCode, stdout } = await engine.diff({
  from: {
    tag: "migrations",
    baseDir,
    lockfile: { path: "migration_lock.toml", content: read(baseDir, "migration_lock.toml") },
    shadowDbInitScript: "",
    migrationDirectories: earlier.map((path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: read(baseDir, path, "migration.sql") },
      },
    })),
  },
  to: {
    tag: "schemaDatamodel",
    files: [{ path: "schema.prisma", content: read(prismaDir, "schema.prisma") }],
  },
  script: true,
  exitCode: true,
  filters: { externalTables: [], externalEnums: [] },
});

if (exitCode === 2 && stdout) {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = join(baseDir, `${stamp}_${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "migration.sql"), stdout);
  console.log(`Wrote ${relative(".", folder)}/migration.sql`);
} else {
  console.log("prisma/migrations already lead to prisma/schema.prisma.");
}
// The engine keeps a timer alive.
process.exit(0);
