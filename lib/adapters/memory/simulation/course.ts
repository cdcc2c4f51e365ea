import type { Limits } from "../../../graph/node.ts";
import type { FlowPlan, Plan } from "../../../plan/plan.ts";
import { type Asked, keyOf } from "./asked.ts";
import type { Came } from "./came.ts";
import type { Expected } from "./expected.ts";
import { wrongWith } from "./reference-agent.ts";
import { isFickle, type Reply, replyTo } from "./scripted-endpoint.ts";
import { admissionOf } from "./scripted-systems.ts";

/** `patienceMs`: how late after the time within which it waits a step may begin, where somebody has to notice first. */
export type Interpreting = { seed: number; order?: readonly Came[] | null; patienceMs?: number };

/** What all frames of a run share while it is worked out what the run comes to. */
export class Course {
  readonly seed: number;
  readonly patienceMs: number;
  /** What visits must come to, by address. */
  readonly visits = new Map<string, Expected>();
  readonly passed = new Map<string, string[]>();
  readonly cut = new Set<string>();
  /** Workflows and maps inside which things can't be as the order says, and why; where they were cut, they may. */
  readonly impossible = new Map<string, string>();
  timeDependent: string | null = null;
  /** True where it is known in which order things came. */
  readonly isOrdered: boolean;
  /** The limits of calls are shared by some of them, so that some wait until others have ended. */
  readonly waits: boolean;
  private readonly plan: Plan;
  private readonly order: ReadonlyMap<string, Came[]>;
  private readonly fickle = new Map<string, string>();
  private doubt: string | null = null;

  constructor(plan: Plan, { seed, order = null, patienceMs = Infinity }: Interpreting) {
    this.plan = plan;
    this.seed = seed;
    this.patienceMs = patienceMs;
    this.isOrdered = order !== null;
    this.order = Map.groupBy(order ?? [], ({ within }) => within);
    this.waits = Object.values(plan.plans).some(({ steps }) =>
      steps.some((one) => one.kind === "agent" && sharesLimits(one.limits)),
    );
  }

  flows(id: string): FlowPlan {
    const plan = this.plan.plans[id];
    if (!plan) throw new Error(`no plan ${id}`);
    return plan;
  }

  get main(): FlowPlan {
    return this.flows(this.plan.main);
  }

  /** What came inside a workflow's or a map's visit, in order. */
  came(within: string): readonly Came[] {
    return this.order.get(within) ?? [];
  }

  /** How a visit on the flows began. */
  beginOf(within: string, step: string, visit: number) {
    return this.find("begin", within, step, visit);
  }

  /** How a visit on the flows ended. */
  endOf(within: string, step: string, visit: number) {
    return this.find("end", within, step, visit);
  }

  private find<What extends Came["what"]>(what: What, within: string, step: string, visit: number) {
    const isThis = (came: Came): came is Extract<Came, { what: What }> =>
      came.what === what && came.step === step && came.visit === visit;
    return this.came(within).find(isThis) ?? null;
  }

  depends(why: string | null) {
    this.timeDependent ??= why;
  }

  /** An effect of which nobody knows whether it happened. */
  doubts(code: string | null) {
    this.doubt ??= code;
  }

  /** What some work comes to, and the code of an effect inside it of which nobody knows whether it happened. */
  doubting<T>(work: () => T): { came: T; doubt: string | null } {
    const outside = this.doubt;
    this.doubt = null;
    const came = work();
    const { doubt } = this;
    this.doubt = outside;
    return { came, doubt };
  }

  /** One attempt at a model call; `failures` counts per request within the visit. */
  ask(asked: Asked, failures: Map<string, number>, address: string): Reply {
    const refused = admissionOf("model", asked.model, this.seed);
    if (refused) {
      const nothing = { text: "", calls: [], finishReason: null, ms: 0, priced: true, share: 0, lies: false };
      return { ...nothing, failure: refused };
    }
    const key = keyOf(asked);
    if (isFickle(asked, this.seed)) {
      if ((this.fickle.get(key) ?? address) !== address)
        this.depends(`${address} asks what another visit asks, and the reply changes`);
      this.fickle.set(key, address);
    }
    const reply = replyTo(asked, this.seed, failures.get(key) ?? 0);
    if (wrongWith(reply)) failures.set(key, (failures.get(key) ?? 0) + 1);
    return reply;
  }
}

const sharesLimits = ({ maxTokens, maxCostNanos, maxCalls }: Limits) =>
  maxTokens !== null || maxCostNanos !== null || maxCalls !== null;
