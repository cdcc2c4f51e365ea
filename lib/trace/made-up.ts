import type { MadeUpField } from "../run/made-up.ts";
import type { Span, Trace } from "./trace.ts";

/** A made-up field as people read it ("order.customerEmail" or "its answer"), and the model call that made it up. */
export type MadeUpName = { name: string; how: MadeUpField["how"]; span: number };

/** What the simulated model has made up in a run so far, each name once, in order of appearance. */
export function madeUpInRun(trace: Trace): MadeUpName[] {
  const found = new Map<string, MadeUpName>();
  for (const span of trace.spans.values())
    for (const one of madeUpIn(span)) if (!found.has(one.name)) found.set(one.name, one);
  return [...found.values()];
}

/** What a model call made up, in its calls and its answer, each name once. */
export function madeUpIn({ id, reply }: Span): MadeUpName[] {
  const found = (reply?.madeUp ?? []).map(({ field, how }) => ({ name: nameOf(field), how, span: id }));
  return found.filter(({ name }, at) => found.findIndex((one) => one.name === name) === at);
}

/** What a reply made up for its call with this ordinal, or for its answer (null). */
export function madeUpInReply({ id, reply }: Span, call: number | null): MadeUpName[] {
  return (reply?.madeUp ?? [])
    .filter((one) => one.call === call)
    .map(({ field, how }) => ({ name: nameOf(field), how, span: id }));
}

/** The fields of a visit's context or arguments that were made up by the model that asked for it. */
export function madeUpInVisit(trace: Trace, { call }: Span): MadeUpName[] {
  const model = call ? trace.spans.get(call.model) : undefined;
  return call && model ? madeUpInReply(model, call.index) : [];
}

const nameOf = (field: readonly string[]) => (field.length === 0 ? "its answer" : field.join("."));
