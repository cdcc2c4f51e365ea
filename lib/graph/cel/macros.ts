import type { ASTNode } from "@marcbachmann/cel-js";
import { CelFailure } from "./failure.ts";
import type { Macro } from "./functions.ts";
import type { Interpreter, Variables } from "./interpret.ts";
import { type CelValue, isObject, kindOf } from "./value.ts";

/** A call of a macro: `receiver.all(variable, condition)`. */
type MacroCall = {
  node: ASTNode;
  receiver: ASTNode;
  args: readonly ASTNode[];
  variables: Variables;
};

const TAKES: Record<Macro, string[]> = {
  all: ["a variable and a condition, as in list.all(x, x > 1)"],
  exists: ["a variable and a condition, as in list.exists(x, x > 1)"],
  exists_one: ["a variable and a condition, as in list.exists_one(x, x > 1)"],
  filter: ["a variable and a condition, as in list.filter(x, x > 1)"],
  map: ["a variable and a value, as in list.map(x, x + 1)"],
};

/** What is wrong with the form of a macro's call, whatever its list; null when nothing is. */
export function macroMisfit(
  name: Macro,
  { node, args }: Pick<MacroCall, "node" | "args">,
): CelFailure | null {
  const most = name === "map" ? 3 : 2;
  if (args.length < 2 || args.length > most)
    return new CelFailure({ kind: "arguments", name, takes: TAKES[name], kinds: [] }, node.start);
  return args[0]?.op === "id" ? null : new CelFailure({ kind: "bind-needs-name", name }, node.start);
}

/** Iterates over a list, or over the keys of an object. */
export function runMacro(interpreter: Interpreter, name: Macro, call: MacroCall): CelValue {
  const misfit = macroMisfit(name, call);
  const [variable, first, second] = call.args;
  if (misfit || variable?.op !== "id" || !first)
    throw misfit ?? new CelFailure({ kind: "bind-needs-name", name }, call.node.start);
  const { budget } = interpreter;
  const items = itemsOf(interpreter, name, call);
  const { loops } = budget;
  loops.push({ source: interpreter.textOf(call.node), items: items.length, at: call.node.start });
  const passes: Passes = {
    items,
    bound: (item) => {
      budget.spend(1, call.node.start);
      return { name: variable.args, value: item, outer: call.variables };
    },
    holds: (node, variables) => interpreter.bool(node, variables, `the condition of ${name}()`),
  };
  try {
    return pass(interpreter, name, passes, first, second);
  } finally {
    loops.pop();
  }
}

type Passes = {
  items: readonly CelValue[];
  bound: (item: CelValue) => Variables;
  holds: (node: ASTNode, variables: Variables) => boolean;
};

function pass(
  interpreter: Interpreter,
  name: Macro,
  passes: Passes,
  first: ASTNode,
  second: ASTNode | undefined,
): CelValue {
  const { items, bound, holds } = passes;
  switch (name) {
    case "all":
    case "exists":
      return settled(interpreter, name === "exists", passes, first);
    case "exists_one":
      return items.filter((item) => holds(first, bound(item))).length === 1;
    case "filter":
      return interpreter.keep(items.filter((item) => holds(first, bound(item))));
    case "map": {
      const made: CelValue[] = [];
      for (const item of items) {
        const variables = bound(item);
        if (!second) made.push(interpreter.run(first, variables));
        else if (holds(first, variables)) made.push(interpreter.run(second, variables));
      }
      return interpreter.keep(made);
    }
  }
}

/** `exists` and `all`: one item that decides is enough, even when the condition has no value for others. */
function settled(
  interpreter: Interpreter,
  settles: boolean,
  { items, bound, holds }: Passes,
  condition: ASTNode,
): boolean {
  let failure: CelFailure | null = null;
  for (const item of items) {
    try {
      if (holds(condition, bound(item)) === settles) return settles;
    } catch (error) {
      const forgiven = interpreter.forgive(error);
      failure ??= forgiven;
    }
  }
  if (failure) throw failure;
  return !settles;
}

function itemsOf(
  interpreter: Interpreter,
  name: Macro,
  { receiver, variables }: MacroCall,
): readonly CelValue[] {
  const value = interpreter.run(receiver, variables);
  if (Array.isArray(value)) return value;
  if (!isObject(value))
    throw new CelFailure({ kind: "not-iterable", macro: name, got: kindOf(value) }, receiver.start);
  const keys = Object.keys(value);
  interpreter.budget.spend(keys.length, receiver.start);
  return keys;
}
