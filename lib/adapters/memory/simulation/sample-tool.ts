import type { ToolConfig } from "../../../graph/tool.ts";

/** A tool of one of seven types that uses all its parameters. */
export function toolOf(type: number, names: string[]): ToolConfig {
  const all = names.map((name) => `{{ parameters.${name} }}`).join(" ");
  const statement = `select 1 ${names.map((name) => `, :${name}`).join("")}`;
  const sql = { connectionId: "db", statement, timeoutMs: 1_000 };
  const http = { connectionId: null, url: `https://example.com/${all}`, headers: [], timeoutMs: 1_000 };
  const email = { to: "a@example.com", subject: "About it", body: `Hello ${all}` };
  switch (type) {
    case 0:
    case 1:
      return { type: "sql", mode: "author", maxRows: 10, ...sql };
    case 2:
      return { type: "sql-write", ...sql };
    case 3:
      return {
        type: "rules",
        rules: [{ id: "r", name: "Always", when: "true", result: all || "none", priority: 1 }],
      };
    case 4:
      return { type: "email", connectionId: null, ...email };
    case 5:
      return { type: "email", connectionId: "smtp", ...email };
    default:
      return { type: "http", method: names.length > 1 ? "GET" : "POST", body: "", ...http };
  }
}
