import { Dice, hashOf } from "../../../graph/made-up/dice.ts";
import type { Failure } from "../../../run/outcome.ts";
import { type Asked, keyOf } from "./asked.ts";
import { misfitJson, sampleJson, sampleObject } from "./sample-json.ts";

/** What the endpoint answers, after `ms`. */
export type Reply = {
  text: string;
  calls: { id: string; name: string; arguments: string }[];
  failure: Failure | null;
  /** Why it ended, where that is not what follows from its calls. */
  finishReason: "length" | null;
  ms: number;
  /** Tokens that a byte of the request counts as. */
  share: number;
  priced: boolean;
  /** Counts more tokens than were allowed, and another cost. */
  lies: boolean;
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
  const money = { priced: !dice.chance(0.02), share: shareOf(asked.model, seed), lies: dice.chance(0.03) };
  const plain = { finishReason: null, failure: null };
  const failed = (failure: Failure, ms = reply.ms) => ({
    ...reply,
    ...money,
    ...plain,
    text: "cut o",
    failure,
    ms,
  });
  // Some failures are no errors of the endpoint: the reply is cut, or there is nothing in it.
  const quietly = new Dice(`${seed} ${keyOf(asked)} end`).chance(0.3);
  if (failing === "for-good" && quietly)
    return { ...reply, ...money, ...plain, text: "cut o", finishReason: "length" };
  if (failing === "for-good")
    return failed({ code: "bad-request", message: "The endpoint refused it.", retryable: false });
  if (failing === "timeout")
    return failed({ code: "timeout", message: "It took too long.", retryable: true }, asked.timeoutMs);
  const times = failing === "always" ? Infinity : failing === "never" ? 0 : failing.times;
  if (failedBefore < times && quietly) return { ...reply, ...money, ...plain };
  if (failedBefore < times) {
    const retryAfterMs = dice.chance(0.2) ? { retryAfterMs: dice.below(4_000) } : {};
    return failed({ code: "server-error", message: "It is busy.", retryable: true, ...retryAfterMs });
  }
  return { ...reply, ...money, ...plain, ...said(asked, dice, seed) };
}

/** Its tokenizer: how many tokens a byte is. */
const shareOf = (model: string, seed: number): number =>
  0.1 + 0.8 * new Dice(`${seed} ${model} tokens`).roll();

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

function said(asked: Asked, dice: Dice, seed: number): Pick<Reply, "text" | "calls"> {
  const turn = asked.told.filter((part) => part.said === "reply").length;
  const offers = asked.offers.filter(({ name }) => name !== asked.finish);
  // Some models never learn, so that repairs come to their end.
  const wrong = new Dice(`${seed} ${asked.instructions}`).chance(0.02) ? 0.7 : 0.03;
  if (dice.chance(wrong)) return unusable(asked, dice, offers);
  const roll = dice.roll();
  if (asked.finish !== null) {
    const references = referencesIn(asked);
    const done = ([0.02, 0.3, 0.5, 0.7][turn] ?? 0.9) + (references.length === 0 ? 0 : 0.08);
    if (roll < done) return callsOf(asked, dice, [asked.finish]);
    return callsOf(asked, dice, chosen(asked, dice));
  }
  const calling = offers.length === 0 ? 0 : ([0.75, 0.35, 0.15][turn] ?? 0);
  if (roll < calling) return callsOf(asked, dice, chosen(asked, dice));
  return { text: answer(asked, dice), calls: [] };
}

/** A reply that can't be used as it is. */
function unusable(asked: Asked, dice: Dice, offers: Asked["offers"]): Pick<Reply, "text" | "calls"> {
  if (dice.chance(0.3)) return callsOf(asked, dice, ["invented"]);
  if (asked.finish !== null)
    return dice.chance(0.5)
      ? { text: "I know it myself.", calls: [] }
      : callsOf(asked, dice, [asked.finish, dice.pick(offers).name]);
  if (!asked.output) return callsOf(asked, dice, ["invented", ...offers.map(({ name }) => name)]);
  const text = dice.chance(0.4) ? "Sure! Here is the JSON:" : JSON.stringify(misfitJson(asked.output, dice));
  return { text, calls: [] };
}

/** So many calls come of a small model that loops: more than a reply may make. */
const LOOPING = 70;

/**
 * What is called: fewer at once the deeper, so that nested teams stay small. Now and then a model without a team loops.
 */
function chosen(asked: Asked, dice: Dice): string[] {
  const depth = Number(/\[depth (\d+)\]/.exec(asked.instructions)?.[1] ?? 0);
  const most = Math.max(1, 3 - depth);
  const names = asked.offers.map(({ name }) => name).filter((name) => name !== asked.finish);
  if (asked.finish === null && dice.chance(0.004)) {
    const name = dice.pick(names);
    return Array.from({ length: LOOPING }, () => name);
  }
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
  const json = JSON.stringify(sampleJson(output, dice));
  return dice.chance(0.05) ? `\`\`\`json\n${json}\n\`\`\`` : json;
}
