import type { ToolCall, ToolResult, Tools } from "../../engine/ports.ts";
import type { Json, JsonObject } from "../../graph/json.ts";
import type { ToolConfig } from "../../graph/tool.ts";
import { type Mask, NO_MASK } from "../secrets/mask.ts";
import type { OpenConnection, ToolConnection } from "./connection.ts";
import type { MailMeter } from "./email/mail-meter.ts";
import type { Outbox } from "./email/outbox.ts";
import { emailOf, performEmail } from "./email/perform-email.ts";
import type { OutboundMeans } from "./http/outbound-request.ts";
import { httpRequest, performHttp } from "./http/perform-http.ts";
import { evaluateRules } from "./rules/evaluate-rules.ts";
import { performSqlRead, performSqlWrite, sqlKinds, statementOf } from "./sql/perform-sql.ts";
import type { SqlProcesses } from "./sql/process-pool.ts";
import { Cancelled, ToolProblem } from "./tool-problem.ts";

/** What tools need from outside. `ownDatabaseUrl` is Tutti's own PostgreSQL, null on PGlite; tools never reach it. */
export interface ToolMeans {
  openConnection: OpenConnection;
  /** What hides the secrets of all of a workspace's connections. */
  maskOf: (workspaceId: string) => Promise<Mask>;
  outbox: Outbox;
  mailMeter: MailMeter;
  sqlProcesses: SqlProcesses;
  outbound: OutboundMeans;
  ownDatabaseUrl: string | null;
}

const LAST_WORD_MS = 1_900;

type Done = { result: Json; notes: string[]; held?: boolean };
type Kind = ToolConnection["kind"];

/** One call under way. `told` becomes the result's `sent`: what the call is about to send, without its secrets. */
type Calling = { call: ToolCall; signal: AbortSignal; mask: Mask; told: { sent?: JsonObject } };

/**
 * The `Tools` port: every call is dispatched by its type, under a connection opened for that call alone. Nothing leaves here
 * with a secret of the workspace in it.
 */
export function makeTools(means: ToolMeans): Tools {
  return {
    async perform(call, signal): Promise<ToolResult> {
      const calling: Calling = { call, signal, mask: NO_MASK, told: {} };
      const end = await perform(calling, means).catch((error: unknown) => ended(error, call));
      // A mask keeps the shape of what it masks.
      return calling.mask.json({ ...end, ...calling.told }) as ToolResult;
    },
  };
}

async function perform(calling: Calling, means: ToolMeans): Promise<ToolResult> {
  const { call, signal } = calling;
  if (signal.aborted) throw new Cancelled();
  const { result, notes, held = false } = await within(signal, call, masked(calling, means));
  return { status: "ok", result, held, notes };
}

async function masked(calling: Calling, means: ToolMeans): Promise<Done> {
  calling.mask = await opened(calling.call, means.maskOf(calling.call.workspaceId));
  return dispatch(calling, means);
}

