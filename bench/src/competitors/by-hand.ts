import { post } from "../endpoint/client.ts";
import { LOOKED_UP, WORKERS } from "../endpoint/script.ts";

type Message = Record<string, unknown>;
/** What a model said, as the endpoint gives it. */
export type Answer = {
  content: string | null;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
};
/** Does something once and for all: what it gives is stored before the next step begins. */
export type Step = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

const tool = (name: string) => ({
  type: "function",
  function: {
    name,
    description: `Asks ${name}.`,
    parameters: { type: "object", properties: { key: { type: "string" } }, required: ["key"] },
  },
});
const routes = Array.from({ length: WORKERS }, (_, index) => tool(`worker_${index + 1}`));

/** One model call over node:http, without an SDK. */
export async function ask(
  endpoint: string,
  model: string,
  messages: Message[],
  tools?: object[],
): Promise<Answer> {
  const body = JSON.stringify(tools ? { model, messages, tools } : { model, messages });
  // The endpoint's own wire format.
  const reply = (await post(`${endpoint}/v1/chat/completions`, body)) as { choices: { message: Answer }[] };
  const answer = reply.choices[0]?.message;
  if (!answer) throw new Error("Expected a choice in the endpoint's reply");
  return answer;
}

/** The supervisor and its four workers as two loops, every model and tool call a step. `looksUp` is told of each tool call. */
export async function teamByHand(endpoint: string, step: Step, looksUp = () => {}): Promise<string> {
  const messages: Message[] = [
    { role: "system", content: "You lead four workers. Ask each in turn, then end." },
    { role: "user", content: "Can order A-4711 be delivered this week?" },
  ];
  for (;;) {
    const answer = await step("model", () => ask(endpoint, "supervisor", messages, routes));
    const call = answer.tool_calls?.[0];
    if (!call) return answer.content ?? "";
    messages.push({ role: "assistant", ...answer });
    const number = Number(call.function.name.split("_")[1]);
    const result = await work(number, call.function.arguments);
    messages.push({ role: "tool", tool_call_id: call.id, content: result });
  }

  async function work(number: number, task: string): Promise<string> {
    const messages: Message[] = [
      { role: "system", content: `You are worker ${number}. Look up the stock, then answer.` },
      { role: "user", content: task },
    ];
    for (;;) {
      const answer = await step("model", () => ask(endpoint, `worker-${number}`, messages, [tool("lookup")]));
      const call = answer.tool_calls?.[0];
      if (!call) return answer.content ?? "";
      messages.push({ role: "assistant", ...answer });
      const result = await step("tool", async () => {
        looksUp();
        return { ...JSON.parse(call.function.arguments), stock: LOOKED_UP };
      });
      messages.push({ role: "tool", tool_call_id: call.id, content: JSON.stringify(result) });
    }
  }
}
