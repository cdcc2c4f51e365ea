import { ALIVE } from "@/lib/server/upkeep/health";

/** For whoever watches the process: it answers. */
export function GET(): Response {
  return new Response(`${ALIVE}\n`, { headers: { "cache-control": "no-store" } });
}
