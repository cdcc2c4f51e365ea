import type { Answer } from "@/lib/views/answer";

// A parameter that is only handed on: each action says by its own type what it takes.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Action = (workspace: string, input: any) => Promise<Answer<object>>;
type Bound<A> = A extends (workspace: string, input: infer Input) => infer Given
  ? (input: Input) => Given
  : never;

/** Actions as they are called in one workspace, which server and browser alike give them by its slug. */
export function bindActions<A extends Record<string, Action>>(
  workspace: string,
  actions: A,
): { [K in keyof A]: Bound<A[K]> } {
  const bound = Object.entries(actions).map(([name, act]) => [name, act.bind(null, workspace)]);
  // The same names, each with its first parameter given.
  return Object.fromEntries(bound) as { [K in keyof A]: Bound<A[K]> };
}
