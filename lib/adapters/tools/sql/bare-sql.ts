// Quoted text, quoted names, dollar-quoted text (PostgreSQL) and comments, in which nothing is a parameter. What nothing closes
// goes on to the end, so that no text is looked through again and again.
const opaque =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w$])\$((?:[A-Za-z_]\w*)?)\$[\s\S]*?(?:\$\1\$|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/;
const opaqueOrParameter = new RegExp(`${opaque.source}|(?<![:\\w]):([A-Za-z_]\\w*)`, "g");

/** Turns `:name` into `$1`, `$2` … for PostgreSQL; `names` are the parameters in that order, each once. */
export function positional(statement: string): { text: string; names: string[] } {
  const names: string[] = [];
  const text = statement.replace(
    opaqueOrParameter,
    (all: string, _tag: unknown, name: string | undefined) => {
      if (name === undefined) return all;
      if (!names.includes(name)) names.push(name);
      return `$${names.indexOf(name) + 1}`;
    },
  );
  return { text, names };
}

/** True when nothing but white space, comments and semicolons is in the text. */
export function isEmptySql(text: string): boolean {
  return text.replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, "").replace(/[\s;]/g, "") === "";
}

/** The first word of a statement in capitals, which says what it does: `SELECT`, `UPDATE` … */
export function firstWord(statement: string): string {
  const bare = statement.replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, " ");
  return bare.match(/[A-Za-z]+/)?.[0].toUpperCase() ?? "";
}
