import type { Json } from "../../../graph/json.ts";
import type { FlowPlan, OutputStep, PlanStep } from "../../../plan/plan.ts";
import { addressInside, stepsOfAddress } from "./address.ts";
import type { Consequence } from "./control-flow/facts.ts";
import type { Follower } from "./control-flow/follower.ts";
import type { Course } from "./course.ts";
import { type Expected, ok } from "./expected.ts";
import { shown } from "./reference-output.ts";
import { isText, renderedText, SOME_REASON } from "./reference-text.ts";

type Begin = Extract<Consequence, { what: "begin" }>;

/** The outputs of one frame: what they show, and what a workflow comes to by them. */
export class FrameOutputs {
  private readonly frame: {
    course: Course;
    plan: FlowPlan;
    address: string;
    follower: Follower;
    /** Visits that have begun and not ended, by address. */
    open: ReadonlyMap<string, unknown>;
  };
  /** Of outputs without a template the results that led there; of others their text. Undefined: it isn't said, or not known. */
  private readonly answers = new Map<string, Json | undefined>();

  constructor(frame: FrameOutputs["frame"]) {
    this.frame = frame;
  }

  /** What an output shows; `sources`: what led to it. */
  of(step: OutputStep, address: string, sources: Begin["sources"]): Expected {
    if (step.shows.length === 0) return ok(this.rendered(step));
    const { frame } = this.frame.follower;
    const shows = step.shows.filter((id) => sources.some((source) => source.step === id));
    const results = new Map(shows.map((id) => [id, frame.now(id).results.at(-1)]));
    const text = shown({ ...step, shows }, (id) => this.step(id), results);
    // How an output shows a failure that led to it is not said.
    const anyResult = sources.some(({ on }) => on === "failed") || [...results.values()].includes(undefined);
    this.answers.set(address, anyResult ? undefined : this.composed(step, results));
    return { ...ok(text), anyResult };
  }

  /** The text that an output's template comes to now. */
  rendered({ template }: OutputStep): string {
    const { steps } = this.frame.plan;
    const ends = (through: readonly string[]) => this.endsOf(through);
    return renderedText(template, this.frame.follower.scope(), { steps, ends });
  }

  /** What a workflow comes to whose output has no template. */
  private composed({ shows }: OutputStep, results: ReadonlyMap<string, Json | undefined>): Json | undefined {
    if (shows.length === 1) return [...results.values()][0];
    return Object.fromEntries([...results].map(([id, result]) => [this.step(id).callName, result ?? null]));
  }

  /** How the visits of this frame that were reached through these steps have ended. */
  private endsOf(through: readonly string[]): Set<string> {
    const inside = addressInside(this.frame.address, "");
    const came = [...this.frame.course.visits].filter(
      ([address]) =>
        address.startsWith(inside) &&
        stepsOfAddress(address.slice(inside.length)).join(" ") === through.join(" "),
    );
    for (const around of this.frame.open.keys())
      if (came.some(([address]) => address.startsWith(`${around} `)))
        this.frame.course.depends(`an output tells how visits inside ${around} ended, which is still open`);
    return new Set(came.map(([, { status }]) => status));
  }

  /** The words of reasons in a text are believed: what goes on with the text of a workflow's answer has them. */
  said(address: string, { result }: Expected, said: string | undefined) {
    if (this.answers.has(address) || typeof result !== "string") return;
    const text: unknown = said === undefined ? undefined : JSON.parse(said);
    if (!result.includes(SOME_REASON)) this.answers.set(address, result);
    else if (typeof text === "string" && isText(result, text)) this.answers.set(address, text);
  }

  /** What the workflow comes to when the output's visit at this address is its answer. */
  answerOf(address: string): Json | undefined {
    return this.answers.get(address);
  }

  private step(id: string): PlanStep {
    const step = this.frame.plan.steps.find((one) => one.id === id);
    if (!step) throw new Error(`no step ${id}`);
    return step;
  }
}
