import { describe, expect, test } from "vitest";
import { answerRequest } from "./answer-request.ts";

type Fields = Record<string, object>;
const tool = (name: string, properties: Fields, required = Object.keys(properties), description = "") => ({
  type: "function",
  function: { name, description, parameters: { type: "object", properties, required } },
});
const text = { type: "string" };

/** Messages: the context, then one assistant message and one tool message per answered call. */
function conversation(context: object, ...answers: [name: string, content: object | string][]) {
  return [
    { role: "user", content: JSON.stringify(context) },
    ...answers.flatMap(([name, content], n) => [
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: `id${n}`, type: "function", function: { name, arguments: "{}" } }],
      },
      {
        role: "tool",
        tool_call_id: `id${n}`,
        content: typeof content === "string" ? content : JSON.stringify(content),
      },
    ]),
  ];
}

function answerTo(request: object, simulation?: object) {
  const metadata = simulation && { simulation: JSON.stringify(simulation) };
  return answerRequest(JSON.stringify({ model: "m", stream: true, ...request, metadata }));
}

function madeUp(request: object, simulation?: object) {
  const answer = answerTo(request, simulation);
  return answer.ok ? answer.madeUp : answer.error;
}

const namesOf = (calls: unknown) => (Array.isArray(calls) ? calls.map(([name]) => name) : calls);

function reply(request: object, simulation?: object) {
  const answer = answerTo(request, simulation);
  if (!answer.ok) return { status: answer.status, ...answer.error };
  const calls = answer.completion.calls.map(({ name, arguments: given }) => [name, JSON.parse(given)]);
  return answer.completion.text === "" ? calls : answer.completion.text;
}

describe("which calls", () => {
  const tools = [
    tool("order", { orderId: text }),
    tool("shipment", { orderId: text }),
    tool("stock", { sku: text }),
  ];

  test("of tools, those that need the least made up come first; workers go together", () => {
    const three = [tool("mail", { to: text, subject: text, body: text }), tool("order", { orderId: text })];
    const finish = tool("finish", { references: { type: "array", items: text } });
    expect(namesOf(reply({ tools: three, messages: conversation({}) }))).toEqual(["order"]);
    const after = conversation({}, ["order", { status: "late" }]);
    expect(namesOf(reply({ tools: three, messages: after }))).toEqual(["mail"]);
    expect(namesOf(reply({ tools: [...three, finish], messages: conversation({}) }))).toEqual([
      "mail",
      "order",
    ]);
  });

  test("independent calls are made together; one that needs their data waits for it", () => {
    const context = { orderId: "A-1" };
    expect(reply({ tools, messages: conversation(context) })).toEqual([
      ["order", { orderId: "A-1" }],
      ["shipment", { orderId: "A-1" }],
    ]);
    const answered = conversation(context, ["order", { lines: [{ sku: "S-7" }] }], ["shipment", {}]);
    expect(reply({ tools, messages: answered })).toEqual([["stock", { sku: "S-7" }]]);
  });

  test("stated needs hold a call back until their results are there", () => {
    const two = [tool("data", {}), tool("decision", {})];
    const needs = { data: [], decision: ["data"] };
    expect(reply({ tools: two, messages: conversation({}) }, { needs })).toEqual([["data", {}]]);
    const answered = conversation({}, ["data", { ref: "data#1", result: { a: 1 } }]);
    expect(reply({ tools: two, messages: answered }, { needs })).toEqual([["decision", {}]]);
  });

  test("calls that wait for each other are made all the same, once", () => {
    const two = [tool("a", {}), tool("b", {})];
    const needs = { a: ["b"], b: ["a"] };
    expect(namesOf(reply({ tools: two, messages: conversation({}) }, { needs }))).toEqual(["a", "b"]);
  });

  test("without simulation data, needs are read from the descriptions", () => {
    const two = [tool("data", {}), tool("decision", {}, [], "Applies the rules. Needs: data.")];
    expect(reply({ tools: two, messages: conversation({}) })).toEqual([["data", {}]]);
  });

  test("a call that failed but may pass is made once more, then left", () => {
    const offline = { error: { code: "offline", message: "The WMS is offline", retryable: true } };
    const one = [tool("stock", { sku: text })];
    const again = conversation({ sku: "S" }, ["stock", offline]);
    expect(reply({ tools: one, messages: again })).toEqual([["stock", { sku: "S" }]]);
    const twice = conversation({ sku: "S" }, ["stock", offline], ["stock", offline]);
    expect(reply({ tools: one, messages: twice })).toBe("Stock failed: The WMS is offline.");
  });

  test("what needs a failed call is not made, and what needs that, neither; the rest goes on", () => {
    const all = ["data", "decision", "action", "notice"].map((name) => tool(name, {}));
    const needs = { decision: ["data"], action: ["decision"], notice: [] };
    const failed = conversation({}, ["data", { error: { message: "No such order", retryable: false } }]);
    expect(reply({ tools: all, messages: failed }, { needs })).toEqual([["notice", {}]]);
  });

  test("an optional call that can't be filled is left out", () => {
    const one = [tool("stock", { sku: text })];
    expect(reply({ tools: one, messages: conversation({ a: 1 }) }, { optional: ["stock"] })).toBe(
      "From what was given: a 1.",
    );
  });
});

