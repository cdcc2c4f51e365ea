import { demoSystems } from "../../adapters/demo/demo-company.ts";
import type { DemoStore } from "../../adapters/demo/demo-store.ts";
import type { Miss } from "../../adapters/store/runners.ts";
import type { Ports, ToolCall, ToolResult } from "../../engine/ports.ts";
import { cutText } from "../../graph/text-cut.ts";
import { practiceId } from "../connections/practice.ts";

/** What a runner could not reach is held against a connection for so long, ms: nobody may have tried since. */
const REMEMBERED_MS = 600_000;
/** Connections that are told of at most, and characters of a reason. */
const MOST = 20;
const WHY_LENGTH = 300;

/**
 * What this process's runner does not reach, so that it can be told before the next run: learnt from the calls of its runs, and
 * for the demo company, which the first run needs, by trying.
 */
export class Reach {
  private readonly missed = new Map<string, Miss>();

  /** Ports whose tool calls teach what can be reached. */
  watching(ports: Ports): Ports {
    return {
      ...ports,
      tools: {
        perform: async (call, signal) => {
          const result = await ports.tools.perform(call, signal);
          this.learn(call, result);
          return result;
        },
      },
    };
  }

  /** Tries whether tools here reach the demo company. */
  async tryDemo(demo: Pick<DemoStore, "unreachable">): Promise<void> {
    const why = await demo.unreachable();
    for (const system of demoSystems) this.note(practiceId(system), why);
  }

  /** The latest at the end. */
  misses(): Miss[] {
    const since = Date.now() - REMEMBERED_MS;
    return [...this.missed.values()].filter(({ at }) => at > since).slice(-MOST);
  }

  private learn({ tool }: ToolCall, result: ToolResult): void {
    if (tool.type === "rules" || tool.connectionId === null || result.status === "cancelled") return;
    const missed = "failure" in result && result.failure.code === "unreachable";
    this.note(tool.connectionId, missed ? result.failure.message : null);
  }

  private note(connectionId: string, why: string | null): void {
    this.missed.delete(connectionId);
    if (why === null) return;
    this.missed.set(connectionId, { connectionId, why: cutText(why, WHY_LENGTH), at: Date.now() });
  }
}
