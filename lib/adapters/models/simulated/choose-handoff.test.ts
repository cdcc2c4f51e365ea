import { expect, test } from "vitest";
import { answerRequest } from "./answer-request.ts";

const call = (name: string, description: string, properties: object = {}) => ({
  type: "function",
  function: {
    name,
    description,
    parameters: { type: "object", properties, required: Object.keys(properties) },
  },
});
const over = (name: string, about: string, properties?: object) =>
  call(
    name,
    `Hand over to ${name}, who goes on in your place; you don't get an answer. ${about}.`,
    properties,
  );

const billing = over("billing", "Answers questions about invoices and payments");
const repairs = over("repairs", "Mends broken machines");

type Asked = { tools?: object[]; instructions?: string; simulation?: object; after?: object[] };

/** The reply to a ticket: the names of the calls, or the text. */
function replyTo(
  ticket: string,
  { tools = [billing, repairs], instructions = "", simulation, after = [] }: Asked = {},
) {
  const messages = [
    { role: "system", content: instructions },
    { role: "user", content: JSON.stringify({ ticket }) },
    ...after,
  ];
  const metadata = simulation && { simulation: JSON.stringify(simulation) };
  const answer = answerRequest(JSON.stringify({ model: "m", messages, tools, metadata }));
  if (!answer.ok) return answer.error;
  return answer.completion.text || answer.completion.calls.map(({ name }) => name);
}

const noted = (round: number, ...to: [name: string, back?: boolean][]) => ({
  handoffs: { to: to.map(([name, back = false]) => ({ name, back })), round },
});

test.each([
  ["My invoice is wrong", ["billing"]],
  ["The machine is broken again", ["repairs"]],
  ["An INVOICE for a broken machine", ["repairs"]],
])("“%s” is handed over to who has the most words in common", (ticket, calls) => {
  expect(replyTo(ticket)).toEqual(calls);
  expect(replyTo(ticket, { simulation: noted(0, ["billing"], ["repairs"]) })).toEqual(calls);
});

test("what nobody has a word in common with is answered by the agent itself", () => {
  expect(replyTo("Where is my parcel, and what about it?")).toEqual(expect.stringContaining("parcel"));
  expect(replyTo("About it: only some of them")).toEqual(expect.any(String));
});

test("tools are used first, and are none to hand over to", () => {
  const lookUp = call("lookup", "Finds invoices", { invoice: { type: "string" } });
  const tools = [billing, lookUp];
  expect(replyTo("My invoice is wrong", { tools })).toEqual(["lookup"]);
  const after = [
    { role: "assistant", tool_calls: [{ id: "1", function: { name: "lookup", arguments: "{}" } }] },
    { role: "tool", tool_call_id: "1", content: '{"total": 12}' },
  ];
  expect(replyTo("My invoice is wrong", { tools, after })).toEqual(["billing"]);
});

test("the fields of a handoff are filled like those of any call", () => {
  const tools = [over("billing", "Answers questions about invoices", { reason: { type: "string" } })];
  const body = {
    model: "m",
    tools,
    messages: [{ role: "user", content: '{"ticket":"An invoice","reason":"late"}' }],
  };
  const answer = answerRequest(JSON.stringify(body));
  expect(answer.ok && JSON.parse(answer.completion.calls[0]?.arguments ?? "")).toEqual({ reason: "late" });
});

test("who has its turn again hands over to the next best, and in the end to nobody", () => {
  const ticket = "An invoice for a broken machine";
  const inRound = (round: number) => replyTo(ticket, { simulation: noted(round, ["billing"], ["repairs"]) });
  expect(inRound(0)).toEqual(["repairs"]);
  expect(inRound(1)).toEqual(["billing"]);
  expect(inRound(2)).toEqual(expect.any(String));
});

test("it is handed back only to who fits better than the agent itself", () => {
  const simulation = noted(0, ["billing", true]);
  const asked = { tools: [billing], simulation };
  expect(replyTo("My invoice is wrong", { ...asked, instructions: "You check invoices." })).toEqual(
    expect.any(String),
  );
  expect(replyTo("My invoice is wrong", { ...asked, instructions: "You mend machines." })).toEqual([
    "billing",
  ]);
});

test("a call that is noted as none is made like any tool, however it is worded", () => {
  expect(replyTo("Where is it?", { tools: [billing], simulation: noted(0) })).toEqual(["billing"]);
});
