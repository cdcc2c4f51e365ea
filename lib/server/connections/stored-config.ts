import { z } from "zod";
import { MAX_MODEL_NAME, MAX_MODELS } from "../../graph/model-names.ts";
import { ConnectionConfig } from "./connection-config.ts";

/** A stored configuration; `unreadable`: this version can't read it. */
export type StoredConfig = ConnectionConfig | { kind: "unreadable" };

/** The parts without which a model connection is useless; the rest can be listed again. */
const Grown = z.object({
  kind: z.literal("model"),
  provider: z.string().catch(""),
  baseUrl: z.url({ protocol: /^https?$/ }),
  models: z.array(z.unknown()).catch([]),
});

/**
 * Reads a stored configuration of any kind. Limits are checked on writing; on reading, a page must open whatever
 * this or another version wrote. A list of models that is too long is cut.
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
