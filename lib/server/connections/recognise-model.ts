import { z } from "zod";
import { probeOllama, recognise } from "../../adapters/models/recognise.ts";
import { createMask } from "../../adapters/secrets/mask.ts";
import { secretsIn } from "../../adapters/secrets/secrets-in.ts";
import type { RecognisedModel } from "../../views/connection-row.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError } from "../app-error.ts";
import { server } from "../ports.ts";

export const PastedKey = z.strictObject({ key: z.string().max(10_000), baseUrl: z.string().max(500) });
export type PastedKey = z.infer<typeof PastedKey>;

/** Recognises the endpoint of a pasted key and address, and tests them by listing its models; stores nothing. */
export async function recogniseModel(
  _viewer: Viewer<"connections">,
  pasted: PastedKey,
): Promise<RecognisedModel> {
  const { fetch } = await server();
  const given = { key: pasted.key.trim() || null, baseUrl: pasted.baseUrl.trim() || null };
  const found = await recognise(given, { fetch });
  const mask = createMask(given.key === null ? [] : secretsIn(given.key));
  if (found.ok) {
    const { provider, baseUrl, models, note } = found;
    return { provider, baseUrl, models: models.map(mask.text), note };
  }
  const field = NEEDS_ADDRESS.includes(found.failure.code) ? "baseUrl" : "key";
  const message = mask.text(found.failure.message);
  throw new AppError("INVALID", message, { fields: { [field]: message } });
}

const NEEDS_ADDRESS = ["needs-address", "bad-address", "not-found", "unreachable"];

/** The models of an Ollama on its usual local port; null when none answers. */
export async function findOllama(
  _viewer: Viewer<"connections">,
): Promise<{ ollama: { baseUrl: string; models: string[] } | null }> {
  const { fetch } = await server();
  return { ollama: await probeOllama({ fetch }) };
}
