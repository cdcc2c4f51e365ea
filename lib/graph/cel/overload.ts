import type { Work } from "./operators.ts";
import type { Bytes, CelObject, CelValue, Duration, Kind, Optional, Timestamp, TypeName } from "./value.ts";

type Values = {
  text: string;
  number: number;
  bool: boolean;
  null: null;
  list: CelValue[];
  object: CelObject;
  bytes: Bytes;
  timestamp: Timestamp;
  duration: Duration;
  optional: Optional;
  type: TypeName;
  any: CelValue;
};
type ValuesOf<T extends readonly (Kind | "any")[]> = { [Index in keyof T]: Values[T[Index]] };

/** One way to call a function: `size(text)` or, with `method`, with the first value before the dot: `text.size()`. */
export type Overload = {
  name: string;
  method: boolean;
  takes: readonly (Kind | "any")[];
  gives: Kind | "any";
  run: (work: Work, values: CelValue[]) => CelValue;
};

type Make = <const T extends readonly (Kind | "any")[]>(
  name: string,
  takes: T,
  gives: Kind | "any",
  run: (work: Work, ...values: ValuesOf<T>) => CelValue,
) => Overload;

const make =
  (method: boolean): Make =>
  (name, takes, gives, run) => ({
    name,
    method,
    takes,
    gives,
    // A function only runs with values of the kinds that it takes (see `fits`), which the compiler can't follow.
    run: (work, values) => run(work, ...(values as unknown as ValuesOf<typeof takes>)),
  });

/** A function: `size(x)`. */
export const plain: Make = make(false);
/** A method: `x.size()`. */
export const method: Make = make(true);

/** True when an overload takes values of these kinds; "any" fits everything. */
export const fits = (overload: Overload, kinds: readonly (Kind | "any")[]): boolean =>
  overload.takes.length === kinds.length &&
  overload.takes.every((takes, index) => takes === "any" || kinds[index] === "any" || takes === kinds[index]);
