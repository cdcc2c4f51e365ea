import { defineConfig } from "prisma/config";

// These commands need Prisma's WebAssembly parts alone, yet look for a native engine first and would download it:
// any file that is there satisfies them.
if (["generate", "validate", "format"].some((command) => process.argv.includes(command))) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
}

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://localhost:1/none" },
});
