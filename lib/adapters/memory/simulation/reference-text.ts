import { isJsonObject, type Json, type JsonObject } from "../../../graph/json.ts";
import type { PlanStep } from "../../../plan/plan.ts";
import { readsOf, referenceValue } from "./expressions/reference-value.ts";

/** Stands for a reason that the reference doesn't word. */
export const SOME_REASON = "\u0000";

/** How the visits that were reached through these steps have ended. */
export type Ends = (through: readonly string[]) => ReadonlySet<string>;

/** A template with its places filled by the reference's own evaluation; what has no value says why, as far as it can. */
export function renderedText(
  template: string,
  scope: JsonObject,
  { steps, ends }: { steps: readonly PlanStep[]; ends: Ends },
): string {
  return template.replace(/\{\{([\s\S]*?)\}\}/g, (_, source: string) => {
    const found = referenceValue(source.trim(), scope);
    if (!found.ok) return standIn(source.trim(), scope, { steps, ends });
    return typeof found.value === "string"
      ? found.value
      : found.value === null
        ? ""
        : JSON.stringify(found.value, null, 2);
  });
}

/** What the text says where it has no value. */
function standIn(
  source: string,
  scope: JsonObject,
  { steps, ends }: { steps: readonly PlanStep[]; ends: Ends },
): string {
  const reads = readsOf(source);
  for (const [root, ...names] of reads) {
    if (root !== "results") continue;
    const reason = lack(names, scope.results ?? {}, { steps, ends });
    if (reason !== null) return `[not available: ${reason}]`;
  }
  const isThere = (names: string[]) =>
    names.reduce<Json | undefined>((json, name) => (isJsonObject(json) ? json[name] : undefined), scope) !==
    undefined;
  const ofInput = reads.every(([root]) => root !== "results" && root !== "rounds");
  return ofInput && !reads.every(isThere) ? "" : `[not available: ${SOME_REASON}]`;
}

/** The first of these names that leads nowhere, in words; null when all lead somewhere. */
function lack(
  names: string[],
  within: Json,
  { steps, ends }: { steps: readonly PlanStep[]; ends: Ends },
): string | null {
  let json: Json | undefined = within;
  let offers = steps.map(({ id, callName }) => ({ name: callName, step: id }));
  let of: PlanStep | undefined;
  const through: string[] = [];
  for (const name of names) {
    const offered = offers.find((one) => one.name === name);
    json = isJsonObject(json) && Object.hasOwn(json, name) ? json[name] : undefined;
    if (offered) {
      through.push(offered.step);
      of = steps.find(({ id }) => id === offered.step);
    }
    if (!of) return null;
    if (json === undefined) return offered ? endOf(of.name, through, ends) : `${of.name} gave no “${name}”`;
    const asks = offered && of.kind === "agent" && of.role === "supervisor" ? of.calls : [];
    offers = asks.flatMap(({ name: call, means }) =>
      means.kind === "finish" ? [] : [{ name: call, step: means.step }],
    );
  }
  return null;
}

function endOf(name: string, through: readonly string[], ends: Ends): string {
  // How it is said that control has not come to a step, or was taken from it, is the page's affair.
  if (through.length === 1) return SOME_REASON;
  const came = ends(through);
  if (came.has("ok")) return `the result of ${name} was not passed on`;
  if (came.has("unknown")) return `nobody knows whether ${name} happened`;
  return came.has("failed") ? `${name} failed` : `${name} was not asked`;
}

/** True where a text is the expected one, whatever stands for reasons that the reference doesn't word. */
export function isText(expected: string, came: string): boolean {
  if (!expected.includes(SOME_REASON)) return expected === came;
  const parts = expected.split(SOME_REASON);
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const found = index === 0 ? (came.startsWith(part) ? 0 : -1) : came.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return came.endsWith(parts.at(-1) ?? "");
}
