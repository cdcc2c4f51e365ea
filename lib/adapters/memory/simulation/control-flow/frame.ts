import type { Json } from "../../../../graph/json.ts";
import type { PlanFlow } from "../../../../plan/plan.ts";
import type { Failed } from "./facts.ts";
import type { HandedOn } from "./hand-on.ts";
import type { Shape } from "./shape.ts";

/** A step as a run has left it so far. What is said of "this round" begins anew when a loop around the step does. */
export type StepNow = {
  visits: number;
  open: { visit: number; cancelled: boolean } | null;
  /** It has begun in this round, its visit of this round has ended, nobody needs it in this round. */
  begun: boolean;
  ended: boolean;
  unneeded: boolean;
  /** Results in order, the latest last. */
  results: Json[];
  failure: Failed | undefined;
  branch: HandedOn | undefined;
  /** When the first flow of this round came, ms. */
  waitsSince: number | null;
};

/** What may still come to pass in this round; everything else is dead. */
export type MayCome = { steps: ReadonlySet<string>; isOpen: (flow: PlanFlow) => boolean };

/** Where a run stands: its steps, the flows that are live, the ways back that are taken, and what follows from them. */
export class Frame {
  readonly shape: Shape;
  readonly live = new Set<PlanFlow>();
  /** Ways back that will be gone once nothing inside their loops is open. */
  readonly returning = new Set<PlanFlow>();
  /** How often a way back has been taken since its loop was entered. */
  readonly taken = new Map<PlanFlow, number>();
  private readonly steps: ReadonlyMap<string, StepNow>;

  constructor(shape: Shape, steps = new Map(shape.steps.map(({ id }) => [id, untouched()]))) {
    this.shape = shape;
    this.steps = steps;
  }

  now(id: string): StepNow {
    const now = this.steps.get(id);
    if (!now) throw new Error(`control never reaches ${id}`);
    return now;
  }

  /** Steps with a visit that has not ended, in the plan's order. */
  get open(): string[] {
    return this.shape.steps.map(({ id }) => id).filter((id) => this.now(id).open);
  }

  /** Steps that are open or may begin, and the flows that may yet be live. */
  mayCome(): MayCome {
    const steps = new Set(this.open);
    const returns = (back: PlanFlow) =>
      this.returning.has(back) || (!this.now(back.from).ended && steps.has(back.from));
    const isOpen = (flow: PlanFlow) => {
      if (this.live.has(flow)) return false;
      if (!this.now(flow.from).ended) return steps.has(flow.from);
      return this.shape.back.some((back) => this.shape.leaves(flow, back) && returns(back));
    };
    for (let found = true; found; ) {
      found = false;
      for (const { id } of this.shape.steps) {
        const { begun, unneeded } = this.now(id);
        if (begun || unneeded || steps.has(id)) continue;
        const into = this.shape.into(id);
        const can = into.filter((flow) => this.live.has(flow) || isOpen(flow)).length;
        if (can === 0 || can < this.least(id)) continue;
        steps.add(id);
        found = true;
      }
    }
    return { steps, isOpen };
  }

  /** Steps whose join is met. */
  ready({ isOpen } = this.mayCome()): string[] {
    const ready = ({ id }: { id: string }) => {
      const { begun, unneeded } = this.now(id);
      if (begun || unneeded) return false;
      const into = this.shape.into(id);
      const live = into.filter((flow) => this.live.has(flow)).length;
      if (live === 0) return false;
      if (this.joins(id) !== "all" && live >= this.needs(id)) return true;
      return (this.joins(id) === "all" || this.isTimed(id)) && !into.some(isOpen);
    };
    return this.shape.steps.filter(ready).map(({ id }) => id);
  }

  /** Steps, open or not begun, that nobody needs any more. */
  unneeded({ steps } = this.mayCome()): string[] {
    const isNeeded = (id: string): boolean => {
      const on = this.shape.from(id).filter((flow) => !flow.back && flow.on !== "failed");
      return on.length === 0 || on.some(({ to }) => !this.now(to).begun && steps.has(to) && isNeeded(to));
    };
    // A branch has no work that could be cancelled: once it has begun, its flows are settled.
    const isBranch = (id: string) => this.shape.step(id).kind === "branch" && this.now(id).open;
    return [...steps].filter((id) => !isNeeded(id) && !this.now(id).open?.cancelled && !isBranch(id));
  }

  /** The flows that are live after a visit, and the way back that is taken. */
  pass(live: readonly PlanFlow[], back: PlanFlow | null) {
    for (const flow of live) this.live.add(flow);
    if (!back) return;
    this.returning.add(back);
    this.taken.set(back, (this.taken.get(back) ?? 0) + 1);
  }

  isUsedUp(back: PlanFlow): boolean {
    return (this.taken.get(back) ?? 0) >= (back.back?.most ?? 0);
  }

  copy(): Frame {
    const steps = new Map<string, StepNow>();
    for (const [id, now] of this.steps)
      steps.set(id, { ...now, open: now.open && { ...now.open }, results: [...now.results] });
    const other = new Frame(this.shape, steps);
    for (const flow of this.live) other.live.add(flow);
    for (const back of this.returning) other.returning.add(back);
    for (const [back, times] of this.taken) other.taken.set(back, times);
    return other;
  }

  /** Another round: everything inside the loop is as if it had not been. */
  reopen(back: PlanFlow) {
    const loop = this.shape.loop(back);
    for (const id of loop)
      Object.assign(this.now(id), { begun: false, ended: false, unneeded: false, waitsSince: null });
    for (const flow of this.live) if (loop.has(flow.from)) this.live.delete(flow);
    for (const inner of this.taken.keys()) if (this.shape.isWithin(inner, back)) this.taken.delete(inner);
  }

  joins(id: string): "all" | "any" | number {
    const step = this.shape.step(id);
    return step.kind === "input" ? "all" : step.join.needs;
  }

  /** How many flows have to be live for the join to be met. */
  private needs(id: string): number {
    const needs = this.joins(id);
    return typeof needs === "number" ? Math.min(needs, this.shape.into(id).length) : 1;
  }

  /** How many have to come at least, so that it begins at some time. */
  private least(id: string): number {
    return this.isTimed(id) ? 1 : this.needs(id);
  }

  private isTimed(id: string): boolean {
    const step = this.shape.step(id);
    return step.kind !== "input" && step.join.withinMs !== null;
  }
}

const untouched = (): StepNow => ({
  visits: 0,
  open: null,
  begun: false,
  ended: false,
  unneeded: false,
  results: [],
  failure: undefined,
  branch: undefined,
  waitsSince: null,
});
