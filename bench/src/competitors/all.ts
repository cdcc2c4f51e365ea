import type { Competitor, Surroundings } from "./competitor.ts";

/** Every system under measurement by its name, loaded only in its own process. */
export const COMPETITORS: Record<string, (place: Surroundings) => Promise<Competitor>> = {
  floor: async (place) => (await import("./floor.ts")).floor(place),
  tutti: async (place) => (await import("./tutti.ts")).tutti(place, "postgres"),
  "tutti-pglite": async (place) => (await import("./tutti.ts")).tutti(place, "pglite"),
  dbos: async (place) => (await import("./dbos.ts")).dbos(place),
  langgraph: async (place) => (await import("./langgraph.ts")).langgraph(place, "async"),
  "langgraph-sync": async (place) => (await import("./langgraph.ts")).langgraph(place, "sync"),
  mastra: async (place) => (await import("./mastra.ts")).mastra(place),
};
