import type { RunEvent } from "../../../run/event.ts";
import { CHECKS } from "./checks.ts";
import type { OrderException, TemplateRun } from "./template-run.ts";
import type { Finished } from "./world.ts";

/** What is asked of a log alone. */
const LOG_CHECKS = [
  "the run ends, and nothing comes after its end",
  "choices are a function of the facts in order",
  "every span has one end, and every call one accepted result",
  "no call is made again whose result was stored",
  "limits are kept",
];

/**
 * Crashes the template's run after every event, and the resumed run once more after every `every`th later event (1: all).
 * Gives how many runs that were, and everything that came out otherwise than without a crash.
 */
export async function crashTwice(template: OrderException, every: number) {
  const whole = await template.run();
  const problems: string[] = [];
  let runs = 0;
  const resume = async (stored: RunEvent[], where: string): Promise<TemplateRun> => {
    const run = await template.run(stored);
    runs += 1;
    for (const wrong of wrongWith(template, whole, stored, run)) problems.push(`${where}: ${wrong}`);
    return run;
  };
  for (let first = 1; first < whole.events.length; first++) {
    const { events } = await resume(whole.events.slice(0, first), `after event ${first}`);
    for (let second = first + 1 + (first % every); second < events.length; second += every)
      await resume(events.slice(0, second), `after event ${first} and again after event ${second}`);
  }
  return { events: whole.events.length, runs, problems };
}

function wrongWith(
  { plan }: OrderException,
  whole: TemplateRun,
  stored: RunEvent[],
  run: TemplateRun,
): string[] {
  const { events, performed, models } = run;
  const wrong = LOG_CHECKS.flatMap((name) => {
    const said = CHECKS[name]?.(finished(plan, events));
    return said ? [`${name}: ${said}`] : [];
  });
  if (run.ended !== "ended") wrong.push(`it is ${run.ended}`);
  if (JSON.stringify(run.answer) !== JSON.stringify(whole.answer)) wrong.push(`it answers ${run.answer}`);
  const [before, after] = [ends(stored), ends(events)];
  if (models !== after.model - before.model) wrong.push(`${models} model calls were made`);
  if (performed.length !== after.tool - before.tool) wrong.push(`${performed.length} tool calls were made`);
  const known = new Set(whole.performed.map(effectText));
  for (const call of performed)
    if (!known.has(effectText(call))) wrong.push(`${call.name} was performed with another key or arguments`);
  return wrong;
}

const effectText = (call: TemplateRun["performed"][number]) =>
  JSON.stringify([call.name, call.effectKey, call.arguments]);

/** How many calls have a stored end that counts. */
function ends(events: RunEvent[]): { model: number; tool: number } {
  const counts = { model: 0, tool: 0 };
  for (const event of events) {
    const start = event.type === "span-end" && event.outcome.status !== "lost" && events[event.span - 1];
    if (start && start.type === "span-start" && start.work.kind !== "step") counts[start.work.kind] += 1;
  }
  return counts;
}

function finished(plan: Finished["plan"], events: RunEvent[]): Finished {
  const nothing = { links: [], calls: [], commits: [], processes: [], happened: [] };
  return {
    plan,
    events,
    seed: 0,
    runId: "run-1",
    moments: 0,
    stuck: null,
    values: async () => null,
    ...nothing,
  };
}
