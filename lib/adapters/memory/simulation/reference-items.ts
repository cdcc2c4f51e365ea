import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import type { MapStep, PlanStep } from "../../../plan/plan.ts";
import { addressOfItem } from "./address.ts";
import { Impossible } from "./control-flow/follower.ts";
import { inTypes } from "./control-flow/hand-on.ts";
import type { Course } from "./course.ts";
import { type Expected, failure, ok, SLACK_MS } from "./expected.ts";
import { referenceValue } from "./expressions/reference-value.ts";
import { filled } from "./filled.ts";

/** A map's visit: what its expressions see, whom it asks, and what a visit comes to that it asks for. */
type Mapping = {
  address: string;
  scope: JsonObject;
  worker: PlanStep;
  visit: (received: JsonObject | string, address: string) => Expected;
};

/** More items than a map may have. */
const MOST_ITEMS = 10_000;

/** What a visit to a map comes to. */
export function interpretItems(course: Course, step: MapStep, mapping: Mapping): Expected {
  const list = referenceValue(step.items, mapping.scope);
  if (!list.ok) return failure("context-missing");
  if (!Array.isArray(list.value)) return failure("not-a-list");
  if (list.value.length > MOST_ITEMS) return failure("too-many-items");
  return new Items(course, step, mapping, list.value).run();
}

type Ended = { expected: Expected; message: string };

class Items {
  private readonly course: Course;
  private readonly step: MapStep;
  private readonly mapping: Mapping;
  private readonly items: readonly Json[];
  private readonly received: (JsonObject | string)[];
  private readonly open = new Map<number, { expected: Expected; doubt: string | null }>();
  private readonly done = new Map<number, Ended>();
  private begun = 0;
  private ms = SLACK_MS;
  /** How the map ends because of an item. */
  private failed: Expected | null = null;

  constructor(course: Course, step: MapStep, mapping: Mapping, items: readonly Json[]) {
    this.course = course;
    this.step = step;
    this.mapping = mapping;
    this.items = items;
    this.received = givenForItems(step, mapping, items);
  }

  run(): Expected {
    const { course, mapping } = this;
    this.begin();
    try {
      if (course.isOrdered) {
        for (const came of course.came(mapping.address))
          if (came.what === "end") this.end(came.visit, came.status, came.message ?? "");
      } else
        for (let [next] = this.open.keys(); next !== undefined; [next] = this.open.keys()) this.end(next);
      if (this.failed) this.neverBegun();
      if (this.open.size > 0) throw new Impossible("it ended while items were under way");
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      course.impossible.set(mapping.address, error.message);
    }
    const { ms } = this;
    return this.failed ? { ...this.failed, ms } : { ...ok(this.list()), ms };
  }

  /** Where several have ended before anything follows from the first, the next need not have begun when one fails the map. */
  private neverBegun() {
    const { course, mapping } = this;
    const begun = new Set(
      course.came(mapping.address).flatMap((came) => (came.what === "begin" ? [came.visit] : [])),
    );
    for (const item of this.open.keys()) {
      if (begun.has(item)) continue;
      course.cut.add(this.addressOf(item));
      this.open.delete(item);
    }
  }

  private addressOf(item: number): string {
    return addressOfItem(this.mapping.address, item, this.step.worker);
  }

  private begin() {
    while (!this.failed && this.open.size < this.step.concurrency && this.begun < this.items.length) {
      const item = this.begun++;
      const { came, doubt } = this.course.doubting(() =>
        this.mapping.visit(this.received[item] ?? {}, this.addressOf(item)),
      );
      this.ms += came.ms + SLACK_MS;
      this.open.set(item, { expected: came, doubt });
    }
  }

  private end(item: number, status: Expected["status"] = "ok", message = "") {
    const address = this.addressOf(item);
    const open = this.open.get(item);
    if (!open) throw new Impossible(`${address} should not have been asked for, or has ended`);
    this.open.delete(item);
    const { expected, doubt } = open;
    // Several may have ended by themselves before anything follows from the first.
    if (this.failed && this.course.isOrdered && (status === "ok" || status === "failed")) {
      this.course.doubts(doubt);
      return;
    }
    if (this.failed) {
      this.cut(address, { expected, doubt, status });
      return;
    }
    this.course.doubts(doubt);
    this.done.set(item, { expected, message });
    if (expected.status !== "ok" && this.step.failedItems === "fail")
      this.failed =
        expected.status === "unknown" ? { ...expected, result: undefined } : failure("item-failed");
    else if (expected.status !== "ok" && this.step.failedItems === "keep" && !this.course.isOrdered)
      this.course.depends(`${address} leaves the words of a failure`);
    this.begin();
  }

  private cut(
    address: string,
    {
      expected,
      doubt,
      status: came,
    }: { expected: Expected; doubt: string | null; status: Expected["status"] },
  ) {
    const { course } = this;
    course.cut.add(address);
    if (doubt !== null) course.depends(`${address} was cut, with an effect that nobody knows of`);
    const status = came === "unknown" ? "unknown" : "cancelled";
    const code = status === "unknown" ? (expected.code ?? "outcome-unknown") : null;
    course.visits.set(address, { status, code, anyResult: true, result: undefined, ms: 0 });
  }

  private list(): Json[] {
    return this.items.flatMap((_, item): Json[] => {
      const { expected, message = "" } = this.done.get(item) ?? {};
      if (!expected) return [];
      if (expected.status === "ok") return [expected.result ?? null];
      return this.step.failedItems === "keep" ? [{ error: { code: expected.code ?? "", message } }] : [];
    });
  }
}

/** What the worker receives for each of these items, or the code of why it can't. */
export function givenForItems(
  step: MapStep,
  { worker, scope }: Pick<Mapping, "worker" | "scope">,
  items: readonly Json[],
): (JsonObject | string)[] {
  const isBare = worker.kind === "tool" || worker.kind === "workflow";
  return items.map((item, index) => {
    if (step.fields.length === 0) return isBare ? asParameters(worker, item) : { item };
    const given = filled(step.fields, {}, { ...scope, item, index }, new Map());
    return isBare || typeof given === "string" ? given : inTypes(step.fields, given);
  });
}

/** An item as parameters: the object that it is, or the only parameter that has to be there. */
function asParameters(worker: PlanStep, item: Json): JsonObject {
  if (isJsonObject(item)) return item;
  if (worker.kind !== "tool" && worker.kind !== "workflow") return {};
  const [name, ...others] = worker.parameters.required;
  return name !== undefined && others.length === 0 ? { [name]: item } : { item };
}
