import type { JsonObject } from "../graph/json.ts";

/** What one run put in and got out, for previews and for completing expressions; results by call name. */
export type SampleRun = { input: JsonObject; results: JsonObject };
