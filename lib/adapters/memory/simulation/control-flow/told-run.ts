import { expect } from "vitest";
import { type DrawnFlow, type DrawnStep, drawnPlan } from "./drawn-plan.ts";
import type { Consequence, WorkEnd } from "./facts.ts";
import { Follower } from "./follower.ts";
import { illegal } from "./legal.ts";

export const plain = (id: string, more: Partial<DrawnStep> = {}): DrawnStep => ({
  id,
  kind: "plain",
  ...more,
});
export const out = (more: Partial<DrawnStep> = {}): DrawnStep => ({ id: "out", kind: "output", ...more });
export const first = (id: string): DrawnStep => ({ id, kind: "first" });
export const any = { join: { needs: "any" as const, withinMs: null } };

/** "a>b": a flow; "a!>b" follows on a failure; a text after ":" is its condition; "<2" a way back, "<2+" one that goes on. */
export function flow(text: string): DrawnFlow {
  const [, from = "", failed, to = "", most, goOn, when] =
    /^(\w+)(!?)>(\w+)(?:<(\d)(\+?))?(?:: (.*))?$/.exec(text) ?? [];
  return {
    from,
    to,
    ...(failed && { on: "failed" as const }),
    ...(most && { back: { most: Number(most), usedUp: goOn ? "go-on" : "fail" } }),
    ...(when && { when }),
  };
}

export const failed = (code = "broken"): WorkEnd => ({
  status: "failed",
  failure: { code, message: "It broke." },
});

/** A run that tells in short what follows: "a 0" is the first visit to a, "-a 0" that it is cancelled. */
export class Run {
  private readonly follower: Follower;
  private at = 0;

  /** `atOnce`: visits to these end as they are cut. */
  constructor(steps: DrawnStep[], flows: string[], atOnce: string[] = []) {
    const plan = drawnPlan(steps, flows.map(flow));
    expect(illegal(plan)).toBeNull();
    this.follower = new Follower(
      plan,
      {},
      {
        endsAtOnce: (step) => atOnce.includes(step),
        seesTime: () => false,
      },
    );
    this.follower.start();
  }

  begin(): string[] {
    return this.ends("in", {});
  }

  ends(step: string, how: WorkEnd | Record<string, boolean> = {}, visit?: number): string[] {
    const end: WorkEnd = "status" in how ? (how as WorkEnd) : { status: "ok", result: how };
    const open = this.follower.frame.now(step).open?.visit ?? -1;
    this.at += 1;
    return short(this.follower.take({ what: "end", step, visit: visit ?? open, end, at: this.at }));
  }

  later(step: string, ms: number): string[] {
    this.at += ms;
    return short(this.follower.take({ what: "time", step, at: this.at }));
  }

  get undetermined() {
    return this.follower.undetermined;
  }
}

function short(consequences: Consequence[]): string[] {
  return consequences.flatMap((one) => {
    if (one.what === "begin") return [`${one.step} ${one.visit}`];
    if (one.what === "cancel") return [`-${one.step} ${one.visit}`];
    return one.what === "run-end" ? [`= ${one.status}${one.code ? ` ${one.code}` : ""}`] : [];
  });
}
