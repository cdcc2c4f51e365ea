import type { PublishedWorkflow } from "../issue.ts";
import type { PinnedWorkflow } from "../node.ts";
import { pinnedWorkflows } from "../pinned-workflows.ts";

/** Published versions, and how they stand inside each other. */
export type Nesting = {
  version: (pin: PinnedWorkflow) => PublishedWorkflow | undefined;
  /** A version and all that it uses, each once, itself first. */
  within: (version: PublishedWorkflow) => readonly PublishedWorkflow[];
  /** How many stand inside each other at most, itself included; Infinity for those that use themselves. */
  depth: (version: PublishedWorkflow) => number;
};

const known = new WeakMap<readonly PublishedWorkflow[], Nesting>();

/** Looks through published versions once; what is not among them has no inside. */
export function nestingOf(published: readonly PublishedWorkflow[]): Nesting {
  const before = known.get(published);
  if (before) return before;
  const byPin = new Map(published.map((one) => [keyOf(one), one]));
  const version = (pin: PinnedWorkflow) => byPin.get(keyOf(pin));
  const used = new Map(
    published.map((one) => [one, pinnedWorkflows(one.graph).flatMap((pin) => version(pin) ?? [])] as const),
  );
  const depths = depthsOf(used);
  const nesting: Nesting = {
    version,
    within: remembered((one) => {
      const found = new Set([one]);
      // Iterating over a set includes what is added meanwhile.
      for (const each of found) for (const inner of used.get(each) ?? []) found.add(inner);
      return [...found];
    }),
    depth: (one) => depths.get(one) ?? 1,
  };
  known.set(published, nesting);
  return nesting;
}

const keyOf = ({ id, version }: PinnedWorkflow) => `${version} ${id}`;

type Used = ReadonlyMap<PublishedWorkflow, readonly PublishedWorkflow[]>;

/** Depths from the innermost outwards; what is never reached so stands in a circle, or around one. */
function depthsOf(used: Used): ReadonlyMap<PublishedWorkflow, number> {
  const users = new Map<PublishedWorkflow, PublishedWorkflow[]>();
  const left = new Map<PublishedWorkflow, number>();
  for (const [one, inner] of used) {
    left.set(one, inner.length);
    for (const each of inner) users.set(each, [...(users.get(each) ?? []), one]);
  }
  const depths = new Map([...used.keys()].map((one) => [one, Number.POSITIVE_INFINITY]));
  const open = [...used.keys()].filter((one) => left.get(one) === 0);
  for (const one of open) {
    const inner = (used.get(one) ?? []).map((each) => depths.get(each) ?? 1);
    depths.set(one, 1 + Math.max(0, ...inner));
    for (const user of users.get(one) ?? []) {
      const more = (left.get(user) ?? 0) - 1;
      left.set(user, more);
      if (more === 0) open.push(user);
    }
  }
  return depths;
}

function remembered<Of extends object, T>(make: (of: Of) => T): (of: Of) => T {
  const made = new WeakMap<Of, { value: T }>();
  return (of) => {
    const found = made.get(of) ?? { value: make(of) };
    made.set(of, found);
    return found.value;
  };
}
