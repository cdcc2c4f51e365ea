import { expect, test } from "vitest";
import { unfenced } from "../engine/unfenced.ts";
import { firstWord, isEmptySql, positional, statementParameters } from "../graph/sql-text.ts";
import { checkTemplate, expressionPlaces, render, templateParts } from "../graph/template.ts";
import { cutText, withoutEnd } from "../graph/text-cut.ts";
import { quote } from "./models/openai/quote.ts";

const LONG = 400_000;

/**
 * Texts that a pattern would look through again from each of their characters. At this length that takes minutes; looked
 * through once, it takes no time, so that the limit of time for a test tells the one from the other.
 */
const cases: [string, () => unknown, unknown][] = [
  ["a template of {{", () => checkTemplate("{{".repeat(LONG / 2))?.at, 0],
  ["the parts of it", () => templateParts("{{".repeat(LONG / 2)).length, 1],
  ["the places of it", () => expressionPlaces("{{".repeat(LONG / 2)).length, 0],
  ["a template of {{}}", () => render("{{}}".repeat(LONG / 40), {}).missing.length, LONG / 40],
  ["a fence and spaces", () => unfenced(`\`\`\`json${" ".repeat(LONG)}x`).length, LONG + 8],
  ["a statement of /*", () => statementParameters("/* ".repeat(LONG / 3)), []],
  ["a statement of quotes", () => statementParameters(`${"'".repeat(LONG)} :a`), ["a"]],
  ["a statement of /* for a database", () => positional("/* ".repeat(LONG / 3)).names, []],
  [
    "a statement of dollar quotes that nothing closes",
    () => positional(Array.from({ length: LONG / 10 }, (_, at) => `$a${at}$ `).join("")).names,
    [],
  ],
  ["a statement of E'", () => statementParameters("E'\\\\".repeat(LONG / 4)), []],
  ["texts that may go on", () => statementParameters(`${"E'' \n".repeat(LONG / 5)}:a`), ["a"]],
  ["a statement of $", () => statementParameters(`${"$a".repeat(LONG / 2)} :a`), ["a"]],
  ["a statement of [", () => statementParameters(`${"[1:".repeat(LONG / 3)} :a`), ["a"]],
  ["a statement of parameters", () => positional(":a ".repeat(LONG / 3)).names, ["a"]],
  ["the first word behind /*", () => firstWord("/* ".repeat(LONG / 3)), ""],
  ["an empty statement of /*", () => isEmptySql("/* ".repeat(LONG / 3)), true],
  ["an endpoint's answer of <", () => quote("<".repeat(LONG), null).length, 301],
  ["an endpoint's answer of <script", () => quote("<script ".repeat(LONG / 8), null).length, 301],
  ["full stops that end before the end", () => withoutEnd(`${".".repeat(LONG)}x`, ".").length, LONG + 1],
  ["marks without end", () => cutText("\u0301".repeat(LONG), LONG - 1).length, LONG - 1],
];

test.each(cases)("%s is looked through once", (_, look, found) => {
  expect(look()).toEqual(found);
});
