import type { ASTNode } from "@marcbachmann/cel-js";
import { isRefusedKey, type JsonObject } from "../json.ts";
import { access } from "./access.ts";
import type { Budget } from "./budget.ts";
import { unknownFunction, wrongArguments } from "./call-failure.ts";
import { CelFailure } from "./failure.ts";
import { isMacro, overloadsOf } from "./functions.ts";
import { literal } from "./literal.ts";
import { runMacro } from "./macros.ts";
import { negate, operate, type Work } from "./operators.ts";
import { fits, type Overload } from "./overload.ts";
import { type CelObject, type CelValue, isObject, kindOf, Optional, TypeName } from "./value.ts";

/** A variable that the expression itself declares, and those around it. */
export type Variables = { name: string; value: CelValue; outer: Variables } | null;

/** The names of types, for `type(x) == string`. All numbers are of one type. */
const TYPES: Record<string, TypeName> = {
  int: new TypeName("number"),
  uint: new TypeName("number"),
  double: new TypeName("number"),
  string: new TypeName("text"),
  bool: new TypeName("bool"),
  bytes: new TypeName("bytes"),
  list: new TypeName("list"),
  map: new TypeName("object"),
  null_type: new TypeName("null"),
};

/**
 * One evaluation of a parsed expression over JSON. It reads only what the expression names, and converts or copies
 * nothing of the scope. Every node, item and stretch of text is counted in `budget`.
 */
export class Interpreter {
  readonly budget: Budget;
  /** Lists and objects made by the expression; all others are data of the scope. */
  readonly made = new Set<object>();
  private readonly scope: JsonObject;
  private readonly source: string;
  private readonly keepList = (list: CelValue[]) => this.keep(list);

  constructor(source: string, scope: JsonObject, budget: Budget) {
    this.source = source;
    this.scope = scope;
    this.budget = budget;
  }

  /** Evaluates a node; throws a `CelFailure` when it has no value. */
  run(node: ASTNode, variables: Variables): CelValue {
    this.budget.spend(1, node.start);
    switch (node.op) {
      case "value":
        return literal(node.args, node.start);
      case "id":
        return this.name(node.args, node.start, variables);
      case ".":
      case ".?": {
        const [of, name] = node.args;
        return access(node, this.run(of, variables), name);
      }
      case "[]":
      case "[?]": {
        const [of, key] = node.args;
        const holder = this.run(of, variables);
        return access(node, holder, this.run(key, variables));
      }
      case "call":
        return this.call(node.args[0], node.args[1], node, variables);
      case "rcall":
        return this.method(node, variables);
      case "list":
        return this.keep(node.args.map((item) => this.run(item, variables)));
      case "map":
        return this.object(node.args, variables);
      case "?:": {
        const [condition, yes, no] = node.args;
        return this.run(this.bool(condition, variables, "the condition before “?”") ? yes : no, variables);
      }
      case "||":
      case "&&":
        return this.either(node.args, node.op === "||", variables);
      case "!_":
        return !this.bool(node.args, variables, "what follows “!”");
      case "-_":
        return negate(this.run(node.args, variables), node.start);
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
      case "%": {
        const left = this.run(node.args[0], variables);
        return operate(node.op, left, this.run(node.args[1], variables), this.work(node));
      }
    }
  }

  /** Evaluates a node that must be true or false. */
  bool(node: ASTNode, variables: Variables, what: string): boolean {
    const value = this.run(node, variables);
    if (typeof value === "boolean") return value;
    throw new CelFailure({ kind: "not-bool", what, got: kindOf(value) }, node.start);
  }

  /** Marks a list or object as made by the expression. */
  keep<T extends CelValue[] | CelObject>(made: T): T {
    this.made.add(made);
    return made;
  }

  /** The text of a node in the source. */
  textOf(node: ASTNode): string {
    return this.source.slice(node.start, node.end);
  }

  /**
   * Returns a failure that another part of the expression makes up for, after charging its steps. Running out of
   * budget can't be made up for.
   */
  forgive(error: unknown): CelFailure {
    if (!(error instanceof CelFailure) || error.reason.kind === "budget") throw error;
    this.budget.spend(FORGIVEN_STEPS, error.at);
    return error;
  }

  private work(node: ASTNode): Work {
    return { budget: this.budget, at: node.start, made: this.keepList };
  }

  private name(name: string, at: number, variables: Variables): CelValue {
    for (let one = variables; one; one = one.outer) if (one.name === name) return one.value;
    const value = Object.hasOwn(this.scope, name) ? this.scope[name] : undefined;
    if (value !== undefined) return value;
    const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
    if (type) return type;
    throw new CelFailure({ kind: "unknown-name", name, there: () => this.names(variables) }, at);
  }

  private names(variables: Variables): string[] {
    const names = Object.keys(this.scope);
    for (let one = variables; one; one = one.outer) names.unshift(one.name);
    return names;
  }

  private object(entries: readonly (readonly [ASTNode, ASTNode])[], variables: Variables): CelObject {
    const made: CelObject = {};
    for (const [keyNode, valueNode] of entries) {
      const key = this.run(keyNode, variables);
      if (typeof key !== "string" && typeof key !== "number" && typeof key !== "boolean")
        throw new CelFailure({ kind: "bad-key", key: this.textOf(keyNode) }, keyNode.start);
      const name = String(key);
      if (isRefusedKey(name)) throw new CelFailure({ kind: "bad-key", key: name }, keyNode.start);
      made[name] = this.run(valueNode, variables);
    }
    return this.keep(made);
  }

