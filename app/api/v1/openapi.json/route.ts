import { apiJson } from "@/lib/server/api/api-answer";
import { openApi } from "@/lib/server/api/openapi";
import { ownAddress } from "@/lib/server/origin";

/** The description of the HTTP API. */
export function GET(): Response {
  return apiJson(openApi(`${ownAddress()}/api/v1`));
}
