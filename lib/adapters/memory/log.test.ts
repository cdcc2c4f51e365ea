import { logConformance } from "../conformance/log.ts";
import { createMemoryLog } from "./log.ts";

logConformance("memory", async () => ({
  log: createMemoryLog(Date.now),
  workspaceId: "workspace",
  close: async () => {},
}));
