import type { Graph } from "../graph.ts";
import type { Issue, Surroundings } from "../issue.ts";
import { FieldName, legalFieldName } from "../json-schema.ts";
import type { ToolNode } from "../node.ts";
import { replaceRanges } from "../places.ts";
import { scanSql, statementParameters, type UnclosedSql } from "../sql-text.ts";
import { type SqlCheck, sqlCheckKey } from "../sql-trial.ts";
import { addParameters } from "./add-parameter.ts";
import { type Check, called } from "./check.ts";

/** A statement closes what it opens, and its parameters are those that its tool declares. */
export const statements: Check = (index, surroundings) =>
  index.graph.nodes.flatMap((node): Issue[] => {
    if (node.kind !== "tool") return [];
    const statement = authorsStatement(node);
    if (statement === null) return [];
    const issues = statementIssues(node, statement);
    return issues.length > 0 ? issues : refusedBy(node, surroundings);
  });

/** What databases can be asked about the statements of a drawing, by key. */
export function sqlChecks({ nodes }: Graph): [string, SqlCheck][] {
  return nodes.flatMap((node) => {
    const check = node.kind === "tool" ? sqlCheckOf(node) : null;
    return check ? [[sqlCheckKey(check), check]] : [];
  });
}

/** What a database can be asked about the tool's statement; null where there is no statement, or no database. */
function sqlCheckOf(node: ToolNode): SqlCheck | null {
  const { tool } = node;
  const statement = authorsStatement(node);
  if (statement === null || statement.trim() === "") return null;
  if ((tool.type !== "sql" && tool.type !== "sql-write") || tool.connectionId === null) return null;
  return { connectionId: tool.connectionId, form: tool.type === "sql" ? "read" : "write", statement };
}

function refusedBy(node: ToolNode, surroundings: Surroundings | null): Issue[] {
  const check = sqlCheckOf(node);
  const why = check && surroundings?.refusedStatements?.get(sqlCheckKey(check));
  if (!why) return [];
  return [
    { ...at(node), code: "database-refuses", message: `The statement of ${called(node)} can't run. ${why}` },
  ];
}

/** The statement that the tool's author writes; null where the tool has none, or the model writes it. */
export function authorsStatement({ tool }: ToolNode): string | null {
  if (tool.type === "sql-write") return tool.statement;
  return tool.type === "sql" && tool.mode === "author" ? tool.statement : null;
}

function statementIssues(node: ToolNode, statement: string): Issue[] {
  const { pieces, unclosed } = scanSql(statement);
  if (unclosed) return [notClosed(node, unclosed)];
  const numbered = pieces.find(({ kind }) => kind === "numbered");
  if (numbered) return [numberedIssue(node, statement.slice(numbered.start, numbered.end))];
  const used = statementParameters(statement);
  const illegal = used.find((name) => !FieldName.safeParse(name).success);
  if (illegal !== undefined) return [illegalName(node, statement, illegal)];
  const missing = used.filter((name) => !Object.hasOwn(node.parameters.properties, name));
  return missing.length === 0 ? [] : [undeclared(node, missing)];
}

const at = (node: ToolNode) => ({
  severity: "error" as const,
  nodeId: node.id,
  field: ["tool", "statement"],
});

function notClosed(node: ToolNode, { kind, start, expected }: UnclosedSql): Issue {
  const what: Record<UnclosedSql["kind"], string> = {
    text: "the text in quotes",
    "dollar-text": "the text in dollar quotes",
    name: "the name in quotes",
    comment: "the comment",
  };
  return {
    ...at(node),
    code: "statement-refused",
    message: `The statement of ${called(node)} doesn't close ${what[kind]} at character ${start + 1}: “${expected}” is missing.`,
  };
}

function numberedIssue(node: ToolNode, numbered: string): Issue {
  return {
    ...at(node),
    code: "statement-refused",
    message: `The statement of ${called(node)} reads “${numbered}”. Parameters are written by their names here, as in “:id”.`,
  };
}

/** A name that no parameter can have is written in letters that one can. */
function illegalName(node: ToolNode, statement: string, name: string): Issue {
  const used = new Set(statementParameters(statement));
  const base = legalFieldName(name) ?? "parameter";
  const candidates = [base, ...Array.from({ length: used.size + 1 }, (_, count) => `${base}${count + 2}`)];
  const legal = candidates.find((candidate) => !used.has(candidate)) ?? base;
  const ranges = scanSql(statement).pieces.flatMap(({ kind, start, end }) =>
    kind === "parameter" && statement.slice(start + 1, end) === name
      ? [{ start: start + 1, end, text: legal }]
      : [],
  );
  const declared = Object.hasOwn(node.parameters.properties, legal);
  return {
    ...at(node),
    code: "statement-refused",
    message: `The statement of ${called(node)} reads “:${name}”, and a parameter's name has the letters a–z, digits and _ only.`,
    fix: {
      label: `Write “:${legal}”`,
      edits: [
        {
          type: "node-change",
          id: node.id,
          path: ["tool", "statement"],
          value: replaceRanges(statement, ranges),
        },
        ...(declared ? [] : (addParameters(node, [legal])?.edits ?? [])),
      ],
    },
  };
}

function undeclared(node: ToolNode, missing: string[]): Issue {
  const fix = addParameters(node, missing);
  const named = missing.map((name) => `“:${name}”`).join(", ");
  return {
    ...at(node),
    code: "parameter-not-declared",
    message: `The statement of ${called(node)} reads ${named}, which ${missing.length === 1 ? "is" : "are"} none of its parameters.`,
    ...(fix && { fix }),
  };
}
