import { server } from "@/lib/server/ports";
import { readiness, statusOf } from "@/lib/server/upkeep/health";

/** For whoever sends people here: whether it can work now, or in a word what keeps it. */
export async function GET(): Promise<Response> {
  const state = await server().then(readiness, () => "database" as const);
  return new Response(`${state}\n`, { status: statusOf(state), headers: { "cache-control": "no-store" } });
}
