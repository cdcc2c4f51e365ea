import { z } from "zod";
import { ItemId, keyedList } from "./item.ts";

const Text = z.string().max(200_000);
const Template = Text;
const ConnectionId = z.string().max(100).nullable();

/** What a model gets of a tool's result unless the tool says otherwise, UTF-8 bytes: some 16,000 tokens. */
export const MODEL_BYTES = 64_000;

/** Bytes that a model gets of the result at most; the whole stays in the log. Absent: `MODEL_BYTES`. */
const modelBytes = z.int().min(1_000).max(1_000_000).optional();

/** One business rule: when its CEL condition holds over `parameters`, it fires with `result` (a text template). */
export const Rule = z.strictObject({
  id: ItemId,
  name: z.string().max(200),
  when: z.string().max(2_000),
  result: z.string().max(4_000),
  /** Higher fires first in the result. */
  priority: z.int().min(0).max(1_000),
});
export type Rule = z.infer<typeof Rule>;

/** Reads rows: the author's statement with `:name` parameters, or (marked) a statement the model writes. */
export const SqlTool = z.strictObject({
  type: z.literal("sql"),
  connectionId: ConnectionId,
  /** "model": the parameter `statement` is the statement, and the model writes it. */
  mode: z.enum(["author", "model"]),
  statement: Text,
  maxRows: z.int().min(1).max(10_000),
  timeoutMs: z.int().min(100).max(60_000),
  modelBytes,
});

/** Writes rows with the author's statement, once per effect key. */
export const SqlWriteTool = z.strictObject({
  type: z.literal("sql-write"),
  connectionId: ConnectionId,
  statement: Text,
  timeoutMs: z.int().min(100).max(60_000),
  modelBytes,
});

/** Evaluates rules over the parameters and returns those that fired, with the values they read. */
export const RulesTool = z.strictObject({
  type: z.literal("rules"),
  rules: keyedList(Rule, 500),
  modelBytes,
});

/** Sends a mail made from templates over `parameters`: to the outbox, or by an SMTP connection. */
export const EmailTool = z.strictObject({
  type: z.literal("email"),
  connectionId: ConnectionId,
  to: Template,
  subject: Template,
  body: Template,
  modelBytes,
});

/** Calls a URL made from templates over `parameters`, behind the outbound guard. */
export const HttpTool = z.strictObject({
  type: z.literal("http"),
  connectionId: ConnectionId,
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  url: Template,
  headers: z
    .array(
      z.strictObject({
        /** Absent in plans of the time before documents had it. */
        id: ItemId.optional(),
        name: z.string().max(100),
        value: Template,
      }),
    )
    .max(50),
  body: Template,
  timeoutMs: z.int().min(100).max(60_000),
  /** The API remembers the header Idempotency-Key, so a changing request may go again with the same key. */
  remembersKeys: z.boolean().optional(),
  modelBytes,
});
export type HttpTool = z.infer<typeof HttpTool>;

/** What a tool does; the node that holds it declares the parameters. */
export const ToolConfig = z.discriminatedUnion("type", [
  SqlTool,
  SqlWriteTool,
  RulesTool,
  EmailTool,
  HttpTool,
]);
export type ToolConfig = z.infer<typeof ToolConfig>;
export type ToolType = ToolConfig["type"];

/** What a tool may change outside, from harmless to final. Source: DESIGN, effects. */
export const EffectClass = z.enum(["read", "keyed-write", "write", "irreversible"]);
export type EffectClass = z.infer<typeof EffectClass>;

/**
 * The effect class of a tool. A mail is keyed in the outbox and irreversible by SMTP; SQL writes are keyed because the
 * key is stored by the same transaction in the target; an HTTP request is where its author knows that the API is.
 */
export function effectOf(tool: ToolConfig): EffectClass {
  switch (tool.type) {
    case "sql":
    case "rules":
      return "read";
    case "sql-write":
      return "keyed-write";
    case "email":
      return tool.connectionId === null ? "keyed-write" : "irreversible";
    case "http":
      if (tool.method === "GET") return "read";
      return tool.remembersKeys ? "keyed-write" : "write";
  }
}
