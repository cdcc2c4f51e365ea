import { bareSql } from "./sql-text.ts";

/** A column of a table, as a statement names it. */
export type Column = { table: string; column: string };

const NAME = "[A-Za-z_]\\w{0,62}";
const COLUMN = `(?<![\\w.:])(${NAME}(?:\\.${NAME})?)`;
/** lower(x), trim(x) and the like compare the same values. */
const WRAPPED = `(?:[a-z]{1,12}\\s{0,5}\\(\\s{0,5})?`;
const COMPARED = `\\s{0,20}(?:=|<>|!=|<=|>=|<|>|i?like\\b|in\\s{0,5}\\()`;
const KEYWORDS =
  "where|on|set|join|inner|left|right|full|cross|natural|using|order|group|limit|values|select|returning";
const tables = new RegExp(
  `\\b(?:from|join|update|into)\\s{1,20}(${NAME})(?:\\s{1,20}(?:as\\s{1,20})?(?!(?:${KEYWORDS})\\b)(${NAME}))?`,
  "gi",
);
const columnFirst = new RegExp(`${COLUMN}\\s{0,5}\\)?${COMPARED}\\s{0,20}${WRAPPED}:(${NAME})`, "gi");
const parameterFirst = new RegExp(
  `:(${NAME})\\s{0,5}\\)?\\s{0,20}(?:=|<>|!=|<=|>=|<|>)\\s{0,20}${WRAPPED}${COLUMN}`,
  "gi",
);
const inserted = new RegExp(
  `\\binto\\s{1,20}(${NAME})\\s{0,20}\\(([^()]{1,2000})\\)\\s{0,20}values\\s{0,20}\\(([^()]{1,2000})\\)`,
  "gi",
);

/**
 * The columns that a statement's `:parameters` are compared with or written to, by parameter, the likeliest first.
 * A column without its table may belong to any table of the statement. Quoted names are ignored.
 */
export function comparedColumns(statement: string): Map<string, Column[]> {
  const bare = bareSql(statement);
  const named = tablesOf(bare);
  const found = new Map<string, Column[]>();
  const add = (parameter: string, name: string) => {
    const [first = "", second] = name.split(".");
    const columns =
      second === undefined
        ? [...new Set(named.values())].map((table) => ({ table, column: first }))
        : [{ table: named.get(first.toLowerCase()) ?? first, column: second }];
    found.set(parameter, [...(found.get(parameter) ?? []), ...columns]);
  };
  for (const [, column = "", parameter = ""] of bare.matchAll(columnFirst)) add(parameter, column);
  for (const [, parameter = "", column = ""] of bare.matchAll(parameterFirst)) add(parameter, column);
  for (const [, table = "", columns = "", values = ""] of bare.matchAll(inserted)) {
    const names = columns.split(",").map((name) => name.trim());
    for (const [at, value] of values.split(",").entries())
      if (/^\s*:\w+\s*$/.test(value)) add(value.trim().slice(1), `${table}.${names[at] ?? ""}`);
  }
  return found;
}

/** The tables of a statement by the names that its columns use: the alias, or the table's own name. */
function tablesOf(bare: string): Map<string, string> {
  const named = new Map<string, string>();
  for (const [, table = "", alias] of bare.matchAll(tables)) {
    named.set(table.toLowerCase(), table);
    if (alias !== undefined) named.set(alias.toLowerCase(), table);
  }
  return named;
}
