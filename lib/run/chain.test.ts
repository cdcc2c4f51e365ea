import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FORMAT } from "../plan/format.ts";
import { CHAIN_START, type ChainLink, canonicalEvent, chainHash, firstBrokenLink } from "./chain.ts";
import type { RunEvent } from "./event.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** An event with a value whose text stands in it or was erased, as it is now or as earlier versions salted it. */
const filled = (seq: number, inline?: string, salt?: string): RunEvent => ({
  runId: "run-1",
  seq,
  at: 1_000 + seq,
  schema: FORMAT,
  cause: null,
  type: "context-fill",
  span: 1,
  value: {
    hash: `hash-${seq}`,
    bytes: 4,
    ...(salt !== undefined && { salt }),
    ...(inline !== undefined && { inline }),
  },
  reads: ["input.a"],
  problem: null,
});

/** The chain of events that were appended so many at a time. */
function chainOf(events: RunEvent[], sizes: number[]): ChainLink[] {
  const links: ChainLink[] = [];
  let seq = 0;
  for (const size of sizes) {
    const append = events.slice(seq, seq + size);
    seq += append.length;
    links.push({ seq, events: append, hash: chainHash(links.at(-1)?.hash ?? CHAIN_START, append, sha256) });
  }
  return links;
}

/** The same links over other events. */
const over = (links: ChainLink[], events: RunEvent[]): ChainLink[] =>
  links.map((link) => ({ ...link, events: events.slice(link.seq - link.events.length, link.seq) }));

const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });
const total = (of: number[]) => of.reduce((sum, size) => sum + size, 0);

test("the order of keys says nothing, and erasing a value's text keeps the chain whole", () => {
  const event = filled(1, '"ab"');
  // The same fields in another order.
  const turned = Object.fromEntries(Object.entries(event).toReversed()) as RunEvent;
  expect(canonicalEvent(turned)).toBe(canonicalEvent(event));
  fc.assert(
    fc.property(fc.array(fc.record({ salted: fc.boolean(), erased: fc.boolean() })), sizes, (values, of) => {
      const salt = (at: number) => (values[at]?.salted ? "salt" : undefined);
      const events = values.map((_, at) => filled(at + 1, '"ab"', salt(at)));
      const erased = values.map((value, at) => filled(at + 1, value.erased ? undefined : '"ab"', salt(at)));
      expect(firstBrokenLink(over(chainOf(events, of), erased), sha256)).toBeNull();
    }),
  );
});

test("of a value only its hash and size count, whether an earlier version salted it or not", () => {
  const text = canonicalEvent(filled(1, '"ab"'));
  expect(text).toContain('"value":{"bytes":4,"hash":"hash-1"}');
  expect(canonicalEvent(filled(1, '"ab"', "salt"))).toBe(text);
});

test("the link of one event is what it was when every event had a link of its own", () => {
  const event = filled(1);
  expect(chainHash(CHAIN_START, [event], sha256)).toBe(sha256(CHAIN_START + canonicalEvent(event)));
});

test("a changed event is found in its append, wherever that is", () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.constantFrom("at", "span", "runId"), (of, nth, key) => {
      const events = Array.from({ length: total(of) }, (_, at) => filled(at + 1));
      const links = chainOf(events, of);
      const index = nth % events.length;
      const changed = events.map((event, at) =>
        at === index ? { ...event, [key]: key === "runId" ? "run-2" : 7 } : event,
      );
      const link = links.find(({ seq }) => seq > index);
      expect(firstBrokenLink(over(links, changed), sha256)).toBe(
        (link?.seq ?? 0) - (link?.events.length ?? 0) + 1,
      );
    }),
  );
});

test("events that are moved into another append break the chain", () => {
  fc.assert(
    fc.property(sizes, fc.nat(), (of, nth) => {
      const events = Array.from({ length: total(of) + 1 }, (_, at) => filled(at + 1));
      const links = chainOf(events, [...of, 1]);
      const at = nth % of.length;
      const moved = links.map((link, index) => {
        const before = links[index - 1]?.events ?? [];
        if (index === at) return { ...link, seq: link.seq - 1, events: link.events.slice(0, -1) };
        return index === at + 1 ? { ...link, events: [...before.slice(-1), ...link.events] } : link;
      });
      expect(firstBrokenLink(moved, sha256)).not.toBeNull();
    }),
  );
});
