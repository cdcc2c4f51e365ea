import type { EventOf, RunEvent } from "../../../run/event.ts";
import { addressOf, type LoggedSpan, spansOf, stepAt } from "./log-facts.ts";
import type { Finished } from "./world.ts";

type Check = (run: Finished) => string | null;

/** What holds of what is inside visits: of items, of the steps of workflows, of calls. */
export const CHECKS_INSIDE: Record<string, Check> = {
  "a map has as many items under way as it may, each begun once and in order": (run) => {
    const spans = spansOf(run);
    const begun = new Map<number, number>();
    const open = new Map<number, Set<number>>();
    for (const event of run.events) {
      if (event.type === "span-end") for (const items of open.values()) items.delete(event.span);
      if (event.type !== "span-start" || event.work.kind !== "step" || event.work.origin.by !== "item")
        continue;
      const map = spans.get(event.parent ?? 0);
      const step = map && stepAt(run, map.start.path);
      if (!map || step?.kind !== "map") return `span ${event.seq} is asked for an item, and not by a map`;
      const next = begun.get(map.start.seq) ?? 0;
      const { index } = event.work.origin;
      if (index !== next) return `map ${map.start.seq} asks for item ${index}, and item ${next} is next`;
      begun.set(map.start.seq, next + 1);
      const items = open.get(map.start.seq) ?? new Set();
      open.set(map.start.seq, items.add(event.seq));
      if (items.size > step.concurrency)
        return `map ${map.start.seq} has ${items.size} items under way of ${step.concurrency}`;
    }
    return null;
  },

  "nothing begins inside a visit whose end is decided": (run) => {
    const spans = spansOf(run);
    const decided = new Set<number>();
    for (const event of run.events) {
      const ends = endDecided(event);
      if (ends !== null) decided.add(ends);
      if (event.type !== "span-start") continue;
      const around = outwards(spans, event.parent).find((id) => decided.has(id));
      if (around !== undefined) return `span ${event.seq} begins, and the end of ${around} was decided`;
    }
    return null;
  },

  "what is inside a visit begins after it has begun and ends before it ends": (run) => {
    const spans = spansOf(run);
    for (const [id, { start, end }] of spans) {
      if (start.parent === null) continue;
      const around = spans.get(start.parent);
      if (!around || around.start.seq > id) return `span ${id} begins before ${start.parent}`;
      if (around.end && (!end || end.seq > around.end.seq)) return `span ${id} ends after ${start.parent}`;
    }
    return null;
  },

  "effects have one key exactly where they are one effect": (run) => {
    const keys = new Map<string, string>();
    const places = new Map<string, string>();
    for (const event of run.events) {
      if (event.type !== "span-start" || event.work.kind !== "tool") continue;
      const { effectKey } = event.work;
      const place = addressOf(event.path);
      const [key = effectKey, known = place] = [keys.get(place), places.get(effectKey)];
      if (key !== effectKey) return `${place} has the keys ${key} and ${effectKey}`;
      if (known !== place) return `${known} and ${place} have the key ${effectKey}`;
      keys.set(place, effectKey);
      places.set(effectKey, place);
    }
    return null;
  },
};

/** The visit of which an event says that it will end. */
function endDecided(event: RunEvent): number | null {
  if (event.type !== "decision") return null;
  const { decision } = event;
  switch (decision.what) {
    case "stop":
      return decision.of ?? null;
    case "finish":
    case "hand-over":
    case "limit":
    case "deadline":
    case "cancel":
    case "default":
      return decision.span;
    case "route":
    case "retry":
    case "fallback":
    case "repair":
    case "pass":
    case "told":
      return null;
  }
}

/** The visits around one, itself first. */
function outwards(spans: ReadonlyMap<number, LoggedSpan>, visit: EventOf<"span-start">["parent"]): number[] {
  const found: number[] = [];
  for (let id = visit; id !== null; id = spans.get(id)?.start.parent ?? null) found.push(id);
  return found;
}
