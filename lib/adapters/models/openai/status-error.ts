import { APIError } from "openai";
import { isJsonObject, type Json } from "../../../graph/json.ts";

/** A response that is no success as the SDK's error for it; its body is read. */
export async function statusError(response: Response): Promise<APIError> {
  const text = await response.text().catch((error) => String(error?.message ?? error));
  const json = parsed(text);
  const under = isJsonObject(json) ? json.error : undefined;
  // What most put under `error` stands alone with some.
  const error = under ?? (typeof json === "object" && json !== null ? json : undefined);
  return APIError.generate(response.status, { error }, json ? undefined : text, response.headers);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
