import type { Answer } from "@/lib/views/answer.ts";
import type { DemoSystem } from "@/lib/views/demo.ts";

/** What the page can do. */
export type DemoActions = {
  setDemoOffline: (input: { system: DemoSystem; offline: boolean }) => Promise<Answer<object>>;
  resetDemo: (input: Record<string, never>) => Promise<Answer<object>>;
};