describe("how a supervisor finishes", () => {
  const finish = tool("finish", { references: { type: "array", items: text }, note: text }, ["references"]);

  test("with the references of all good results", () => {
    const messages = conversation(
      {},
      ["a", { ref: "a#1", result: 1 }],
      ["b", { ref: "b#1", summary: "long" }],
    );
    const tools = [tool("a", {}), tool("b", {}), finish];
    expect(reply({ tools, messages }, { finish: "finish" })).toEqual([
      ["finish", { references: ["a#1", "b#1"] }],
    ]);
  });

  test("with no longer a note than is taken, however long the reason of a failure", () => {
    const short = tool("finish", { note: { type: "string", maxLength: 40 } });
    const messages = conversation({}, [
      "a",
      { error: { message: "Out of reach. ".repeat(20), retryable: false } },
    ]);
    expect(reply({ tools: [tool("a", {}), short], messages }, { finish: "finish" })).toEqual([
      ["finish", { note: `${"A failed: Out of reach. Out of reach. Out of reach.".slice(0, 39)}…` }],
    ]);
  });

  test("with what there is when something failed, and says what", () => {
    const messages = conversation(
      {},
      ["a", { ref: "a#1", result: { total: 5 } }],
      ["b", { error: { message: "Out of reach", retryable: false } }],
    );
    const tools = [tool("a", {}), tool("b", {}), finish];
    expect(reply({ tools, messages }, { finish: "finish" })).toEqual([
      ["finish", { references: ["a#1"], note: "From a: total 5. B failed: Out of reach." }],
    ]);
  });
});

