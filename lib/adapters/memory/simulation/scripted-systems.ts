import type { Json, JsonObject } from "../../../graph/json.ts";
import { Dice } from "../../../graph/made-up/dice.ts";
import type { EffectClass, ToolConfig } from "../../../graph/tool.ts";
import type { Failure } from "../../../run/outcome.ts";

/** What a system answers to a tool call, after `ms`; `effectFirst`: what it changes is changed at once, not at the end. */
export type SystemAnswer = {
  end: { status: "ok"; result: Json } | { status: "failed" | "unknown"; failure: Failure };
  ms: number;
  effectFirst: boolean;
};

/** A tool call as the systems see it. */
export type SystemCall = { name: string; tool: ToolConfig; effect: EffectClass; arguments: JsonObject };

/** The answer to a tool call: it follows from the tool, the arguments, the seed, and how often the same call has failed. */
export function answerTo(call: SystemCall, seed: number, failedBefore: number): SystemAnswer {
  const dice = new Dice(`${seed} ${call.name} ${JSON.stringify(call.arguments)}`);
  const timing = { ms: dice.chance(0.4) ? 0 : dice.below(600), effectFirst: dice.chance(0.5) };
  const roll = dice.roll();
  if (roll < 0.06)
    return {
      end: { status: "failed", failure: { code: "offline", message: "It is offline.", retryable: false } },
      ...timing,
    };
  // Some are busy for a while; those that may be asked again say now and then when.
  const busy = new Dice(`${seed} ${call.name} ${JSON.stringify(call.arguments)} busy`);
  if (busy.chance(0.08) && failedBefore < 1 + busy.below(3)) {
    const retryAfterMs = busy.chance(0.3) ? { retryAfterMs: busy.below(3_000) } : {};
    return {
      end: {
        status: "failed",
        failure: { code: "busy", message: "It is busy.", retryable: true, ...retryAfterMs },
      },
      ...timing,
    };
  }
  const unkeyed = call.effect === "write" || call.effect === "irreversible";
  if (roll < 0.09 && unkeyed)
    return {
      end: {
        status: "unknown",
        failure: { code: "outcome-unknown", message: "The line went dead. Look there.", retryable: false },
      },
      ...timing,
    };
  return { end: { status: "ok", result: resultOf(call, dice) }, ...timing };
}

/** A result of the shape that tools of this type give. */
function resultOf({ tool, arguments: given }: SystemCall, dice: Dice): Json {
  switch (tool.type) {
    case "sql": {
      const count = dice.chance(0.1) ? 60 : dice.below(3);
      const rows = Array.from({ length: count }, (_, row) => ({ row, found: dice.below(1_000), given }));
      return { rows, rowCount: rows.length, truncated: false };
    }
    case "sql-write":
      return { changed: 1, before: [], after: [given], returned: [], receipt: `r-${dice.below(1e6)}` };
    case "rules":
      return { outcome: dice.pick(["hold", "split", "none"]), fired: [], notFired: [], unevaluated: [] };
    case "email":
      return { messageId: `<${dice.below(1e6)}@tutti>`, to: "a@example.com", subject: "s", outbox: true };
    case "http":
      return { status: 200, headers: {}, body: dice.pick<Json>([given, "plain", null, [1, 2.5]]) };
  }
}

/** Whether a call is let through at all: it follows from its kind and name and the seed. */
export function admissionOf(kind: "model" | "tool", name: string, seed: number): Failure | null {
  if (!new Dice(`${seed} admit ${kind} ${name}`).chance(0.015)) return null;
  return { code: "not-admitted", message: `${name} is paused after errors.`, retryable: false };
}
