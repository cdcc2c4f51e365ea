import type { ASTNode } from "@marcbachmann/cel-js";
import { unknownFunction, wrongArguments } from "./call-failure.ts";
import { type BinaryNode, operatorType } from "./check-operator.ts";
import { CelFailure } from "./failure.ts";
import { isMacro, overloadsOf } from "./functions.ts";
import { isNamespace } from "./interpret.ts";
import { literal } from "./literal.ts";
import { macroMisfit } from "./macros.ts";
import { type Misfit, misfitOf } from "./misfit.ts";
import { fits } from "./overload.ts";
import { anything, type StaticType, surely } from "./static-type.ts";
import { type Kind, kindOf, kindWord } from "./value.ts";

/** The type of a root of the scope, such as `input`. */
export type RootTypes = (name: string) => StaticType;

type Scope = { roots: RootTypes; variables: Variables; found: Misfit[] };
type Variables = { name: string; type: StaticType; outer: Variables } | null;

/**
 * Everything that can't work in an expression, found without data, in reading order. `wants` is the kind that its
 * value must have, null for any.
 */
export function misfits(ast: ASTNode, roots: RootTypes, wants: Kind | null): Misfit[] {
  const found: Misfit[] = [];
  const scope: Scope = { roots, variables: null, found };
  const type = look(ast, scope);
  if (wants) wanted(scope, type, wants, ast, wants === "bool" ? "the condition" : "the value");
  return found.toSorted((a, b) => a.at - b.at);
}

/** The kind of value that an expression has, as far as that can be told without data. */
export function resultKind(ast: ASTNode, roots: RootTypes): Kind | "any" {
  return look(ast, { roots, variables: null, found: [] }).kind;
}

/** The type of a node's value; adds what can't work in it to `found`. */
function look(node: ASTNode, scope: Scope): StaticType {
  switch (node.op) {
    case "value":
      return caught(scope, () => surely(kindOf(literal(node.args, node.start))));
    case "id":
      return nameOf(node.args, scope);
    case ".":
      return look(node.args[0], scope).field(node.args[1]);
    case ".?":
      look(node.args[0], scope);
      return surely("optional");
    case "[]": {
      const [of, key] = node.args;
      const holder = look(of, scope);
      const index = look(key, scope);
      if (holder.kind === "list") wanted(scope, index, "number", key, "the number of an item");
      if (key.op === "value" && typeof key.args === "string") return holder.field(key.args);
      return holder.item();
    }
    case "[?]":
      look(node.args[0], scope);
      look(node.args[1], scope);
      return surely("optional");
    case "call":
      return call(node, scope);
    case "rcall":
      return method(node, scope);
    case "list": {
      const items = node.args.map((item) => look(item, scope));
      const [first] = items;
      return { ...surely("list"), item: () => (items.length === 1 && first ? first : anything) };
    }
    case "map": {
      const fields = new Map<string, StaticType>();
      for (const [key, value] of node.args) {
        look(key, scope);
        const type = look(value, scope);
        if (key.op === "value") fields.set(String(key.args), type);
      }
      return { ...surely("object"), field: (name) => fields.get(name) ?? anything };
    }
    case "?:": {
      const [condition, yes, no] = node.args;
      wanted(scope, look(condition, scope), "bool", condition, "the condition before “?”");
      const [a, b] = [look(yes, scope), look(no, scope)];
      return a.kind === b.kind ? { ...a, sure: a.sure && b.sure } : anything;
    }
    case "||":
    case "&&":
      for (const side of node.args)
        wanted(scope, look(side, scope), "bool", side, `each side of “${node.op}”`);
      return surely("bool");
    case "!_":
      wanted(scope, look(node.args, scope), "bool", node.args, "what follows “!”");
      return surely("bool");
    case "-_": {
      const type = look(node.args, scope);
      const { kind } = type;
      if (kind === "any" || kind === "number" || kind === "duration") return type;
      add(scope, new CelFailure({ kind: "operands", operator: "-_", kinds: [kind] }, node.start), type.sure);
      return anything;
    }
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "in":
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return binary(node, scope);
  }
}

function binary(node: BinaryNode, scope: Scope): StaticType {
  const { type, found } = operatorType(node, look(node.args[0], scope), look(node.args[1], scope));
  scope.found.push(...found);
  return type;
}

function nameOf(name: string, { variables, roots }: Scope): StaticType {
  for (let one = variables; one; one = one.outer) if (one.name === name) return one.type;
  return roots(name);
}

function call(node: Extract<ASTNode, { op: "call" }>, scope: Scope): StaticType {
  const [name, args] = node.args;
  if (name === "has") {
    const [only] = args;
    if (args.length !== 1 || (only?.op !== "." && only?.op !== ".?"))
      add(scope, new CelFailure({ kind: "has-needs-field" }, node.start), true);
    for (const arg of args) look(arg, scope);
    return surely("bool");
  }
  return overloaded(
    node,
    name,
    args.map((arg) => look(arg, scope)),
    scope,
  );
}