describe("how parameters are filled", () => {
  const filled = (properties: Fields, context: object, ...answers: [string, object][]) =>
    reply({ tools: [tool("call", properties)], messages: conversation(context, ...answers) });

  test("by name and type: from the top of the context, then from deeper in it", () => {
    expect(filled({ id: text }, { a: { id: "deep" }, id: "top" })).toEqual([["call", { id: "top" }]]);
    expect(filled({ id: text }, { id: 7, a: { id: "deep" } })).toEqual([["call", { id: "deep" }]]);
    expect(filled({ order_id: text }, { orderId: "A" })).toEqual([["call", { order_id: "A" }]]);
  });

  test("then from results, then from the example, then from the default", () => {
    const sku = { ...text, examples: ["S-9"], default: "S-0" };
    expect(filled({ sku }, {}, ["order", { rows: [{ sku: "S-1" }] }])).toEqual([["call", { sku: "S-1" }]]);
    expect(filled({ sku }, {})).toEqual([["call", { sku: "S-9" }]]);
    expect(filled({ sku: { ...text, default: "S-0" } }, {})).toEqual([["call", { sku: "S-0" }]]);
  });

  test("a choice takes the option that stands in the data, else the first", () => {
    const level = { enum: ["low", "high"] };
    expect(filled({ level }, { priority: "high" })).toEqual([["call", { level: "high" }]]);
    expect(filled({ level }, {})).toEqual([["call", { level: "low" }]]);
  });

  test("an object is filled whole by name, or field by field", () => {
    const order = { type: "object", properties: { id: text, total: { type: "number" } }, required: ["id"] };
    expect(filled({ order }, { order: { id: "A", total: 3 } })).toEqual([
      ["call", { order: { id: "A", total: 3 } }],
    ]);
    expect(filled({ order }, { id: "A" })).toEqual([["call", { order: { id: "A" } }]]);
  });

  test("a result that is asked for by reference is given by reference", () => {
    const answer: [string, object] = ["rows", { ref: "rows#2", summary: "50 KB" }];
    for (const mark of [{ format: "reference" }, { description: "A result's reference, such as rows#1" }]) {
      expect(filled({ data: { ...text, ...mark } }, {}, answer)).toEqual([["call", { data: "rows#2" }]]);
    }
  });

  test("an optional parameter without a value stays out; a required one is made up, and says so", () => {
    const tools = [tool("call", { a: text, b: { type: "integer" } }, ["b"])];
    expect(reply({ tools, messages: conversation({ b: 2 }) })).toEqual([["call", { b: 2 }]]);
    const messages = conversation({ b: "two" });
    expect(reply({ tools, messages })).toEqual([["call", { b: expect.any(Number) }]]);
    expect(madeUp({ tools, messages })).toEqual([{ call: 0, field: ["b"], how: "invented" }]);
    expect(madeUp({ tools, messages: conversation({ b: 2 }) })).toEqual([]);
  });

  test("what has to be made up is one of the samples, where there are some that fit", () => {
    const tools = [tool("order", { orderId: text })];
    const samples = { orderId: [true, "SO-10412"] };
    const request = { tools, messages: conversation({}) };
    expect(reply(request, { samples })).toEqual([["order", { orderId: "SO-10412" }]]);
    expect(madeUp(request, { samples })).toEqual([{ call: 0, field: ["orderId"], how: "sampled" }]);
    expect(reply({ tools, messages: conversation({ orderId: "A" }) }, { samples })).toEqual([
      ["order", { orderId: "A" }],
    ]);
  });

  test("what was made up for one call is the same in a later one", () => {
    const tools = [tool("find", { email: text }), tool("write", { email: text, find: text })];
    const messages = conversation({}, ["find", { found: true }]);
    const calls = [
      { id: "id0", type: "function", function: { name: "find", arguments: '{"email":"m@example.com"}' } },
    ];
    messages[1] = { ...messages[1], tool_calls: calls } as (typeof messages)[number];
    expect(reply({ tools, messages })).toEqual([
      ["write", { email: "m@example.com", find: expect.any(String) }],
    ]);
  });

  test("only what contradicts itself can't be made up: an error names it", () => {
    const tools = [tool("call", { b: { ...text, minLength: 5, maxLength: 2 } })];
    expect(reply({ tools, messages: conversation({}) })).toMatchObject({
      status: 422,
      code: "simulation_cannot_fill",
      param: "b",
      message: expect.stringContaining('the required field "b" of the call "call"'),
    });
  });

  test("a call that refers to results is left out while there are none", () => {
    const reference = { ...text, format: "reference" };
    const finish = tool("finish", { references: { type: "array", items: text } });
    const failed: [string, object] = ["data", { error: { message: "Offline", retryable: false } }];
    const tools = [tool("data", {}), tool("decision", { data: reference }), finish];
    expect(reply({ tools, messages: conversation({}) })).toEqual([["data", {}]]);
    expect(reply({ tools, messages: conversation({}, failed) })).toEqual([["finish", { references: [] }]]);
  });
});

