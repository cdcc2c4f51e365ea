/** A chat request as far as the script looks at it. */
export type ChatRequest = {
  model: string;
  stream?: boolean;
  messages: {
    role: string;
    content?: unknown;
    tool_call_id?: string;
    tool_calls?: { id: string; function: { name: string } }[];
  }[];
  tools?: { function: { name: string; parameters?: { properties?: object; required?: string[] } } }[];
};

/** What the script says: text, or one call. */
export type Reply = { text: string } | { call: { id: string; name: string; arguments: string } };

/** Workers that the supervisor asks, one after another. */
export const WORKERS = 4;
/** What every worker's tool returns somewhere in its result; without it the worker says that it is missing. */
export const LOOKED_UP = "17 pieces in hall 3";
/** The answer of worker `number`. */
export const answerOf = (number: number) =>
  `Worker ${number}: the order can be delivered on Thursday, because there are ${LOOKED_UP}, none reserved.`;

let lastId = 0;

/**
 * The reply to a request, by its model's name alone and what has happened in its conversation: `supervisor` asks worker
 * 1 to 4 in turn and then ends; `worker-N` looks something up once and then answers; `turns-N` looks something up in each of
 * its turns but the Nth; any other model answers at once.
 */
export function replyTo(request: ChatRequest): Reply {
  if (request.model === "supervisor") return route(request);
  const turns = /^turns-(\d+)$/.exec(request.model)?.[1];
  if (turns !== undefined) {
    const before = request.messages.filter(({ role }) => role === "assistant").length;
    return before + 1 < Number(turns) ? call(request, /lookup/i, "lookup") : { text: answerOf(1) };
  }
  const worker = /^worker-(\d)$/.exec(request.model)?.[1];
  if (worker === undefined) return { text: "Done: nothing stands in the way of it." };
  const looked = request.messages.findLast((message) => message.tool_call_id?.startsWith("lookup-"));
  const asked = request.messages.findLast((message) => message.tool_call_id?.startsWith("route-"));
  const fresh = looked && (!asked || request.messages.indexOf(looked) > request.messages.indexOf(asked));
  if (!fresh) return call(request, /lookup/i, "lookup");
  if (!textOf(looked.content).includes(LOOKED_UP))
    return { text: `Expected "${LOOKED_UP}" from the tool, got ${textOf(looked.content)}` };
  return { text: answerOf(Number(worker)) };
}

function route(request: ChatRequest): Reply {
  const routed = new Set(
    request.messages
      .flatMap((message) => message.tool_calls ?? [])
      .filter(({ id }) => id.startsWith("route-"))
      .map(({ id }) => id),
  ).size;
  if (routed < WORKERS) return call(request, new RegExp(`worker[-_ ]?${routed + 1}`, "i"), "route");
  const finish = request.tools?.find((tool) => tool.function.name === "finish");
  if (!finish) return { text: `All ${WORKERS} have answered: it is delivered on Thursday.` };
  const references = Array.from({ length: WORKERS }, (_, index) => `worker_${index + 1}#1`);
  return { call: { id: `end-${++lastId}`, name: "finish", arguments: JSON.stringify({ references }) } };
}

/** A call of the offered function whose name fits, its required texts filled. */
function call(request: ChatRequest, name: RegExp, kind: string): Reply {
  const offered = request.tools?.find((tool) => name.test(tool.function.name))?.function;
  if (!offered) {
    const names = request.tools?.map((tool) => tool.function.name).join(", ") ?? "none";
    return { text: `Expected a function like ${name}, offered are: ${names}` };
  }
  const filled = Object.fromEntries((offered.parameters?.required ?? []).map((field) => [field, "A-4711"]));
  return { call: { id: `${kind}-${++lastId}`, name: offered.name, arguments: JSON.stringify(filled) } };
}

function textOf(content: unknown): string {
  return typeof content === "string" ? content : JSON.stringify(content);
}
