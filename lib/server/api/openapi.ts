import { z } from "zod";
import {
  ApiProblem,
  ApiRun,
  ApiRunResult,
  ApiRuns,
  ApiStart,
  ApiWorkflows,
  MOST_WAIT_SECONDS,
} from "../../views/api.ts";

type Parameter = { name: string; in: "path" | "query" | "header"; what: string; schema: z.ZodType };
type Operation = {
  what: string;
  parameters?: Parameter[];
  body?: z.ZodType;
  answers: Record<number, { what: string; schema?: z.ZodType; type?: string }>;
};

const id: Parameter = { name: "id", in: "path", what: "Its id.", schema: z.string() };

/** What a request for runs may ask for. */
export const ApiRunsQuery = z.strictObject({
  workflow: z.string().max(100).optional(),
  status: ApiRun.shape.status.optional(),
  before: z.string().max(100).optional(),
});
/** How long a request waits for the run's end, seconds. */
export const ApiWait = z.coerce.number().min(0).max(MOST_WAIT_SECONDS);
/** What makes a request that is sent again start no other run. */
export const ApiKey = z.string().min(1).max(255);

/** Every operation of the HTTP API, by address and method. Tests hold them against the routes and their answers. */
export const apiOperations: Record<string, Record<string, Operation>> = {
  "/workflows": {
    get: {
      what: "The workspace's workflows, the latest changed first.",
      answers: { 200: { what: "The workflows.", schema: ApiWorkflows } },
    },
  },
  "/workflows/{id}/runs": {
    post: {
      what: "Starts a run of a published version.",
      parameters: [
        id,
        {
          ...{ name: "wait", in: "query", schema: ApiWait },
          what: "How many seconds to wait for the run's end; the answer is 202 if it has not come by then.",
        },
        {
          ...{ name: "Idempotency-Key", in: "header", schema: ApiKey },
          what: "The same request with the same key starts no other run.",
        },
      ],
      body: ApiStart,
      answers: {
        200: { what: "The run has ended.", schema: ApiRunResult },
        202: { what: "The run is under way; `Location` is where to look.", schema: ApiRunResult },
      },
    },
  },
  "/runs": {
    get: {
      what: "The workspace's runs, the newest first.",
      parameters: [
        { name: "workflow", in: "query", what: "Only of this workflow.", schema: z.string() },
        { name: "status", in: "query", what: "Only in this status.", schema: ApiRun.shape.status },
        { name: "before", in: "query", what: "Only older ones than this run.", schema: z.string() },
      ],
      answers: { 200: { what: "Some runs.", schema: ApiRuns } },
    },
  },
  "/runs/{id}": {
    get: {
      what: "A run and what came of it so far.",
      parameters: [
        id,
        { name: "wait", in: "query", what: "How many seconds to wait for its end.", schema: ApiWait },
      ],
      answers: { 200: { what: "The run.", schema: ApiRunResult } },
    },
  },
  "/runs/{id}/events": {
    get: {
      what: "The run's events from its beginning, or after `Last-Event-ID`, as they are stored; ends with the run.",
      parameters: [
        id,
        { name: "Last-Event-ID", in: "header", what: "The last event that is known.", schema: z.string() },
      ],
      answers: {
        200: { what: "An event stream; each `id` is the event's number.", type: "text/event-stream" },
      },
    },
  },
  "/runs/{id}/cancel": {
    post: {
      what: "Asks a run to stop. It ends a moment later.",
      parameters: [id],
      answers: { 202: { what: "It was asked.", schema: ApiRunResult } },
    },
  },
};

/** The description of the HTTP API (OpenAPI 3.1), made from the schemas that the routes parse by. `url`: where it is. */
export function openApi(url: string): object {
  const paths = Object.entries(apiOperations).map(([path, methods]) => [
    path,
    Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, described(operation)])),
  ]);
  return {
    openapi: "3.1.0",
    info: {
      title: "Tutti",
      version: "1",
      description:
        "Start published workflows, and follow and read their runs. A token belongs to one workspace.",
    },
    servers: [{ url }],
    security: [{ token: [] }],
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      responses: {
        problem: {
          description: "Why it was refused.",
          content: { "application/problem+json": { schema: schemaOf(ApiProblem, "output") } },
        },
      },
    },
    paths: Object.fromEntries(paths),
  };
}

function described({ what, parameters = [], body, answers }: Operation): object {
  return {
    summary: what,
    parameters: parameters.map(({ what: description, schema, ...parameter }) => ({
      ...parameter,
      description,
      required: parameter.in === "path",
      schema: schemaOf(schema, "output"),
    })),
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: schemaOf(body, "input") } } },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { what: description, schema, type = "application/json" }]) => [
          status,
          {
            description,
            content: { [type]: { schema: schema ? schemaOf(schema, "output") : { type: "string" } } },
          },
        ]),
      ),
      default: { $ref: "#/components/responses/problem" },
    },
  };
}

/** A schema as JSON Schema; what only code can check, such as that a value is JSON, is any value there. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return json;
}
