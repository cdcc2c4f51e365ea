import type { Json } from "../json.ts";

/** The kinds of values. */
export type Kind =
  | "text"
  | "number"
  | "bool"
  | "null"
  | "list"
  | "object"
  | "bytes"
  | "timestamp"
  | "duration"
  | "optional"
  | "type";

/** A value that JSON does not have. */
export abstract class Special {
  abstract readonly kind: Kind;
}

/** A point in time: whole milliseconds since 1970, UTC. */
export class Timestamp extends Special {
  readonly kind = "timestamp";
  readonly ms: number;
  constructor(ms: number) {
    super();
    this.ms = ms;
  }
}

/** A length of time, nanoseconds. */
export class Duration extends Special {
  readonly kind = "duration";
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    super();
    this.nanos = nanos;
  }
}

/** Bytes; as a result they are base64 text. */
export class Bytes extends Special {
  readonly kind = "bytes";
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    super();
    this.bytes = bytes;
  }
}

/** A value that may be missing, the result of `a.?b` and `optional.of()`. */
export class Optional extends Special {
  readonly kind = "optional";
  /** Undefined when there is none. */
  readonly value: CelValue | undefined;
  constructor(value: CelValue | undefined) {
    super();
    this.value = value;
  }
}

/** A type: the result of `type(x)`, as compared by `type(x) == string`. */
export class TypeName extends Special {
  readonly kind = "type";
  readonly of: Kind;
  constructor(of: Kind) {
    super();
    this.of = of;
  }
}

/** The values that expressions work with: JSON, and what JSON does not have. */
export type CelValue = Json | Special | CelValue[] | CelObject;
export type CelObject = { [key: string]: CelValue };

/** The kind of a value. */
export function kindOf(value: CelValue): Kind {
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "number";
    case "boolean":
      return "bool";
    case "object":
      if (value === null) return "null";
      if (Array.isArray(value)) return "list";
      return value instanceof Special ? value.kind : "object";
  }
}

/** True for an object of JSON or one that the expression has made. */
export function isObject(value: CelValue): value is CelObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Special);
}

const words: Record<Kind, string> = {
  text: "text",
  number: "a number",
  bool: "true or false",
  null: "empty (null)",
  list: "a list",
  object: "an object",
  bytes: "bytes",
  timestamp: "a timestamp",
  duration: "a duration",
  optional: "an optional value",
  type: "a type",
};

/** A kind in words for people: "a number", "text". */
export const kindWord = (kind: Kind): string => words[kind];
