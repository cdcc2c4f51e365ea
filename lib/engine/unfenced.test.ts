import { expect, test } from "vitest";
import { unfenced } from "./unfenced.ts";

test.each([
  ['{"a":1}', '{"a":1}'],
  ['```json\n{"a":1}\n```', '{"a":1}'],
  ["  ```\n[1]\n```\n", "[1]"],
  ["```json [1]```", "[1]"],
  ["```", "```"],
  ["``````", ""],
  ["Here: ```json\n{}\n```", "Here: ```json\n{}\n```"],
  ["```json\n{}", "```json\n{}"],
])("%j is %j inside", (text, inside) => {
  expect(unfenced(text)).toBe(inside);
});