function method(node: Extract<ASTNode, { op: "rcall" }>, scope: Scope): StaticType {
  const [name, receiver, args] = node.args;
  if (name === "matches") {
    add(scope, new CelFailure({ kind: "no-regular-expressions" }, node.start), true);
    return surely("bool");
  }
  if (isNamespace(receiver, "cel", scope.variables) && name === "bind") return bind(node, args, scope);
  if (isNamespace(receiver, "optional", scope.variables) && (name === "of" || name === "none")) {
    for (const arg of args) look(arg, scope);
    return surely("optional");
  }
  const type = look(receiver, scope);
  if (isMacro(name)) return macro(name, node, type, scope);
  if (name === "or" || name === "orValue" || name === "value" || name === "hasValue") {
    for (const arg of args) look(arg, scope);
    if (type.kind !== "any" && type.kind !== "optional")
      add(scope, new CelFailure({ kind: "not-optional", name, got: type.kind }, node.start), type.sure);
    return name === "hasValue" ? surely("bool") : anything;
  }
  return overloaded(node, name, [type, ...args.map((arg) => look(arg, scope))], scope);
}

function macro(
  name: Parameters<typeof macroMisfit>[0],
  node: Extract<ASTNode, { op: "rcall" }>,
  list: StaticType,
  scope: Scope,
): StaticType {
  const [, receiver, args] = node.args;
  const misfit = macroMisfit(name, { node, args });
  if (misfit) add(scope, misfit, true);
  if (list.kind !== "any" && list.kind !== "list" && list.kind !== "object")
    add(
      scope,
      new CelFailure({ kind: "not-iterable", macro: name, got: list.kind }, receiver.start),
      list.sure,
    );
  const [variable, first, second] = args;
  const item = list.kind === "object" ? surely("text") : list.item();
  const inner =
    variable?.op === "id"
      ? { ...scope, variables: { name: variable.args, type: item, outer: scope.variables } }
      : scope;
  const value = first && look(first, inner);
  const other = second && look(second, inner);
  const condition = name === "map" && !second ? null : value;
  if (condition && first) wanted(scope, condition, "bool", first, `the condition of ${name}()`);
  if (name === "filter") return { ...surely("list"), item: () => item };
  if (name === "map") return { ...surely("list"), item: () => other ?? value ?? anything };
  return surely("bool");
}

function bind(node: ASTNode, args: readonly ASTNode[], scope: Scope): StaticType {
  const [variable, value, result] = args;
  if (variable?.op !== "id" || !value || !result || args.length > 3) {
    add(scope, new CelFailure({ kind: "bind-needs-name", name: "bind" }, node.start), true);
    return anything;
  }
  const type = look(value, scope);
  return look(result, { ...scope, variables: { name: variable.args, type, outer: scope.variables } });
}

function overloaded(
  node: Extract<ASTNode, { op: "call" | "rcall" }>,
  name: string,
  values: readonly StaticType[],
  scope: Scope,
): StaticType {
  const overloads = overloadsOf(name, node.op === "rcall");
  if (overloads.length === 0) {
    add(scope, unknownFunction(name, node.op === "rcall", node), true);
    return anything;
  }
  const kinds = values.map(({ kind }) => kind);
  const fitting = overloads.filter((one) => fits(one, kinds));
  if (fitting.length === 0) {
    const told = kinds.filter((kind) => kind !== "any");
    // A wrong number of values is wrong whatever the values are.
    const sure =
      overloads.every((one) => one.takes.length !== kinds.length) || values.every((one) => one.sure);
    add(scope, wrongArguments(overloads, told, node), sure);
    return anything;
  }
  const gives = new Set(fitting.map((one) => one.gives));
  const [only] = gives;
  return only && gives.size === 1 ? surely(only) : anything;
}

function wanted(scope: Scope, type: StaticType, kind: Kind, node: ASTNode, what: string) {
  if (type.kind === "any" || type.kind === kind) return;
  const verb = kind === "bool" ? "must be true or false" : `must be ${kindWord(kind)}`;
  scope.found.push({
    message: `${what} ${verb}, and it is ${kindWord(type.kind)}`,
    at: node.start,
    sure: type.sure,
  });
}

function add(scope: Scope, failure: CelFailure, sure: boolean) {
  scope.found.push(misfitOf(failure, sure));
}

function caught(scope: Scope, type: () => StaticType): StaticType {
  try {
    return type();
  } catch (error) {
    if (!(error instanceof CelFailure)) throw error;
    add(scope, error, true);
    return surely("number");
  }
}
