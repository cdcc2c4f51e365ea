import type { GraphIndex } from "../graph-index.ts";
import type { Issue } from "../issue.ts";
import type { JsonSchema } from "../json-schema.ts";
import { nearest } from "../nearest.ts";
import type { PathRead, PathStep } from "../path-reads.ts";
import {
  changeAt,
  type Place,
  placeMisfits,
  placeProblem,
  placeReads,
  places,
  replaceRanges,
} from "../places.ts";
import type { ResultInScope } from "../result-in-scope.ts";
import { unclosedPlace } from "../template.ts";
import { addParameters } from "./add-parameter.ts";
import { type Check, called } from "./check.ts";

/**
 * How many results are searched for the one that was meant, and how many supervisors' results are searched inside.
 */
const LOOKED_THROUGH = 200;
const LOOKED_INTO = 40;

type Named = Extract<PathStep, { name: string }>;

/** Checks that every expression and template can be parsed, and names only what exists at its place. */
export const namesRead: Check = (index) =>
  places(index).flatMap((place): Issue[] => {
    // Empty conditions and paths are reported by the checks of tools and fills, in better words.
    if (place.source.trim() === "") return place.field[0] === "simulatedReply" ? [emptyReply(place)] : [];
    const problem = placeProblem(place);
    if (problem) {
      const where = problem.at === null ? "" : ` (at character ${problem.at + 1})`;
      const what = place.kind === "template" ? "A {{ place }} of this text" : "This expression";
      const fix = place.kind === "template" ? closed(place) : undefined;
      return [issue(place, "expression", `${what} can't be evaluated: ${problem.message}${where}.`, fix)];
    }
    const unknowns = placeReads(place).flatMap((read) => unknown(index, place, read));
    return unknowns.length > 0 ? unknowns : unfit(place);
  });

/** Reports the first thing that can't work with the declared data; the others often follow from it. */
function unfit(place: Place): Issue[] {
  const [misfit] = placeMisfits(place);
  if (!misfit) return [];
  const what = place.kind === "template" ? "a {{ place }} of this text" : "this expression";
  const message = `With the data that is declared, ${what} can't work: ${misfit.message} (at character ${misfit.at + 1}).`;
  return [issue(place, "wrong-type", message, undefined, "warning")];
}

