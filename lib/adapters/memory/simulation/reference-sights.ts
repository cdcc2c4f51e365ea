import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../../graph/json.ts";
import type { MapStep, PlanStep } from "../../../plan/plan.ts";
import type { Received } from "./control-flow/facts.ts";
import type { Follower } from "./control-flow/follower.ts";
import { referenceValue } from "./expressions/reference-value.ts";
import { givenForItems } from "./reference-items.ts";
import type { FrameOutputs } from "./reference-outputs.ts";

/** What visits of a frame saw as they began: the engine may evaluate it later, when more has ended. */
export class Sights {
  private readonly follower: Follower;
  private readonly outputs: FrameOutputs;
  private readonly seen = new Map<string, unknown>();
  /** Maps that are under way: whether what they give their items is still the same. */
  private readonly items = new Map<string, () => boolean>();

  constructor(follower: Follower, outputs: FrameOutputs) {
    this.follower = follower;
    this.outputs = outputs;
  }

  /** Something ended before it was evaluated what this visit sees. */
  keep(address: string, step: PlanStep, received: Received | undefined) {
    this.seen.set(address, this.seenBy(step, received));
  }

  /** A map began with this scope, and each of its items sees the results as it begins. */
  keepItems(address: string, given: { step: MapStep; worker: PlanStep; scope: JsonObject }) {
    this.items.set(address, () => this.givenNow(given));
  }

  /** Why a visit that ends may have seen something else, or null. */
  changed(address: string, step: PlanStep): string | null {
    const seen = this.seen.get(address);
    if (seen && !isDeepStrictEqual(seen, this.seenBy(step, this.follower.receivedNow(step.id))))
      return `more had ended when it was evaluated what ${address} sees, which changes that`;
    if (this.items.get(address)?.() === false)
      return `what ${address} gives its items changes while it is under way`;
    return null;
  }

  /** What a step is given now, what an output would show, and the list that a map would go through. */
  private seenBy(step: PlanStep, received: Received | undefined): unknown {
    if (step.kind === "map") return [received, referenceValue(step.items, this.follower.scope())];
    return step.kind === "output" ? [received, this.outputs.rendered(step)] : received;
  }

  private givenNow({ step, worker, scope }: { step: MapStep; worker: PlanStep; scope: JsonObject }): boolean {
    const list = referenceValue(step.items, scope);
    const items = list.ok && Array.isArray(list.value) ? list.value : [];
    const given = (seen: JsonObject) => givenForItems(step, { worker, scope: seen }, items);
    return isDeepStrictEqual(given(scope), given(this.follower.scope()));
  }
}
