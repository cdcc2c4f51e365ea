"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Cell, HeadCell, Table } from "@/components/ui/table.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import type { TrySql as Try } from "@/components/workflow/workflow-props.ts";
import type { JsonObject } from "@/lib/graph/json.ts";
import type { ObjectSchema } from "@/lib/graph/json-schema.ts";
import type { SqlTrial, SqlTried } from "@/lib/graph/sql-trial.ts";
import { shortened } from "@/lib/graph/text-cut.ts";
import { sampleOf } from "./sample-scope.ts";
import { parseScalar, scalarText } from "./scalar-text.ts";

type Props = Pick<SqlTrial, "form" | "statement"> & {
  connectionId: string;
  /** The parameters that the statement reads. */
  named: readonly string[];
  parameters: ObjectSchema;
};

/** How a trial stands: the statement that it was of, and what came of it. */
type Trial = { statement: string; came: SqlTried | { tried: "refused"; message: string } };

/**
 * Tries the statement on its database with example values. A reading one shows its first rows; a changing one is read by
 * the database and not run.
 */
export function TrySql({ connectionId, form, statement, named, parameters }: Props) {
  const trySql = useWorkflow((state) => state.trySql);
  const noteStatement = useWorkflow((state) => state.noteStatement);
  const [written, setWritten] = useState<Readonly<Record<string, string>>>({});
  const [trial, setTrial] = useState<Trial | null>(null);
  const [busy, setBusy] = useState(false);
  if (trySql === null) return null;
  const fields = named.map((name) => {
    const schema = parameters.properties[name] ?? {};
    const text = written[name] ?? scalarText(sampleOf(schema, name));
    return { name, text, parsed: parseScalar(text, schema.type) };
  });
  const unfit = fields.some(({ parsed }) => "problem" in parsed);
  const run = async () => {
    setBusy(true);
    const values: JsonObject = {};
    for (const { name, parsed } of fields) if ("value" in parsed) values[name] = parsed.value ?? null;
    const answer = await trySql({ connectionId, form, statement, parameters: values }).catch(() => null);
    setBusy(false);
    const came = cameOf(answer);
    setTrial({ statement, came });
    if (came.tried === "rows" || came.tried === "checked")
      noteStatement({ connectionId, form, statement }, null);
  };
  return (
    <div className="flex flex-col gap-2">
      {form === "read" &&
        trial !== null &&
        fields.map(({ name, text, parsed }) => (
          <TextField
            key={name}
            label={`Try with ${name}`}
            size={28}
            mono
            value={text}
            placeholder="nothing (null)"
            error={"problem" in parsed ? parsed.problem : undefined}
            onValueChange={(next) => setWritten({ ...written, [name]: next })}
          />
        ))}
      <Button size={28} className="self-start" disabled={busy || unfit} onClick={run}>
        {busy ? "Trying…" : trial !== null ? "Try it again" : form === "read" ? "Try it" : "Check it"}
      </Button>
      {trial !== null && <Came trial={trial} changed={trial.statement !== statement} />}
    </div>
  );
}

function cameOf(answer: Awaited<ReturnType<Try>> | null): Trial["came"] {
  if (answer === null) return { tried: "refused", message: "The server could not be reached." };
  return answer.ok ? answer : { tried: "refused", message: answer.message };
}

function Came({ trial: { statement, came }, changed }: { trial: Trial; changed: boolean }) {
  switch (came.tried) {
    case "refused":
      return (
        <Notice tone="error" title="It could not be tried">
          {came.message}
        </Notice>
      );
    case "failed":
      return (
        <Notice
          tone="error"
          title={changed ? "The statement before could not run" : "The statement can't run"}
        >
          <span className="wrap-anywhere">{came.message}</span>
          {came.at !== null && <Place statement={statement} at={came.at} />}
        </Notice>
      );
    case "checked":
      return (
        <p role="status" className="text-12 text-ink-soft">
          The database can run it. Nothing was changed.
        </p>
      );
    case "rows":
      return <Rows came={came} />;
  }
}

/** The line of a statement in which the database saw an error, marked from there on. */
function Place({ statement, at }: { statement: string; at: number }) {
  const start = statement.lastIndexOf("\n", at - 1) + 1;
  const found = statement.indexOf("\n", at);
  const end = found === -1 ? statement.length : found;
  return (
    <code className="mt-1 block overflow-x-auto whitespace-pre rounded-control bg-sunken px-2 py-1 text-12">
      {statement.slice(start, at)}
      <mark className="bg-transparent text-failed underline decoration-wavy underline-offset-4">
        {statement.slice(at, end) || " "}
      </mark>
    </code>
  );
}

function Rows({ came }: { came: Extract<SqlTried, { tried: "rows" }> }) {
  const { rows, truncated, notes } = came;
  const columns = Object.keys(rows[0] ?? {});
  const many = rows.length === 1 ? "1 row" : `${rows.length} rows`;
  return (
    <div className="flex flex-col gap-1">
      <p role="status" className="text-12 text-ink-soft">
        {rows.length === 0 ? "No rows." : truncated ? `The first ${many}.` : `${many}.`}
      </p>
      {rows.length > 0 && (
        <Table label="Rows of the statement" className="max-h-60 rounded-control border border-line">
          <thead>
            <tr>
              {columns.map((name) => (
                <HeadCell key={name}>{name}</HeadCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a result have no other identity
              <tr key={at}>
                {columns.map((name) => (
                  <Cell key={name} className="whitespace-nowrap">
                    {row[name] === null ? (
                      <span className="text-ink-faint">null</span>
                    ) : (
                      shortened(scalarText(row[name]), 80)
                    )}
                  </Cell>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {notes.map((note) => (
        <p key={note} className="text-12 text-ink-faint">
          {note}
        </p>
      ))}
    </div>
  );
}
