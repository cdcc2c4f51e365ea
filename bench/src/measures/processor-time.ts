import { readdirSync, readFileSync } from "node:fs";

/** /proc counts in hundredths of a second, whatever the kernel's own clock (getconf CLK_TCK). */
const TICK_MS = 10;

type ProcessTimes = { parent: number; ownMs: number; childrenMs: number };

function timesOf(pid: number): ProcessTimes | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command, in parentheses, may hold spaces.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const field = (number: number) => Number(fields[number - 3] ?? 0);
    return {
      parent: field(4),
      ownMs: (field(14) + field(15)) * TICK_MS,
      childrenMs: (field(16) + field(17)) * TICK_MS,
    };
  } catch {
    // It ended meanwhile.
    return null;
  }
}

/** Processor time of a server process, its children and those children that have ended, ms, in steps of 10. */
export function processorMs(server: number): number {
  const own = timesOf(server);
  if (!own) throw new Error(`There is no process ${server}`);
  let sum = own.ownMs + own.childrenMs;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const times = timesOf(Number(entry));
    if (times?.parent === server) sum += times.ownMs;
  }
  return sum;
}
