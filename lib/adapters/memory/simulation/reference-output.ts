import { isJsonObject, type Json } from "../../../graph/json.ts";
import type { AgentStep, OutputStep, PlanStep } from "../../../plan/plan.ts";

type Told = { of: string; said: string };

/** What an output without a template must show: each result that leads to it, under its step's name where there are several. */
export function shown(
  step: OutputStep,
  find: (id: string) => PlanStep,
  results: ReadonlyMap<string, Json | undefined>,
): string {
  const told = step.shows.flatMap((id): Told[] => {
    const from = find(id);
    const result = results.get(id) ?? null;
    if (from.kind !== "agent" || from.role !== "supervisor" || !isJsonObject(result))
      return [{ of: from.name, said: inWords(result) }];
    const parts = Object.keys(result).map((name) => ({
      of: calledBy(from, name, find),
      said: inWords(result[name] ?? null),
    }));
    return parts.length > 0 ? parts : [{ of: from.name, said: "" }];
  });
  const body = ({ of, said }: Told) => (said.trim() ? said : `*[not available: ${of} gave no result]*`);
  if (told.length === 1) return told.map(body).join();
  return told.map((one) => `## ${one.of}\n\n${body(one)}`).join("\n\n");
}

function inWords(result: Json): string {
  if (result === null) return "";
  return typeof result === "string" ? result : ["```json", JSON.stringify(result, null, 2), "```"].join("\n");
}

function calledBy(asker: AgentStep, name: string, find: (id: string) => PlanStep): string {
  const means = asker.calls.find((call) => call.name === name)?.means;
  return means && means.kind !== "finish" ? find(means.step).name : name;
}
