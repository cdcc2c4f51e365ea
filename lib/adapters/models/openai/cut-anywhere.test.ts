import fc from "fast-check";
import { expect, test } from "vitest";
import { completionEvents } from "../completion-events.ts";
import type { Fetch } from "../keep-alive-fetch.ts";
import { TEST_BODY } from "./ask-for-test.ts";
import { completeChat } from "./complete-chat.ts";

const waits = { firstByteMs: 5_000, idleMs: 5_000, totalMs: 10_000 };
const connection = { baseUrl: "http://endpoint.example/v1", secret: null };

/** A body of these pieces; without an end where it `hangs`. It takes no notice of the request's signal. */
function bodyOf(pieces: readonly Uint8Array[], { hangs = false } = {}) {
  const seen = { cancelled: false, handedOn: 0 };
  const body = new ReadableStream(
    {
      pull(controller) {
        const piece = pieces[seen.handedOn];
        if (piece) controller.enqueue(piece);
        else if (!hangs) controller.close();
        seen.handedOn += 1;
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, seen };
}

/** A result without its times, with the texts as they came. */
async function complete(
  answer: () => Response,
  {
    onText = () => {},
    signal = new AbortController().signal,
  }: { onText?: () => void; signal?: AbortSignal } = {},
) {
  const live = { answer: "", thinking: "" };
  const fetch: Fetch = async () => answer();
  const { firstTokenMs, chunks, ...result } = await completeChat(
    { connection, fetch, waits },
    TEST_BODY,
    (text, part) => {
      live[part] += text;
      onText();
    },
    signal,
  );
  return { ...result, live, length: chunks.at(-1)?.[1] ?? 0, begun: firstTokenMs !== null };
}

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(bytes.slice(at, at + size));
    at += size;
  }
  return [...pieces, bytes.slice(at)];
}

const events = (pieces: readonly Uint8Array[], type = "text/event-stream") =>
  new Response(bodyOf(pieces).body, { headers: { "content-type": type } });

const text = fc
  .array(
    fc.constantFrom(
      "<think>",
      "</think>",
      "Hm. ",
      "Grüße ",
      "東京",
      "🚚",
      "\n",
      "\0",
      '"',
      "12345678901234567890",
    ),
  )
  .map((parts) => parts.join(""));
const reply = fc.record({
  id: fc.constant("c"),
  model: fc.constantFrom("m", "größer"),
  created: fc.constant(1),
  text,
  calls: fc.array(
    fc.record({
      id: fc.constantFrom("a", "b", ""),
      name: fc.constant("order"),
      arguments: fc.constantFrom("{}", '{"id":"Ü"}', "{"),
    }),
    { maxLength: 2 },
  ),
  finishReason: fc.constantFrom("stop", "length", "tool_calls", ""),
  usage: fc.constantFrom(null, { prompt_tokens: 7, completion_tokens: 3 }),
});
const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
const comment = fc.constantFrom("", ": ping\n\n", "retry: 5\n\n", "\ufeff");

test("a reply is the same wherever its bytes are cut, with any line ends, comments and a last line not closed", async () => {
  await fc.assert(
    fc.asyncProperty(
      reply,
      lineEnd,
      comment,
      fc.array(fc.nat(40)),
      fc.boolean(),
      async (completion, end, before, sizes, closed) => {
        const plain = [...completionEvents(completion)].map(({ data }) => data).join("");
        const sent = before + plain.replaceAll("\n", end);
        const bytes = new TextEncoder().encode(closed ? sent : sent.trimEnd());
        const whole = await complete(() => events([new TextEncoder().encode(plain)]));
        expect(whole.failure).toBeNull();
        expect(await complete(() => events(cut(bytes, sizes)))).toEqual(whole);
        expect(await complete(() => events([...bytes].map((byte) => Uint8Array.of(byte))))).toEqual(whole);
      },
    ),
    { numRuns: 40 },
  );
});

test("whatever bytes come, a call ends with a reply or a failure", async () => {
  const scrap = fc.oneof(
    fc
      .constantFrom(
        "data: ",
        "\n\n",
        "\r",
        "{",
        "}",
        '{"choices":[',
        "[DONE]",
        "event: error\n",
        ":",
        "null",
        '"',
      )
      .map((part) => new TextEncoder().encode(part)),
    fc.json().map((json) => new TextEncoder().encode(`data: ${json}\n\n`)),
    fc.uint8Array({ maxLength: 20 }),
  );
  const type = fc.constantFrom("text/event-stream", "", "application/json", "text/html");
  await fc.assert(
    fc.asyncProperty(
      fc.array(scrap),
      type,
      fc.constantFrom(200, 201, 400, 500),
      async (pieces, contentType, status) => {
        const result = await complete(
          () => new Response(bodyOf(pieces).body, { status, headers: { "content-type": contentType } }),
        );
        expect(result.cancelled).toBe(false);
        if (status >= 400) expect(result.failure).not.toBeNull();
      },
    ),
    { numRuns: 200 },
  );
});

test("a call that is cancelled anywhere in its stream ends at once, keeps what had come, and leaves the body", async () => {
  const completion = {
    id: "c",
    model: "m",
    created: 1,
    text: "Words that come one after another.",
    calls: [],
    finishReason: "stop",
    usage: null,
  };
  const pieces = [...completionEvents(completion)]
    .slice(0, -2)
    .map(({ data }) => new TextEncoder().encode(data));
  for (let count = 0; count < 9; count += 1) {
    const stop = new AbortController();
    const { body, seen } = bodyOf(pieces.slice(0, count), { hangs: true });
    const answer = () => {
      if (count === 0) setImmediate(() => stop.abort());
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    };
    let pieceCount = 0;
    const onText = () => {
      pieceCount += 1;
      if (pieceCount === Math.max(1, count - 1)) stop.abort();
    };
    if (count === 1) setImmediate(() => stop.abort());
    const result = await complete(answer, { onText, signal: stop.signal });
    expect(result).toMatchObject({ cancelled: true, failure: null });
    expect(result.text).toBe(completion.text.slice(0, 4 * Math.max(0, count - 1)));
    expect(result.live.answer).toBe(result.text);
    expect(seen.cancelled).toBe(true);
  }
});

test("a call cancelled while its whole answer or its refusal is being read ends, too", async () => {
  for (const [status, type] of [
    [200, "application/json"],
    [500, "application/json"],
  ] as const) {
    const stop = new AbortController();
    const { body } = bodyOf([new TextEncoder().encode('{"choices":')], { hangs: true });
    setImmediate(() => stop.abort());
    const result = await complete(() => new Response(body, { status, headers: { "content-type": type } }), {
      signal: stop.signal,
    });
    expect(result).toMatchObject({ cancelled: true, failure: null });
  }
});
