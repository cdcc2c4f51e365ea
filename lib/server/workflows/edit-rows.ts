import { z } from "zod";
import { GraphEdit } from "../../graph/graph-edit.ts";
import type { RememberedEdit, StoredEdit } from "../../views/workflow-edits.ts";
import type { Transaction } from "../transaction.ts";
import type { LogEntry } from "./edit-log.ts";

type EditRow = NonNullable<Awaited<ReturnType<Transaction["workflowEdit"]["findFirst"]>>>;

const Inverse = z.array(GraphEdit);

/** An entry as a database row. */
export function rowOf(workflowId: string, entry: LogEntry) {
  const { id, at, since, edit, inverse, foldedInto, ...same } = entry;
  return {
    ...same,
    workflowId,
    clientEditId: id,
    at: new Date(at),
    since: new Date(since),
    edit: edit && JSON.stringify(edit),
    inverse: edit && JSON.stringify(inverse),
    foldedInto,
  };
}

/**
 * An entry from its row. Rows from before pages had names count as different pages; edits that today's documents
 * can't take count as dropped.
 */
export function entryOf(row: EditRow): LogEntry {
  const { clientEditId: id, seq, userId, undoes, foldedInto, lost } = row;
  return {
    ...{ id, seq, userId, undoes, foldedInto, lost },
    page: row.page ?? id,
    base: row.base ?? seq - 1,
    step: row.step ?? id,
    at: row.at.getTime(),
    since: (row.since ?? row.at).getTime(),
    edit: readable(GraphEdit, row.edit) ?? null,
    inverse: readable(Inverse, row.inverse) ?? [],
  };
}

function readable<Schema extends z.ZodType>(
  schema: Schema,
  json: string | null,
): z.output<Schema> | undefined {
  return json === null ? undefined : schema.safeParse(JSON.parse(json)).data;
}

/** Entries for pages, each with its author's name and its inverse. */
export async function shownEdits(db: Transaction, rows: readonly EditRow[]): Promise<RememberedEdit[]> {
  const userIds = [...new Set(rows.map(({ userId }) => userId))];
  const people =
    userIds.length === 0
      ? []
      : await db.user.findMany({ where: { id: { in: userIds } }, select: { id: true, name: true } });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return rows.map((row) => {
    const { seq, id, page, base, step, undoes, userId, inverse, ...content } = entryOf(row);
    const by = { userId, name: names.get(userId) ?? "Somebody who has left" };
    return { seq, id, page, base, step, undoes, by, inverse, content: contentOf(content) };
  });
}

/** An entry for a page that has the document and works out the inverse itself. */
export const withoutInverse = ({ inverse: _, ...edit }: RememberedEdit): StoredEdit => edit;

/** The content of an entry for pages. */
export function contentOf({
  edit,
  lost,
  foldedInto,
}: Pick<LogEntry, "edit" | "lost" | "foldedInto">): StoredEdit["content"] {
  if (edit === null) return { state: foldedInto === null ? "dropped" : "folded" };
  return lost === null ? { state: "made", edit } : { state: "lost", edit, why: lost };
}
