import type { FlowPlan, PlanFlow } from "../../../../plan/plan.ts";
import type { Move } from "./every-order.ts";
import type { Consequence } from "./facts.ts";
import { shapeOf } from "./shape.ts";

/** What is wrong with a move, in words, or null. */
export type Invariant = (move: Move, plan: FlowPlan) => string | null;

type Begin = Extract<Consequence, { what: "begin" }>;

const begins = ({ after }: Move) => after.consequences.filter((one): one is Begin => one.what === "begin");

/** What has to hold of every run, whatever its graph and whatever happens. */
export const INVARIANTS: Record<string, Invariant> = {
  "no step is visited more often than its loops allow": (move, plan) => {
    const shape = shapeOf(plan);
    const wrong = begins(move).find(({ step, visit }) => {
      const around = shape.back.filter((back) => shape.loop(back).has(step));
      // Where loops are the same, each allows so many rounds more; an inner one that many in each round of the outer.
      return visit >= around.reduce((most, { back }) => most * (1 + (back?.most ?? 0)), 1);
    });
    return wrong ? `visit ${wrong.visit} to ${wrong.step}` : null;
  },

  "a step begins by flows that lead to it, from steps that have ended": (move, plan) => {
    const edges = new Map(plan.flows.map((flow) => [flow.edge, flow]));
    for (const { step, passed } of begins(move))
      for (const edge of passed) {
        const flow = edges.get(edge);
        if (flow?.to !== step) return `${step} by ${edge}`;
        const from = move.after.follower.frame.now(flow.from);
        if (!flow.back && !from.ended && from.begun)
          return `${step} by ${edge}, and ${flow.from} has not ended`;
      }
    return begins(move).some(({ step, passed }) => step !== plan.entry && passed.length === 0)
      ? "a step begins by nothing"
      : null;
  },

  "what is dead is not visited, unless a loop around it begins again": (move, plan) => {
    const { frame } = move.before.follower;
    const { steps } = frame.mayCome();
    const dead = (id: string) => !frame.now(id).begun && !steps.has(id);
    const wrong = begins(move).find(({ step }) => dead(step) && !isReopened(move, plan, step));
    return wrong ? wrong.step : null;
  },

  "no flow comes late to a step that waits for all": (move, plan) => {
    const { frame } = move.before.follower;
    const came = settledIn(move).flatMap(({ live }) => live);
    const late = plan.flows.find(
      ({ edge, to }) => came.includes(edge) && frame.now(to).begun && frame.joins(to) === "all",
    );
    return late && !isReopened(move, plan, late.to) ? late.edge : null;
  },

  "flows from a visit that has ended are settled, once": (move) => {
    const { fact, after } = move;
    if (fact.what !== "end") return null;
    const end = after.consequences.find((one) => one.what === "end");
    if (end?.step !== fact.step) return `${fact.step} does not end`;
    const stopped = after.follower.outcome.stopped?.code === "condition-failed";
    const times = settledIn(move).length;
    const expected = end.status === "cancelled" || stopped ? 0 : 1;
    return stopped || times === expected ? null : `${fact.step}: ${times} times`;
  },

  "only flows that follow on what came are taken": (move, plan) => {
    const end = move.after.consequences.find((one) => one.what === "end");
    const over = move.fact.what === "end" && move.fact.end.status === "ok" ? move.fact.end.over : undefined;
    const counts = end?.status === "ok" ? "ok" : "failed";
    for (const { step, live, back } of settledIn(move))
      for (const edge of back === null ? live : [...live, back]) {
        const flow = plan.flows.find((one) => one.edge === edge);
        const usedUp = move.after.follower.frame.now(step).failure?.code === "rework-limit";
        const isOver = flow?.on === "handoff" && edge === over;
        if (flow?.from !== step || !(isOver || flow.on === (usedUp ? "failed" : counts))) return edge;
        if (!isOver && over !== undefined && !usedUp && !isGoneTooOften(move, plan, over)) return edge;
      }
    return null;
  },

  "a branch takes one case at most, unless it takes every one": (move, plan) => {
    for (const { step, live, back } of settledIn(move)) {
      const branch = plan.steps.find(({ id }) => id === step);
      if (branch?.kind !== "branch") continue;
      if (branch.takes === "first" && live.length + (back ? 1 : 0) > 1) return step;
      const whens = live.map((edge) => plan.flows.find((one) => one.edge === edge)?.when);
      if (whens.includes(null) && whens.length > 1) return `${step} takes its else beside a case`;
    }
    return null;
  },

  "what is cancelled was open, and nothing leads from it to what may still begin and answer": (
    move,
    plan,
  ) => {
    const { frame, outcome } = move.after.follower;
    if (outcome.stopped) return null;
    for (const one of move.after.consequences) {
      if (one.what !== "cancel") continue;
      if (frame.now(one.step).open?.visit !== one.visit) return `${one.step} is not open`;
      const { steps } = frame.mayCome();
      const leads = ahead(plan, one.step).find(
        ({ to }) =>
          !frame.now(to).begun && steps.has(to) && leadsToOutput(plan, to, (id) => frame.now(id).begun),
      );
      if (leads) return `${one.step} may still lead to ${leads.to}`;
    }
    return null;
  },

  "the run ends as its steps did": ({ after }, plan) => {
    const end = after.consequences.find((one) => one.what === "run-end");
    if (!end) return after.follower.frame.open.length === 0 ? "nothing is open and the run goes on" : null;
    const { stopped } = after.follower.outcome;
    if (stopped)
      return end.status === stopped.status && end.code === stopped.code ? null : "not as it was stopped";
    const answered = plan.steps.some(
      ({ id, kind }) => kind === "output" && after.follower.frame.now(id).results.length > 0,
    );
    const expected = answered ? "ok" : "failed no-answer";
    return `${end.status} ${end.code ?? ""}`.trim() === expected ? null : `${end.status}, not ${expected}`;
  },
};

const settledIn = ({ after }: Move) => after.consequences.filter((one) => one.what === "settle");

const ahead = (plan: FlowPlan, id: string): PlanFlow[] =>
  plan.flows.filter((flow) => flow.from === id && flow.on !== "failed" && !flow.back);

function leadsToOutput(plan: FlowPlan, id: string, begun: (id: string) => boolean): boolean {
  if (plan.steps.some((step) => step.id === id && step.kind === "output")) return true;
  return ahead(plan, id).some(({ to }) => !begun(to) && leadsToOutput(plan, to, begun));
}

/** True where a handoff leads back and may not be taken once more. */
function isGoneTooOften({ before }: Move, plan: FlowPlan, edge: string): boolean {
  const flow = plan.flows.find((one) => one.edge === edge);
  return flow?.back !== undefined && flow.back !== null && before.follower.frame.isUsedUp(flow);
}

/** True where a way back that was taken, or is being awaited, has the step in its loop. */
function isReopened({ before, after }: Move, plan: FlowPlan, step: string): boolean {
  const shape = shapeOf(plan);
  const gone = (back: PlanFlow) =>
    before.follower.frame.returning.has(back) ||
    after.consequences.some((one) => one.what === "settle" && one.back === back.edge);
  return shape.back.some((back) => shape.loop(back).has(step) && gone(back));
}