  /** `||` and `&&`: one side that decides is enough, even when the other has no value. */
  private either(
    [left, right]: readonly [ASTNode, ASTNode],
    settles: boolean,
    variables: Variables,
  ): boolean {
    const what = settles ? "each side of “||”" : "each side of “&&”";
    let failure: CelFailure | null = null;
    try {
      if (this.bool(left, variables, what) === settles) return settles;
    } catch (error) {
      failure = this.forgive(error);
    }
    if (this.bool(right, variables, what) === settles) return settles;
    if (failure) throw failure;
    return !settles;
  }

  private call(name: string, args: readonly ASTNode[], node: ASTNode, variables: Variables): CelValue {
    if (name === "has") return this.has(args, node, variables);
    const overloads = overloadsOf(name, false);
    if (overloads.length === 0) throw unknownFunction(name, false, node);
    return this.apply(
      overloads,
      args.map((arg) => this.run(arg, variables)),
      node,
    );
  }

  private method(node: Extract<ASTNode, { op: "rcall" }>, variables: Variables): CelValue {
    const [name, receiver, args] = node.args;
    if (name === "matches") throw new CelFailure({ kind: "no-regular-expressions" }, node.start);
    if (isNamespace(receiver, "cel", variables) && name === "bind") return this.bind(node, args, variables);
    if (isNamespace(receiver, "optional", variables)) {
      if (name === "none" && args.length === 0) return new Optional(undefined);
      const [only] = args;
      if (name === "of" && only && args.length === 1) return new Optional(this.run(only, variables));
    }
    if (isMacro(name)) return runMacro(this, name, { node, receiver, args, variables });
    if (name === "or" || name === "orValue") return this.otherwise(name, node, variables);
    const value = this.run(receiver, variables);
    if (name === "hasValue" || name === "value") {
      if (!(value instanceof Optional))
        throw new CelFailure({ kind: "not-optional", name, got: kindOf(value) }, node.start);
      if (name === "hasValue") return value.value !== undefined;
      if (value.value === undefined) throw new CelFailure({ kind: "no-value" }, node.start);
      return value.value;
    }
    const overloads = overloadsOf(name, true);
    if (overloads.length === 0) throw unknownFunction(name, true, node);
    return this.apply(overloads, [value, ...args.map((arg) => this.run(arg, variables))], node);
  }

  private apply(overloads: readonly Overload[], values: CelValue[], node: ASTNode): CelValue {
    const kinds = values.map(kindOf);
    const overload = overloads.find((one) => fits(one, kinds));
    if (overload) return overload.run(this.work(node), values);
    throw wrongArguments(overloads, kinds, node);
  }

  private bind(node: ASTNode, args: readonly ASTNode[], variables: Variables): CelValue {
    const [variable, value, result] = args;
    if (variable?.op !== "id" || !value || !result)
      throw new CelFailure({ kind: "bind-needs-name", name: "bind" }, node.start);
    return this.run(result, {
      name: variable.args,
      value: this.run(value, variables),
      outer: variables,
    });
  }

  private otherwise(
    name: "or" | "orValue",
    node: Extract<ASTNode, { op: "rcall" }>,
    variables: Variables,
  ): CelValue {
    const [, receiver, args] = node.args;
    const value = this.run(receiver, variables);
    if (!(value instanceof Optional))
      throw new CelFailure({ kind: "not-optional", name, got: kindOf(value) }, node.start);
    const [other] = args;
    if (!other || args.length > 1)
      throw new CelFailure(
        {
          kind: "arguments",
          name,
          takes: ["one value"],
          kinds: args.map((arg) => kindOf(this.run(arg, variables))),
        },
        node.start,
      );
    if (value.value !== undefined) return name === "or" ? value : value.value;
    const given = this.run(other, variables);
    if (name === "or" && !(given instanceof Optional))
      throw new CelFailure({ kind: "not-optional", name, got: kindOf(given) }, other.start);
    return given;
  }

  /** `has(a.b)`: whether the last field exists; everything before it must. */
  private has(args: readonly ASTNode[], node: ASTNode, variables: Variables): boolean {
    const [only] = args;
    if (!only || args.length > 1 || (only.op !== "." && only.op !== ".?"))
      throw new CelFailure({ kind: "has-needs-field" }, node.start);
    const [of, name] = only.args;
    const holder = this.run(of, variables);
    const value = holder instanceof Optional ? holder.value : holder;
    return value !== undefined && isObject(value) && Object.hasOwn(value, name);
  }
}

/** The steps charged for a failure that another part of the expression makes up for. */
const FORGIVEN_STEPS = 10;

type Named = { name: string; outer: Named } | null;

/** True for `cel` and `optional`, where no variable has that name. */
export function isNamespace(node: ASTNode, name: string, variables: Named): boolean {
  if (node.op !== "id" || node.args !== name) return false;
  for (let one = variables; one; one = one.outer) if (one.name === name) return false;
  return true;
}