/** Closes a path that follows an unclosed `{{`; where there is no path, removes the braces. */
function closed(place: Place): Issue["fix"] {
  const at = unclosedPlace(place.source);
  if (at === null) return undefined;
  const path = /^\s*[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/.exec(
    place.source.slice(at + 2, at + 2_002),
  )?.[0];
  const end = at + 2 + (path?.length ?? 0);
  const text = path
    ? `${place.source.slice(0, end)} }}${place.source.slice(end)}`
    : place.source.slice(0, at) + place.source.slice(end);
  return {
    label: path ? "Write “}}” behind the path" : "Remove the “{{”",
    edits: [changeAt(place.at, place.field, text)],
  };
}

function unknown(index: GraphIndex, place: Place, read: PathRead): Issue[] {
  const { root, steps, start } = read;
  const { roots, results, rounds } = place.scope;
  if (root === "results" && results) return resultIssues(index, place, steps, results);
  if (root === "rounds" && rounds) return roundIssues(index, place, steps, rounds);
  const shape = roots.get(root);
  if (shape) return parameterIssues(index, place, read) ?? fieldIssues(place, shape, steps, root);
  const names = [...roots.keys(), ...(results ? ["results"] : []), ...(rounds ? ["rounds"] : [])];
  const end = start + root.length;
  const extra =
    place.field[0] === "simulatedReply" && root === "input"
      ? " An agent sees only what it receives; hand the value over in its context."
      : "";
  const message = `“${root}” is nothing that can be read here; there is ${words(names)}.${extra}`;
  return [
    issue(place, "unknown-name", message, better(place, { name: root, start, end }, nearest(root, names))),
  ];
}

/** A parameter that a tool's text reads and the tool doesn't have: a near one is meant, or it is to be added. */
function parameterIssues(index: GraphIndex, place: Place, { root, steps }: PathRead): Issue[] | null {
  const node = "nodeId" in place.at ? index.node(place.at.nodeId) : undefined;
  const [first, ...deeper] = steps;
  if (root !== "parameters" || node?.kind !== "tool" || !first || "item" in first) return null;
  const names = Object.keys(node.parameters.properties);
  if (names.includes(first.name)) return null;
  const there = names.length > 0 ? `it has ${words(names)}` : "it has none";
  const fix =
    better(place, first, nearest(first.name, names)) ??
    addParameters(node, [first.name], deeper.length > 0 ? "object" : "string");
  return [issue(place, "unknown-field", `${called(node)} has no parameter “${first.name}”; ${there}.`, fix)];
}

function resultIssues(
  index: GraphIndex,
  place: Place,
  steps: readonly PathStep[],
  results: ReadonlyMap<string, ResultInScope>,
): Issue[] {
  const [first, ...rest] = steps;
  if (!first || "item" in first) return [];
  const result = results.get(first.name);
  if (!result) {
    const some = [...results.keys().take(LOOKED_THROUGH)];
    const holder = some.slice(0, LOOKED_INTO).find((name) => results.get(name)?.inner?.has(first.name));
    const wanted = holder ? `${holder}.${first.name}` : nearest(first.name, some);
    const there = results.size > 0 ? `there is ${words(some, results.size)}` : "there are none here";
    return [
      issue(
        place,
        "unknown-result",
        `No result is called “${first.name}”; ${there}.`,
        better(place, first, wanted),
      ),
    ];
  }
  const later: Issue[] = result.soon
    ? []
    : [
        issue(
          place,
          "result-later",
          `The result of ${called(index.node(result.nodeId))} can't be there yet at this point: nothing leads from it to here.`,
          undefined,
          "warning",
        ),
      ];
  if (result.inner && rest.length > 0) return [...later, ...resultIssues(index, place, rest, result.inner)];
  return [...later, ...fieldIssues(place, result.shape, rest, `results.${first.name}`)];
}

/** The lists of results that the steps of a loop have had. */
function roundIssues(
  index: GraphIndex,
  place: Place,
  steps: readonly PathStep[],
  rounds: ReadonlyMap<string, ResultInScope>,
): Issue[] {
  const [first, ...rest] = steps;
  if (!first || "item" in first) return [];
  const result = rounds.get(first.name);
  if (result) return fieldIssues(place, result.shape, rest, `rounds.${first.name}`);
  const some = [...rounds.keys().take(LOOKED_THROUGH)];
  const step = place.scope.results?.get(first.name);
  const message = step
    ? `${called(index.node(step.nodeId))} is in no loop, so it has one result and no rounds.`
    : `No step of a loop is called “${first.name}”; there is ${words(some, rounds.size)}.`;
  return [issue(place, "unknown-result", message, better(place, first, nearest(first.name, some)))];
}

function fieldIssues(place: Place, shape: JsonSchema, steps: readonly PathStep[], path: string): Issue[] {
  let at = shape;
  let where = path;
  for (const step of steps) {
    if ("item" in step) {
      if (at.type !== "array") return [];
      at = at.items ?? {};
      where = `${where}[…]`;
      continue;
    }
    if (at.type === undefined || (at.type === "object" && !at.properties)) return [];
    const fields = at.properties ?? {};
    const next = Object.hasOwn(fields, step.name) ? fields[step.name] : undefined;
    if (!next)
      return [
        issue(
          place,
          "unknown-field",
          noField(at, step, where),
          better(place, step, nearest(step.name, Object.keys(fields))),
        ),
      ];
    at = next;
    where = `${where}.${step.name}`;
  }
  return [];
}

function noField(shape: JsonSchema, step: Named, where: string): string {
  if (shape.type === "object") {
    const names = Object.keys(shape.properties ?? {});
    const there = names.length > 0 ? `it has ${words(names)}` : "it has no fields";
    return `“${where}” has no field “${step.name}”; ${there}.`;
  }
  if (shape.type === "array")
    return `“${where}” is a list; choose an item before reading “${step.name}”, as in ${where}[0].`;
  const what = shape.type === "string" ? "a text" : `a ${shape.type}`;
  return `“${where}” is ${what} and has no field “${step.name}”.`;
}

function emptyReply(place: Place): Issue {
  return issue(place, "expression", "The simulated reply is empty.", {
    label: "Let it be composed",
    edits: [changeAt(place.at, place.field, null)],
  });
}

function better(place: Place, step: Named, name: string | null): Issue["fix"] {
  if (name === null) return undefined;
  const text = replaceRanges(place.source, [{ start: step.start, end: step.end, text: name }]);
  return { label: `Write “${name}”`, edits: [changeAt(place.at, place.field, text)] };
}

function issue(
  place: Place,
  code: Issue["code"],
  message: string,
  fix?: Issue["fix"],
  severity: Issue["severity"] = "error",
): Issue {
  return { code, severity, ...place.at, field: place.field, message, ...(fix && { fix }) };
}

function words(names: readonly string[], all = names.length): string {
  const shown = names.slice(0, 8).map((name) => `“${name}”`);
  return all > 8 ? `${shown.join(", ")} and ${all - 8} more` : shown.join(", ");
}
