import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FORMAT } from "../plan/format.ts";
import { CHAIN_START, canonicalEvent, chainHash, firstBrokenLink } from "./chain.ts";
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

function linksOf(events: RunEvent[]): string[] {
  const links: string[] = [];
  for (const event of events) links.push(chainHash(links.at(-1) ?? CHAIN_START, event, sha256));
  return links;
}

test("the order of keys says nothing, and erasing a value's text keeps the chain whole", () => {
  const event = filled(1, '"ab"');
  // The same fields in another order.
  const turned = Object.fromEntries(Object.entries(event).toReversed()) as RunEvent;
  expect(canonicalEvent(turned)).toBe(canonicalEvent(event));
  fc.assert(
    fc.property(fc.array(fc.record({ salted: fc.boolean(), erased: fc.boolean() })), (values) => {
      const salt = (at: number) => (values[at]?.salted ? "salt" : undefined);
      const events = values.map((_, at) => filled(at + 1, '"ab"', salt(at)));
      const erased = values.map((value, at) => filled(at + 1, value.erased ? undefined : '"ab"', salt(at)));
      expect(firstBrokenLink(erased, linksOf(events), sha256)).toBeNull();
    }),
  );
});

test("of a value only its hash and size count, whether an earlier version salted it or not", () => {
  const text = canonicalEvent(filled(1, '"ab"'));
  expect(text).toContain('"value":{"bytes":4,"hash":"hash-1"}');
  expect(canonicalEvent(filled(1, '"ab"', "salt"))).toBe(text);
});

test("a changed event is found at its place, wherever that is", () => {
  const events = Array.from({ length: 6 }, (_, at) => filled(at + 1));
  const links = linksOf(events);
  fc.assert(
    fc.property(fc.nat(5), fc.constantFrom("at", "span", "runId"), (index, key) => {
      const changed = events.map((event, at) =>
        at === index ? { ...event, [key]: key === "runId" ? "run-2" : 7 } : event,
      );
      expect(firstBrokenLink(changed, links, sha256)).toBe(index + 1);
    }),
  );
});
