import { type CelFailure, told } from "./failure.ts";

/**
 * Something that can't work in an expression. `sure`: whatever the data; otherwise only if the data matches its
 * schema.
 */
export type Misfit = { message: string; at: number; sure: boolean };

export function misfitOf({ reason, at }: CelFailure, sure: boolean): Misfit {
  return { message: told(reason), at, sure };
}