/** Ends a call that does not end by itself soon after `signal`, such as one that waits for a lost database. */
async function within<T>(signal: AbortSignal, call: ToolCall, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let watch = () => {};
  const lastWord = new Promise<never>((_, stop) => {
    watch = () => {
      timer = setTimeout(() => stop(call.effect === "read" ? new Cancelled() : tooLate(call)), LAST_WORD_MS);
    };
    signal.addEventListener("abort", watch, { once: true });
  });
  try {
    return await Promise.race([work, lastWord]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", watch);
  }
}

const tooLate = (call: ToolCall) =>
  new ToolProblem(
    "tool-fault",
    `"${call.name}" was cancelled while it made its change, and did not say in time whether it was made. Look where it writes.`,
    { outcomeUnknown: true },
  );

async function dispatch({ call, signal, mask, told }: Calling, means: ToolMeans): Promise<Done> {
  const { tool } = call;
  switch (tool.type) {
    case "rules": {
      // RuleFindings is made of JSON alone.
      return { result: { ...evaluateRules(tool.rules, call.arguments) } as unknown as Json, notes: [] };
    }
    case "sql":
    case "sql-write": {
      const connection = await connected(call, tool, sqlKinds, means);
      if (!connection)
        throw new ToolProblem(
          "tool-not-configured",
          `"${call.name}" has no database. Choose a connection in the tool's settings.`,
        );
      const sql = { connection, processes: means.sqlProcesses, ownUrl: means.ownDatabaseUrl };
      const sent = statementOf(call, tool);
      if (tool.type === "sql-write" && holds(call, connection.practice)) return held(sent, connection.name);
      told.sent = sent;
      return tool.type === "sql"
        ? performSqlRead(call, tool, sql, signal)
        : performSqlWrite(call, tool, sql, signal);
    }
    case "email": {
      const connection = await connected(call, tool, ["smtp"], means);
      const { sent, ...mail } = emailOf(call, tool, connection);
      if (connection && holds(call, connection.practice)) return held(sent, connection.name);
      told.sent = sent;
      return performEmail(mail, { call, connection, ...means, hide: mask.text }, signal);
    }
    case "http": {
      const connection = await connected(call, tool, ["http"], means);
      const reads = tool.method === "GET";
      const made = httpRequest(call, tool, connection);
      if (!reads && holds(call, connection?.practice ?? false))
        return held(made.sent, connection?.name ?? "the internet");
      told.sent = made.sent;
      return performHttp(made, tool, { ...means.outbound, hide: mask.text }, signal);
    }
  }
}

/** Simulated runs perform effects on practice connections only. */
const holds = (call: ToolCall, practice: boolean) => call.mode === "simulated" && !practice;

const held = (request: Json, place: string): Done => ({
  result: { held: true, request },
  held: true,
  notes: [
    `Not performed: this is a simulated run and ${place} is no practice connection. The result is what would have been sent.`,
  ],
});

/** Opens the tool's connection, which must be of a fitting kind and online; null when the tool names none. */
export async function connected<K extends Kind>(
  call: Pick<ToolCall, "name" | "workspaceId">,
  tool: Pick<Extract<ToolConfig, { connectionId: unknown }>, "connectionId">,
  kinds: readonly K[],
  means: Pick<ToolMeans, "openConnection">,
): Promise<Extract<ToolConnection, { kind: K }> | null> {
  if (tool.connectionId === null) return null;
  const connection = await opened(call, means.openConnection(call.workspaceId, tool.connectionId));
  if (!connection)
    throw new ToolProblem(
      "connection-missing",
      `"${call.name}" uses a connection that is not in this workspace any more. Choose another in the tool's settings.`,
    );
  if (!isOf(connection, kinds))
    throw new ToolProblem(
      "connection-wrong-kind",
      `"${call.name}" needs a connection of the kind ${kinds.join(" or ")}, and "${connection.name}" is of the kind ${connection.kind}. Choose another in the tool's settings.`,
    );
  if (connection.offline)
    throw new ToolProblem(
      "offline",
      `"${connection.name}" is offline. Put it back online on the page where it was taken offline, then run again.`,
    );
  return connection;
}

function opened<T>(call: Pick<ToolCall, "name">, opening: Promise<T>): Promise<T> {
  return opening.catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new ToolProblem(
      "tool-fault",
      `The connection of "${call.name}" could not be opened: ${said}. Nothing was done.`,
      { retryable: true, cause },
    );
  });
}

function isOf<K extends Kind>(
  connection: ToolConnection,
  kinds: readonly K[],
): connection is Extract<ToolConnection, { kind: K }> {
  return kinds.some((kind) => kind === connection.kind);
}

function ended(error: unknown, call: ToolCall): ToolResult {
  if (error instanceof Cancelled) return { status: "cancelled" };
  if (error instanceof ToolProblem)
    return { status: error.outcomeUnknown ? "unknown" : "failed", failure: error.failure };
  const said = error instanceof Error ? error.message : String(error);
  const failure = {
    code: "tool-fault",
    message: `"${call.name}" failed in a way that Tutti did not expect: ${said}`,
    retryable: false,
  };
  // After a fault of ours nobody knows how far a change came, unless the target remembers its key.
  const doubtful = call.effect === "write" || call.effect === "irreversible";
  return { status: doubtful ? "unknown" : "failed", failure };
}
