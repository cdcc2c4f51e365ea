import fc from "fast-check";

/**
 * What happens to the process that makes the `at`-th call to anything outside itself (each call counts twice: before it
 * is made and when it has come back). `kill`: nothing it does reaches anything any more. `freeze`: it stands still for
 * `ms` and goes on then, whoever has the run meanwhile. `drain`: it is asked to give the run back. `break`: its next
 * call of the log fails, carried out or not. `cancel`: a person cancels the run. `nudge`: another process is told of the
 * run as well.
 */
export type Fault = {
  at: number;
  kind: "kill" | "freeze" | "drain" | "break" | "cancel" | "nudge";
  ms: number;
};

/** Faults as shares of the moments that a run has when nothing goes wrong; a little more, for what comes after them. */
export const faultSpecs: fc.Arbitrary<{ share: number; kind: Fault["kind"]; ms: number }[]> = fc.array(
  fc.record({
    share: fc.integer({ min: 0, max: 1_299 }),
    kind: fc.constantFrom<Fault["kind"][]>(
      ...(["kill", "kill", "kill", "kill", "freeze", "freeze", "drain", "break", "cancel", "nudge"] as const),
    ),
    ms: fc.constantFrom(300, 4_000, 12_000, 40_000),
  }),
  { minLength: 1, maxLength: 3 },
);

/** The faults of a run that has `moments` when nothing goes wrong. */
export function faultsWithin(
  specs: { share: number; kind: Fault["kind"]; ms: number }[],
  moments: number,
): Fault[] {
  return specs.map(({ share, kind, ms }) => ({ at: Math.floor((share * moments) / 1_000), kind, ms }));
}
