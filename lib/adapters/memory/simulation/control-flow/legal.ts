import type { FlowPlan, PlanFlow } from "../../../../plan/plan.ts";
import { Shape } from "./shape.ts";

/** Why a plan's flows mean nothing, in words; null where they are as they should be. */
export function illegal(plan: FlowPlan): string | null {
  const shape = new Shape(plan);
  for (const rule of [ends, reached, branches, forward, waysBack, exits]) {
    const wrong = rule(shape);
    if (wrong !== null) return wrong;
  }
  return null;
}

function ends(shape: Shape): string | null {
  for (const { from, to } of shape.flows) {
    if (to === shape.entry) return "a flow leads to the input";
    if (shape.step(from).kind === "output") return "a flow leads on from an output";
  }
  return shape.steps.some(({ kind }) => kind === "output") ? null : "there is no output";
}

function reached(shape: Shape): string | null {
  const found = passing(shape.entry, null, shape.flows);
  const lost = shape.steps.find(({ id }) => !found.has(id));
  return lost ? `${lost.id} is not reached` : null;
}

function branches(shape: Shape): string | null {
  for (const step of shape.steps) {
    const from = shape.from(step.id);
    if (step.kind === "input" && from.some(({ on }) => on === "failed")) return "an input can't fail";
    if (step.kind !== "branch") continue;
    if (from.length === 0) return `${step.id} has no cases`;
    if (from.some(({ on }) => on === "failed")) return `${step.id} can't fail`;
    if (from.filter(({ when }) => when === null).length > 1) return `${step.id} has more than one else`;
  }
  return null;
}

/** Every circle is closed by a way back. */
function forward(shape: Shape): string | null {
  const ahead = shape.flows.filter((flow) => !flow.back);
  const circle = ahead.find(({ from, to }) => passing(to, null, ahead).has(from));
  return circle ? `${circle.edge} closes a circle` : null;
}

/** The target of a way back is on every path to where it comes from. */
function waysBack(shape: Shape): string | null {
  for (const back of shape.back) {
    if (back.from !== back.to && passing(shape.entry, back.to, shape.flows).has(back.from))
      return `${back.from} is reached without passing ${back.to}`;
    const loop = [...shape.loop(back)];
    if (loop.includes(shape.entry)) return `${back.edge} leads to what is before the input`;
  }
  return null;
}

/** What leads out of a loop, other than from its end, can't be taken while the loop goes on. */
function exits(shape: Shape): string | null {
  for (const back of shape.back)
    for (const exit of shape.flows) {
      if (exit.from === back.from || !shape.leaves(exit, back)) continue;
      if (!isOnEveryWay(shape, back, exit.from)) return `${exit.edge} leaves a loop from its side`;
      const step = shape.step(exit.from);
      const stays = shape.from(exit.from).filter(({ to }) => shape.loop(back).has(to));
      // Who hands over goes no other way.
      const apart = exit.on === "handoff" || stays.every(({ on }) => on !== exit.on);
      if (!apart && !(step.kind === "branch" && step.takes === "first"))
        return `${exit.edge} may be taken while its loop goes on`;
    }
  return null;
}

function isOnEveryWay(shape: Shape, back: PlanFlow, id: string): boolean {
  if (id === back.to) return true;
  const loop = shape.loop(back);
  const inside = shape.flows.filter(({ from, to }) => loop.has(from) && loop.has(to) && to !== back.to);
  return !passing(back.to, id, inside).has(back.from);
}

/** The steps that flows lead to from a step, itself included, without passing another. */
function passing(from: string, without: string | null, flows: readonly PlanFlow[]): Set<string> {
  const found = new Set<string>(from === without ? [] : [from]);
  for (const id of found)
    for (const flow of flows) if (flow.from === id && flow.to !== without) found.add(flow.to);
  return found;
}
