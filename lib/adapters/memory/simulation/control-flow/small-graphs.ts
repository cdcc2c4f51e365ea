import type { JsonObject } from "../../../../graph/json.ts";
import type { FlowPlan } from "../../../../plan/plan.ts";
import { type DrawnFlow, type DrawnStep, drawnPlan, ENTRY } from "./drawn-plan.ts";
import { illegal } from "./legal.ts";

/**
 * A small plan, and all the inputs that its conditions tell apart. `decides` names, for each plain step, the conditions
 * that its result decides: the result is an object of truths.
 */
export type SmallGraph = { plan: FlowPlan; inputs: JsonObject[]; decides: ReadonlyMap<string, string[]> };

/** How flows lead on from a step. */
const STYLES = [
  { kind: "plain", style: "always" },
  { kind: "plain", style: "when" },
  { kind: "plain", style: "failed" },
  { kind: "plain", style: "leave-out" },
  { kind: "first", style: "cases" },
  { kind: "first", style: "else" },
  { kind: "every", style: "cases" },
  { kind: "every", style: "else" },
] as const;
type Style = (typeof STYLES)[number];

type Needs = "all" | "any" | 2;
type Return = { from: number; to: number; usedUp: "fail" | "go-on"; on: "ok" | "failed" };

/** Steps are numbered: 0 is the input, then those between, the last is the output. `ahead` holds what leads on, in order. */
type Sketch = {
  ahead: readonly (readonly number[])[];
  styles: readonly Style[];
  needs: readonly Needs[];
  returns: readonly Return[];
};

/**
 * Every legal graph of an input, an output and `between` steps between them, each plain or a branch, with joins and
 * up to `returns` ways back, `least` or more, once for each up to the numbering of its steps.
 */
export function* smallGraphs(between: number, returns: number, least = 0): Generator<SmallGraph> {
  for (const ahead of aheads(between))
    for (const back of waysBack(between, returns)) {
      if (back.length < least) continue;
      const outgoing = (id: number) =>
        (ahead[id]?.length ?? 0) + back.filter(({ from }) => from === id).length;
      if (range(1, between).some((id) => outgoing(id) === 0)) continue;
      for (const styles of product(range(1, between).map((id) => stylesOf(ahead[id] ?? [], id, back))))
        for (const needs of product(range(1, between + 1).map((id) => needsOf(ahead, id)))) {
          const sketch = { ahead, styles, needs, returns: back };
          if (!isFirstOfItsKind(sketch)) continue;
          const graph = graphOf(sketch);
          if (illegal(graph.plan) === null) yield graph;
        }
    }
}

/** What leads on from where: everything between is led to, and so is the output. */
function* aheads(between: number): Generator<number[][]> {
  const last = between + 1;
  const choices = range(0, between).map((id) => subsets(range(id + 1, last)));
  for (const ahead of product(choices)) {
    const led = new Set(ahead.flat());
    const direct = between > 0 && ahead[0]?.includes(last);
    if (!direct && range(1, last).every((id) => led.has(id))) yield ahead;
  }
}

function* waysBack(between: number, most: number): Generator<Return[]> {
  const all = range(1, between).flatMap((from) =>
    range(1, from).flatMap((to) =>
      (["fail", "go-on"] as const).flatMap((usedUp) =>
        (["ok", "failed"] as const).map((on) => ({ from, to, usedUp, on })),
      ),
    ),
  );
  yield [];
  if (most > 0) for (const one of all) yield [one];
  // Two at once differ in one thing only, their ends.
  const plain = all.filter(({ usedUp, on }) => usedUp === "fail" && on === "ok");
  if (most > 1) for (const [at, one] of plain.entries()) for (const two of plain.slice(at)) yield [one, two];
}

function stylesOf(ahead: readonly number[], id: number, returns: readonly Return[]): Style[] {
  const own = returns.filter(({ from }) => from === id);
  const count = ahead.length + own.length;
  return STYLES.filter(({ kind, style }) => {
    if (kind !== "plain") return own.every(({ on }) => on === "ok") && (style === "cases" || count > 1);
    return style !== "failed" || ahead.length > 1;
  });
}

function needsOf(ahead: readonly (readonly number[])[], id: number): Needs[] {
  const count = ahead.filter((to) => to.includes(id)).length;
  if (count < 2) return ["all"];
  return count === 2 ? ["all", "any"] : ["all", "any", 2];
}

