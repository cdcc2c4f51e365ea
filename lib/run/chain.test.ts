import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FORMAT } from "../plan/format.ts";
import { CHAIN_START, canonicalEvent, chainHash, firstBrokenLink } from "./chain.ts";
import type { RunEvent } from "./event.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const filled = (seq: number, inline: string | undefined): RunEvent => ({
  runId: "run-1",
  seq,
  at: 1_000 + seq,
  schema: FORMAT,
  cause: null,
  type: "context-fill",
  span: 1,
  value: { hash: `hash-${seq}`, salt: "salt", bytes: 4, ...(inline === undefined ? {} : { inline }) },
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
  const events = [event, filled(2, '"cd"'), filled(3, undefined)];
  const erased = events.map((one, at) => filled(one.seq, at === 1 ? undefined : '"ab"'));
  expect(firstBrokenLink(erased, linksOf(events), sha256)).toBeNull();
});

test("a changed event is found at its place, wherever that is", () => {
  const events = Array.from({ length: 6 }, (_, at) => filled(at + 1, undefined));
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
