import { createHash } from "node:crypto";
import type { Crypto } from "../../lib/engine/ports.ts";
import { firstDifference } from "../../lib/engine/redecide.ts";
import { firstBrokenLink } from "../../lib/run/chain.ts";
import { parseEvent, type RunEvent } from "../../lib/run/event.ts";
import { pathKey } from "../../lib/run/path.ts";
import { foldAll } from "../../lib/trace/fold.ts";
import type { ShownEvent } from "./event-reader.ts";
import type { StoredRun, Violation } from "./history.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The events of a run as stored. */
export const eventsOf = (run: StoredRun): RunEvent[] =>
  run.rows.flatMap((row) => row.events.map((event) => parseEvent(JSON.parse(event))));

/** The epoch under which each event was written. */
export const epochsOf = (run: StoredRun): number[] =>
  run.rows.flatMap(({ epoch, events }) => events.map(() => epoch));

/** The log alone: no gaps, one writer at a time, one end per call, nothing after the end, chain, values, choices. */
export function checkLog(run: StoredRun, mac: Crypto["mac"]): Violation[] {
  const found: Violation[] = [];
  const say = (check: string, message: string) => found.push({ check, runId: run.id, message });
  const events = eventsOf(run);
  for (const [index, event] of events.entries())
    if (event.seq !== index + 1 || event.runId !== run.id)
      say("seq", `in the place of event ${index + 1} stands event ${event.seq} of run ${event.runId}`);
  let count = 0;
  for (const row of run.rows) {
    count += row.events.length;
    if (row.seq !== count) say("seq", `expected a row up to event ${count}, got one up to ${row.seq}`);
  }
  if (found.length > 0) return found;
  if (run.head.lastSeq !== events.length)
    say("seq", `the head says ${run.head.lastSeq}, stored are ${events.length}`);

  const links = run.rows.map(({ seq, events: stored, hash }) => ({
    seq,
    events: events.slice(seq - stored.length, seq),
    hash,
  }));
  const broken = firstBrokenLink(links, sha256);
  if (broken !== null) say("chain", `the link of event ${broken} does not fit`);
  if (run.head.chainHash !== links.at(-1)?.hash) say("chain", "the head's link is not the last event's");

  checkWriters(run, events, say);
  checkSpans(events, say);
  checkValues(run, mac, say);
  const end = events.findIndex((event) => event.type === "run-end");
  if (end >= 0 && end !== events.length - 1)
    say("end", `${events.length - 1 - end} events stand after run-end`);
  if (end >= 0 !== (run.head.status === "ended")) say("end", `the head says ${run.head.status}`);
  const difference = firstDifference(run.plan, run.id, events);
  if (difference !== null && (end >= 0 || difference.recorded !== null))
    say(
      "choices",
      `at ${difference.seq} was ${difference.recorded?.type}, follows ${difference.decided?.type}`,
    );
  const { state } = foldAll(run.id, events);
  if (end >= 0 && run.listed !== state) say("list", `lists say ${run.listed}, the log says ${state}`);
  return found;
}

type Say = (check: string, message: string) => void;

/** Epochs only grow, each begins with its claim, and every row was written under the epoch of the claim before it. */
function checkWriters(run: StoredRun, events: RunEvent[], say: Say): void {
  let epoch = 0;
  const writtenUnder = epochsOf(run);
  for (const [index, event] of events.entries()) {
    if (event.type === "run-claim") {
      if (event.epoch <= epoch) say("writers", `claim ${event.seq} has epoch ${event.epoch} after ${epoch}`);
      epoch = event.epoch;
    }
    if (writtenUnder[index] !== epoch)
      say("writers", `event ${event.seq} was written under epoch ${writtenUnder[index]}, held was ${epoch}`);
  }
  if (run.head.epoch < epoch) say("writers", `the head's epoch ${run.head.epoch} is behind ${epoch}`);
}

/** Each span ends once, after its start, none is open when the run has ended, and none begins again that ended well. */
function checkSpans(events: RunEvent[], say: Say): void {
  const open = new Set<number>();
  const done = new Set<string>();
  const names = new Map<number, string>();
  for (const event of events) {
    if (event.type === "span-start") {
      const name = `${event.work.kind} ${pathKey(event.path)}`;
      if (done.has(name)) say("repeated", `event ${event.seq} begins ${name} again, whose result was stored`);
      names.set(event.seq, name);
      open.add(event.seq);
    }
    if (event.type === "span-end" && event.outcome.status === "ok") done.add(names.get(event.span) ?? "");
    if (event.type === "span-end" && !open.delete(event.span))
      say("spans", `event ${event.seq} ends span ${event.span}, which is not open`);
    if (event.type === "run-end" && open.size > 0) say("spans", `open at the end: ${[...open].join(", ")}`);
  }
}

/** Every value that an event refers to is there, and hashes to what the event says. */
function checkValues(run: StoredRun, mac: Crypto["mac"], say: Say): void {
  for (const [index, event] of run.rows.flatMap(({ events }) => events).entries()) {
    JSON.parse(event, (_key, value) => {
      if (typeof value !== "object" || value === null || !("hash" in value && "bytes" in value)) return value;
      const text = value.inline ?? run.values.get(value.hash);
      if (text === undefined)
        say("values", `event ${index + 1} refers to ${value.hash}, which is not stored`);
      else if (mac(run.workspaceId, text) !== value.hash)
        say("values", `a value of event ${index + 1} was changed`);
      return value;
    });
  }
}

/** What a page was shown is stored with the same bytes, and came in order, each once, from the first. */
export function checkShown(run: StoredRun, shown: ShownEvent[]): Violation[] {
  const found: Violation[] = [];
  const say = (message: string) => found.push({ check: "shown", runId: run.id, message });
  const all = run.rows.flatMap(({ events }) => events);
  for (const [index, event] of shown.entries()) {
    if (event.seq !== index + 1) {
      say(`expected event ${index + 1}, was shown ${event.seq}`);
      break;
    }
    const stored = all[index];
    if (stored !== event.text)
      say(
        `event ${event.seq} was shown and ${stored === undefined ? "is not stored" : "is stored differently"}`,
      );
  }
  if (run.head.status === "ended" && shown.length !== all.length)
    say(`the page ended with ${shown.length} of ${all.length} events`);
  return found;
}
