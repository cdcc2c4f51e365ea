import type { Failure } from "../../../run/outcome.ts";
import { type Asked, keyOf } from "./asked.ts";
import { Dice, hashOf } from "./dice.ts";
import { misfitJson, sampleJson, sampleObject } from "./sample-json.ts";

/** What the endpoint answers, after `ms`. */
export type Reply = {
  text: string;
  calls: { id: string; name: string; arguments: string }[];
  failure: Failure | null;
  ms: number;
  costNanos: number | null;
  tokens: number;
};

type Failing = "never" | "for-good" | "always" | "timeout" | { times: number };

/**
 * The reply to a request: it follows from the request, the seed, and how often the same request has failed already.
 * Some of it is wrong in the ways that models are: invented calls, arguments that don't fit, answers out of form.
 */
export function replyTo(asked: Asked, seed: number, failedBefore: number): Reply {
  const dice = new Dice(`${seed} ${keyOf(asked)}`);
  const failing = failingOf(dice);
  const reply = { text: "", calls: [], ms: dice.chance(0.3) ? 0 : dice.below(900) };
  const money = { costNanos: dice.chance(0.02) ? null : dice.below(1_000_000), tokens: dice.below(2_000) };
  const failed = (failure: Failure, ms = reply.ms) => ({ ...reply, ...money, text: "cut o", failure, ms });
  if (failing === "for-good")
    return failed({ code: "bad-request", message: "The endpoint refused it.", retryable: false });
  if (failing === "timeout")
    return failed({ code: "timeout", message: "It took too long.", retryable: true }, asked.timeoutMs);
  const times = failing === "always" ? Infinity : failing === "never" ? 0 : failing.times;
  if (failedBefore < times) {
    const retryAfterMs = dice.chance(0.2) ? { retryAfterMs: dice.below(4_000) } : {};
    return failed({ code: "server-error", message: "It is busy.", retryable: true, ...retryAfterMs });
  }
  return { ...reply, ...money, failure: null, ...said(asked, dice) };
}

/** True when the reply changes with how often the request has failed before. */
export function isFickle(asked: Asked, seed: number): boolean {
  return typeof failingOf(new Dice(`${seed} ${keyOf(asked)}`)) === "object";
}

function failingOf(dice: Dice): Failing {
  const roll = dice.roll();
  const times = 1 + dice.below(2);
  if (roll < 0.012) return "for-good";
  if (roll < 0.022) return "always";
  if (roll < 0.026) return "timeout";
  return roll < 0.09 ? { times } : "never";
}

function said(asked: Asked, dice: Dice): Pick<Reply, "text" | "calls"> {
  const turn = asked.told.filter((part) => part.said === "reply").length;
  const offers = asked.offers.filter(({ name }) => name !== asked.finish);
  const roll = dice.roll();
  if (asked.finish !== null) {
    const references = referencesIn(asked);
    const done = references.length === 0 ? 0.04 : ([0.1, 0.45, 0.65, 0.85][turn] ?? 0.97);
    if (roll < 0.03) return { text: "I know it myself.", calls: [] };
    if (roll < 0.06) return callsOf(asked, dice, [asked.finish, dice.pick(offers).name]);
    if (roll < 0.06 + done * 0.94) return callsOf(asked, dice, [asked.finish]);
    return callsOf(asked, dice, chosen(asked, dice));
  }
  const calling = offers.length === 0 ? 0 : ([0.75, 0.35, 0.15][turn] ?? 0);
  if (roll < calling) return callsOf(asked, dice, chosen(asked, dice));
  return { text: answer(asked, dice), calls: dice.chance(0.01) ? [callOf(asked, dice, "invented", 0)] : [] };
}

/** What is called: fewer at once the deeper, so that nested teams stay small. */
function chosen(asked: Asked, dice: Dice): string[] {
  const depth = Number(/\[depth (\d+)\]/.exec(asked.instructions)?.[1] ?? 0);
  const most = Math.max(1, 3 - depth);
  const names = asked.offers.map(({ name }) => name).filter((name) => name !== asked.finish);
  return Array.from({ length: 1 + dice.below(most) }, () =>
    dice.chance(0.02) ? "no_such_call" : dice.pick(names),
  );
}

function callsOf(asked: Asked, dice: Dice, names: string[]): Pick<Reply, "text" | "calls"> {
  return {
    text: dice.chance(0.2) ? "Let me see." : "",
    calls: names.map((name, index) => callOf(asked, dice, name, index)),
  };
}

function callOf(asked: Asked, dice: Dice, name: string, index: number): Reply["calls"][number] {
  const id = `call_${hashOf(keyOf(asked)).toString(36)}_${index}`;
  const roll = dice.roll();
  if (roll < 0.02) return { id, name, arguments: '{"cut":' };
  const parameters = asked.offers.find((offer) => offer.name === name)?.parameters;
  if (!parameters) return { id, name, arguments: "" };
  const fields = { properties: parameters.properties ?? {}, required: parameters.required ?? [] };
  const json =
    roll < 0.05
      ? misfitJson({ type: "object", ...fields }, dice)
      : sampleObject(parameters, dice, referencesIn(asked));
  return { id, name, arguments: JSON.stringify(json) };
}

/** The references of the results told so far that came back well. */
function referencesIn(asked: Asked): string[] {
  return asked.told.flatMap((part) =>
    part.said === "result" && "reference" in part ? [part.reference] : [],
  );
}

const LONG = 12_000;

function answer({ output, told }: Asked, dice: Dice): string {
  if (!output) {
    const text = `answer ${hashOf(JSON.stringify(told)).toString(36)} 🎼`;
    return dice.chance(0.03) ? text.padEnd(LONG, " and so on") : text;
  }
  const roll = dice.roll();
  if (roll < 0.03) return "Sure! Here is the JSON you asked for:";
  const json = JSON.stringify(roll < 0.1 ? misfitJson(output, dice) : sampleJson(output, dice));
  return roll > 0.95 ? `\`\`\`json\n${json}\n\`\`\`` : json;
}
