import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkExpression, evaluate } from "../cel.ts";
import { JsonObject } from "../json.ts";

const page = readFileSync(new URL("../../../docs/expressions.md", import.meta.url), "utf8");
const blocks = (language: string) =>
  [...page.matchAll(/```(\w+)\n([^`]*?)```/g)].flatMap(([, of, text = ""]) =>
    of === language ? [text] : [],
  );

const data = JsonObject.parse(JSON.parse(blocks("json")[0] ?? ""));
const examples = blocks("cel").flatMap((block) =>
  block
    .trim()
    .split("\n")
    .map((line) => {
      const [, source = "", told = ""] = /^(.*?)\s+\/\/ (.*)$/.exec(line) ?? [];
      return { source, told };
    }),
);

test("the page has examples of everything", () => {
  expect(examples.length).toBeGreaterThan(50);
  expect(examples.filter(({ told }) => told === "")).toEqual([]);
});

test.each(examples)("$source is $told, as the page on expressions says", ({ source, told }) => {
  const result = evaluate(source, data);
  if (told.startsWith("fails: ")) {
    const message = result.ok ? `a value: ${JSON.stringify(result.value)}` : result.message;
    expect(message).toContain(told.slice("fails: ".length));
  } else {
    expect(result).toMatchObject({ ok: true, value: JSON.parse(told) });
    expect(checkExpression(source)).toBeNull();
  }
});

test("the failure that the page quotes is the one that is told", () => {
  const [, quoted = ""] = /((?:^> .*\n)+)/m.exec(page) ?? [];
  const rows = Array.from({ length: 10_000 }, (_, id) => ({ id, parent: -1 }));
  const result = evaluate("rows.filter(a, rows.exists(b, b.parent == a.id))", { rows });
  expect(result.ok ? "" : result.message).toBe(quoted.replaceAll(/^> /gm, "").trim().replaceAll("\n", " "));
});