/** True for one of all the sketches that differ in their steps' numbers alone. */
function isFirstOfItsKind(sketch: Sketch): boolean {
  const between = sketch.styles.length;
  const own = encoded(sketch, range(0, between + 1));
  return permutations(range(1, between)).every((order) => {
    const names = [0, ...order, between + 1];
    const isSorted = sketch.ahead.every((to, from) =>
      to.every((id, at) => {
        const name = names[id] ?? 0;
        return name > (names[from] ?? 0) && (at === 0 || name > (names[to[at - 1] ?? 0] ?? 0));
      }),
    );
    return !isSorted || own <= encoded(sketch, names);
  });
}

function encoded({ ahead, styles, needs, returns }: Sketch, names: readonly number[]): string {
  const renamed: string[] = [];
  for (const [id, name] of names.entries())
    renamed[name] = [
      (ahead[id] ?? []).map((to) => names[to]).join(),
      STYLES.findIndex((one) => one === styles[id - 1]),
      needs[id - 1] ?? "",
      returns
        .filter(({ from }) => from === id)
        .map(({ to, usedUp, on }) => `${names[to]}${usedUp}${on}`)
        .toSorted()
        .join(),
    ].join(" ");
  return renamed.join(";");
}

function graphOf({ ahead, styles, needs, returns }: Sketch): SmallGraph {
  const last = styles.length + 1;
  const nameOf = (id: number) => (id === 0 ? ENTRY : id === last ? "out" : "abcdef".charAt(id - 1));
  const flows: DrawnFlow[] = [];
  const decides = new Map<string, string[]>();
  const condition = (id: number) => {
    const name = `e${flows.length}`;
    const decider = deciderOf(id, ahead, styles);
    decides.set(nameOf(decider), [...(decides.get(nameOf(decider)) ?? []), name]);
    if (decider === 0) return `input.${name}`;
    const path = `results.${nameOf(decider)}`;
    return decider === id ? `${path}.${name}` : `has(${path}) && ${path}.${name}`;
  };
  for (const [id, to] of ahead.entries()) {
    const { kind, style } = styles[id - 1] ?? { kind: "plain", style: "always" };
    const all = [
      ...returns.filter(({ from }) => from === id).map((back) => ({ to: back.to, back })),
      ...to.map((one) => ({ to: one, back: null })),
    ];
    for (const [at, one] of all.entries()) {
      const isLast = at === all.length - 1;
      const asked = one.back ? one.back.on === "ok" : style === "when";
      const failed = one.back ? one.back.on === "failed" : style === "failed" && isLast;
      const when = (kind === "plain" ? asked : !(style === "else" && isLast)) ? condition(id) : null;
      const { usedUp = "fail" } = one.back ?? {};
      flows.push({
        from: nameOf(id),
        to: nameOf(one.to),
        when,
        ...(failed && { on: "failed" }),
        ...(one.back && { back: { most: 1, usedUp } }),
      });
    }
  }
  const steps = needs.map((need, at): DrawnStep => {
    const { kind, style } = styles[at] ?? { kind: "output", style: "always" };
    const onFailure = style === "leave-out" ? { onFailure: { do: style } } : {};
    return { id: nameOf(at + 1), kind, join: { needs: need, withinMs: null }, ...onFailure };
  });
  const inputs = truths(decides.get(ENTRY) ?? []);
  decides.delete(ENTRY);
  return { plan: drawnPlan(steps, flows), inputs, decides };
}

/** The step whose result a step's conditions read: itself, or for a branch the first plain one before it. */
function deciderOf(id: number, ahead: readonly (readonly number[])[], styles: readonly Style[]): number {
  if (id === 0 || styles[id - 1]?.kind === "plain") return id;
  return deciderOf(
    ahead.findIndex((to) => to.includes(id)),
    ahead,
    styles,
  );
}

/** Every way in which these can be true and false. */
export function truths(names: readonly string[]): Record<string, boolean>[] {
  return [...product(names.map(() => [true, false]))].map((values) =>
    Object.fromEntries(names.map((name, at) => [name, values[at] ?? false])),
  );
}

const range = (first: number, last: number) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);

const subsets = (of: readonly number[]): number[][] =>
  range(0, 2 ** of.length - 1).map((bits) => of.filter((_, at) => (bits >> at) & 1));

function* product<T>(choices: readonly (readonly T[])[]): Generator<T[]> {
  const [head, ...rest] = choices;
  if (!head) {
    yield [];
    return;
  }
  for (const one of head) for (const others of product(rest)) yield [one, ...others];
}

function permutations(of: readonly number[]): number[][] {
  if (of.length === 0) return [[]];
  return of.flatMap((one) => permutations(of.filter((other) => other !== one)).map((rest) => [one, ...rest]));
}
