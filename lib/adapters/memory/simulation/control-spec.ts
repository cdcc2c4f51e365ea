import fc from "fast-check";

/**
 * One thing about control flow that a random graph has besides: what, at which step or flow, leading where, in which
 * form. The numbers choose among what is possible there; where nothing is, it is left out.
 */
export type ControlSpec = {
  what:
    | "branch"
    | "when"
    | "join"
    | "back"
    | "failed"
    | "on-failure"
    | "retry"
    | "accept"
    | "handoff"
    | "hand-back";
  at: number;
  to: number;
  form: number;
  times: number;
};

const control: fc.Arbitrary<ControlSpec> = fc.record({
  what: fc.constantFrom<ControlSpec["what"]>(
    ...(["branch", "branch", "when", "join", "back", "back", "back", "failed"] as const),
    ...(["failed", "on-failure", "retry", "accept", "handoff", "handoff", "hand-back"] as const),
  ),
  at: fc.nat(99),
  to: fc.nat(99),
  form: fc.nat(99),
  times: fc.integer({ min: 1, max: 3 }),
});

/** Some graphs have none, as most did once; others many. */
export const controls: fc.Arbitrary<ControlSpec[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<ControlSpec[]>([]) },
  { weight: 2, arbitrary: fc.array(control, { minLength: 1, maxLength: 4 }) },
  { weight: 2, arbitrary: fc.array(control, { minLength: 4, maxLength: 9 }) },
);

/** For what is inside others. */
export const fewControls: fc.Arbitrary<ControlSpec[]> = fc.array(control, { maxLength: 3 });
