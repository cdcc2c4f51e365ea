import { z } from "zod";
import { MAX_MODEL_NAME, MAX_MODELS } from "../../graph/model-names.ts";
import { ConnectionConfig } from "./connection-config.ts";

/** A configuration as it was read; `unreadable`: this version can't make anything of it. */
export type StoredConfig = ConnectionConfig | { kind: "unreadable" };

/** What a model connection needs to be of use; the rest can be listed again. */
const Grown = z.object({
  kind: z.literal("model"),
  provider: z.string().catch(""),
  baseUrl: z.url({ protocol: /^https?$/ }),
  models: z.array(z.unknown()).catch([]),
});

/**
 * Reads a stored configuration, whatever stands there: limits hold when something is written, and a page must open whatever
 * was written before, by this version or another. Of a list of models that is too long its beginning is read.
 */
export function readConfig(text: string): StoredConfig {
  const json = parsed(text);
  const config = ConnectionConfig.safeParse(json);
  if (config.success) return config.data;
  const grown = Grown.safeParse(json);
  if (!grown.success) return { kind: "unreadable" };
  const names = grown.data.models.filter((name) => typeof name === "string");
  const models = names.filter((name) => name.length <= MAX_MODEL_NAME).slice(0, MAX_MODELS);
  return { ...grown.data, models };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