describe("the answer", () => {
  const order: [string, object] = ["order", { status: "late", days: 3 }];

  test("is the author's expression over context and results", () => {
    const messages = conversation({ id: "A-1" }, order);
    const say = (expression: string) => reply({ messages }, { reply: expression });
    expect(say('"Order " + context.id + " is " + results.order.status')).toBe("Order A-1 is late");
    expect(say("{'days': results.order.days + 1}")).toBe('{"days":4}');
  });

  test("is composed of the results' own words where there is no expression", () => {
    expect(reply({ messages: conversation({}, order) })).toBe("From order: status late, days 3.");
  });

  test("an expression that can't be evaluated is told to its author", () => {
    const answer = reply({ messages: conversation({}, order) }, { reply: "results.oder.status" });
    expect(answer).toMatchObject({ status: 422, code: "simulation_reply_failed", param: "simulatedReply" });
  });

  test("an expression that reads what a failed call would have given falls back to what there is", () => {
    const failed: [string, object] = ["stock", { error: { message: "Offline", retryable: false } }];
    const messages = conversation({}, order, failed);
    expect(reply({ messages }, { reply: "string(results.stock.free)" })).toBe(
      "From order: status late, days 3. Stock failed: Offline.",
    );
  });

  test("an expression sees which calls failed, and why", () => {
    const failed: [string, object] = [
      "stock",
      { error: { code: "offline", message: "Gone", retryable: false } },
    ];
    const say = (...answers: [string, object][]) =>
      reply(
        { messages: conversation({}, ...answers) },
        { reply: "failures.map(f, f.call + ' ' + f.code + ': ' + f.message)" },
      );
    expect(say(order, failed)).toBe('["stock offline: Gone"]');
    expect(say(order)).toBe("[]");
  });

  test("says what it answers, and is never empty", () => {
    const told = [
      { role: "system", content: "# Task\n\nWrite a *short* reply. Be kind." },
      ...conversation({}, order),
    ];
    expect(reply({ messages: told })).toBe("From order: status late, days 3. (Simulated answer to “Task”.)");
    const bare = [
      { role: "system", content: "Write a *short* reply. Be kind." },
      { role: "user", content: "{}" },
    ];
    expect(reply({ messages: bare })).toBe("(Simulated answer to “Write a short reply”.)");
    expect(reply({ messages: [{ role: "user", content: "" }] })).toBe("Nothing was given to answer from.");
  });

  test("quotes whole sentences, and what another simulated answer said without its note", () => {
    const said = "From order: status late, days 3. (Simulated answer to “Find the order”.)";
    expect(reply({ messages: conversation({ facts: said, tone: "kind" }) })).toBe(
      "From what was given: facts “From order: status late, days 3”, tone kind.",
    );
  });

  test("an expression that doesn't fit the answer's fields is told to its author", () => {
    const schema = { type: "object", properties: { days: { type: "integer" } }, required: ["days"] };
    const response_format = { type: "json_schema", json_schema: { name: "o", schema } };
    const answer = reply(
      { messages: conversation({}, order), response_format },
      { reply: "{'days': 'three'}" },
    );
    expect(answer).toMatchObject({ status: 422, code: "simulation_reply_failed" });
  });

  test("structured output is filled like parameters", () => {
    const schema = {
      type: "object",
      properties: { status: text, days: { type: "integer" } },
      required: ["status"],
    };
    const response_format = { type: "json_schema", json_schema: { name: "o", schema } };
    expect(reply({ messages: conversation({}, order), response_format })).toBe('{"status":"late","days":3}');
    const empty = { messages: conversation({}), response_format };
    expect(JSON.parse(String(reply(empty)))).toEqual({
      status: expect.any(String),
      days: expect.any(Number),
    });
    expect(madeUp(empty)).toEqual([
      { call: null, field: ["status"], how: "invented" },
      { call: null, field: ["days"], how: "invented" },
    ]);
  });
});

test("the same request always gets the same answer, another one another pause", () => {
  const body = (n: number) => JSON.stringify({ model: "m", messages: conversation({ n }) });
  expect(answerRequest(body(1))).toEqual(answerRequest(body(1)));
  const pauses = Array.from({ length: 40 }, (_, n) => {
    const answer = answerRequest(body(n));
    return answer.ok ? answer.firstTokenMs : -1;
  });
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(300);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(800);
  expect(new Set(pauses).size).toBeGreaterThan(20);
});

test.each([
  ["no JSON", "{", "Expected a JSON body"],
  ["no messages", '{"model":"m"}', "messages"],
  [
    "bad simulation data",
    '{"model":"m","messages":[{"role":"user","content":"x"}],"metadata":{"simulation":"["}}',
    "metadata.simulation",
  ],
])("a request with %s is refused with what was expected", (_what, body, says) => {
  const answer = answerRequest(body);
  expect(answer).toMatchObject({ ok: false, status: 400 });
  expect(!answer.ok && answer.error.message).toContain(says);
});
