import type { JsonObject } from "../../../../graph/json.ts";
import type { Consequence, Fact, WorkEnd } from "./facts.ts";
import { Follower } from "./follower.ts";
import { type SmallGraph, truths } from "./small-graphs.ts";

/** A run on the way: what has followed from the facts so far. */
export type Moment = { follower: Follower; facts: Fact[]; consequences: Consequence[] };

/** A fact and what the run was before and is after it. */
export type Move = { before: Moment; fact: Fact; after: Moment };

/** A whole run: its input, and its facts in order. `undetermined` says what the meaning of plans leaves open in it. */
export type Script = { input: JsonObject; facts: Fact[]; undetermined: string | null };

export type Survey = {
  moments: number;
  moves: number;
  /** How runs end, by status and code. */
  ends: Map<string, number>;
  undetermined: number;
};

/**
 * Tries every order in which visits can end, and every way in which they can, from every moment once however it was
 * reached; what ends by itself (the input, branches, outputs) does so at once. `watch` sees every move. Throws where a run
 * goes round for ever.
 */
export function tryAll(graph: SmallGraph, watch: (move: Move) => void): Survey {
  const survey: Survey = { moments: 0, moves: 0, ends: new Map(), undetermined: 0 };
  for (const input of graph.inputs) {
    const known = new Set<string>();
    const onWay = new Set<string>();
    const visit = (moment: Moment) => {
      const key = keyOf(moment.follower);
      if (onWay.has(key)) throw new Error("a run goes round for ever");
      if (known.has(key)) return;
      known.add(key);
      survey.moments += 1;
      if (moment.follower.undetermined !== null) {
        survey.undetermined += 1;
        return;
      }
      if (moment.follower.ended) {
        count(survey, moment.consequences);
        return;
      }
      onWay.add(key);
      for (const fact of next(graph, moment)) {
        const after = moved(moment, fact);
        survey.moves += 1;
        watch({ before: moment, fact, after });
        visit(after);
      }
      onWay.delete(key);
    };
    visit(beginning(graph, input));
  }
  return survey;
}

/** Whole runs of a graph that together make every move once at least. */
export function* scriptsOf(graph: SmallGraph): Generator<Script> {
  for (const input of graph.inputs) {
    const known = new Set<string>();
    const open = [beginning(graph, input)];
    for (let moment = open.pop(); moment; moment = open.pop()) {
      const key = keyOf(moment.follower);
      const isNew = !known.has(key);
      known.add(key);
      const facts = moment.follower.ended ? [] : next(graph, moment);
      const [first] = facts;
      const { undetermined } = moment.follower;
      if (!first) yield { input, facts: moment.facts, undetermined };
      else if (isNew) for (const fact of facts) open.push(moved(moment, fact));
      // What comes of it was seen before: to the end in the first way there is.
      else open.push(moved(moment, first));
    }
  }
}

function beginning({ plan }: SmallGraph, input: JsonObject): Moment {
  const follower = new Follower(plan, input);
  return { follower, facts: [], consequences: follower.start() };
}

function moved({ follower, facts }: Moment, fact: Fact): Moment {
  const other = follower.copy();
  return { follower: other, facts: [...facts, fact], consequences: other.take(fact) };
}

const FAILED: WorkEnd = { status: "failed", failure: { code: "broken", message: "It broke." } };

/** What may happen next. */
function next({ plan, decides }: SmallGraph, { follower, facts }: Moment): Fact[] {
  const at = facts.length + 1;
  const open = follower.frame.open.map((id) => {
    const visit = follower.frame.now(id).open;
    return { id, visit: visit?.visit ?? 0, cancelled: visit?.cancelled ?? false };
  });
  const kindOf = (id: string) => plan.steps.find((step) => step.id === id)?.kind;
  const atOnce = open.find(({ id }) => kindOf(id) !== "tool");
  const ends = (atOnce ? [atOnce] : open).flatMap(({ id, visit, cancelled }): Fact[] => {
    const end = (how: WorkEnd): Fact => ({ what: "end", step: id, visit, end: how, at });
    if (cancelled) return [end({ status: "cancelled" })];
    if (kindOf(id) !== "tool")
      return [end({ status: "ok", result: kindOf(id) === "output" ? "So be it." : {} })];
    const well = truths(decides.get(id) ?? []).map((result) => end({ status: "ok", result }));
    return [...well, end(FAILED)];
  });
  return ends;
}

/** What tells apart moments from which different things can follow. */
function keyOf(follower: Follower): string {
  const { frame, undetermined } = follower;
  const steps = frame.shape.steps.map(({ id }) => {
    const { visits, open, begun, ended, unneeded, results, failure } = frame.now(id);
    return [visits, open?.cancelled, begun, ended, unneeded, results.at(-1), failure?.code];
  });
  const edges = (flows: Iterable<{ edge: string }>) => [...flows].map(({ edge }) => edge).toSorted();
  const taken = [...frame.taken].map(([{ edge }, times]) => [edge, times]).toSorted();
  return JSON.stringify([
    steps,
    edges(frame.live),
    edges(frame.returning),
    taken,
    follower.outcome,
    undetermined,
  ]);
}

function count(survey: Survey, consequences: Consequence[]) {
  const end = consequences.find((one) => one.what === "run-end");
  const how = `${end?.status} ${end?.code ?? ""}`.trim();
  survey.ends.set(how, (survey.ends.get(how) ?? 0) + 1);
}
