import { logConformance } from "../conformance/log.ts";
import { createMemoryLog } from "./log.ts";

logConformance("memory", async () => ({
  log: createMemoryLog(Date.now),
  workspaceId: "workspace",
  otherWorkspaceId: "other",
  close: async () => {},
}));
