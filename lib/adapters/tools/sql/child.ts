// Runs statements for the parent process, which kills this one when a statement takes too long or is cancelled.
import { Worker } from "node:worker_threads";
import { ToolProblem } from "../tool-problem.ts";
import { checkReading, readPostgres } from "./postgres-read.ts";
import { checkPostgres, postgresReceipt, writePostgres } from "./postgres-write.ts";
import type { SqlReply, SqlRequest } from "./request.ts";
import { checkSqlite, readSqlite } from "./sqlite-read.ts";
import { sqliteReceipt, writeSqlite } from "./sqlite-write.ts";

const send = (reply: SqlReply) =>
  new Promise<void>((done) => {
    process.send?.(reply, () => done());
  });

async function answer(request: SqlRequest): Promise<SqlReply> {
  const { target, limits } = request;
  switch (request.work) {
    case "read": {
      const { statement, parameters } = request;
      const rows =
        target.kind === "sqlite"
          ? readSqlite(target.file, statement, parameters, limits)
          : await readPostgres(target, statement, parameters, limits);
      return { kind: "rows", rows };
    }
    case "write": {
      const receipt =
        target.kind === "sqlite"
          ? writeSqlite(target.file, request, limits)
          : await writePostgres(target, request, limits, () => send({ kind: "committing" }));
      return { kind: "receipt", receipt };
    }
    case "check": {
      const { form, statement } = request;
      if (target.kind === "sqlite") checkSqlite(target.file, request, limits);
      else if (form === "write") await checkPostgres(target, statement, limits);
      else await checkReading(target, request, limits);
      return { kind: "checked" };
    }
    case "receipt": {
      const receipt =
        target.kind === "sqlite"
          ? sqliteReceipt(target.file, request.key, limits)
          : await postgresReceipt(target, request.key, limits);
      return { kind: "receipt", receipt };
    }
  }
}

// A statement would keep the guard from starting, so the first one waits for it.
const guard = new Worker(new URL("./process-guard.ts", import.meta.url));
const guarded = new Promise((ready) => guard.once("message", ready)).then(() => send({ kind: "ready" }));

process.on("message", (request: SqlRequest) => {
  guarded
    .then(() => answer(request))
    .catch((error: unknown): SqlReply => {
      const problem =
        error instanceof ToolProblem
          ? error
          : new ToolProblem(
              "tool-fault",
              `The SQL tool failed: ${error instanceof Error ? error.message : String(error)}`,
            );
      return { kind: "failed", failure: problem.failure, at: problem.at };
    })
    .then(send);
});
process.on("disconnect", () => process.exit());
