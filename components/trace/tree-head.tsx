import { tickMs } from "@/lib/trace/time-window.ts";

/** The heads of the tree's columns; over the waterfall, the time. */
export function TreeHead({ windowMs }: { windowMs: number }) {
  const step = tickMs(windowMs, 5);
  const ticks = Array.from({ length: Math.floor(windowMs / step) + 1 }, (_, index) => index * step);
  return (
    <div
      aria-hidden
      className="flex h-6 shrink-0 items-center gap-2 border-line border-b pr-3 text-11 text-ink-faint"
    >
      <span className="min-w-0 flex-1 pl-3 @lg:w-56 @lg:flex-none @3xl:w-72 @5xl:w-88">Step or call</span>
      <span className="relative hidden h-full flex-1 @lg:block">
        {ticks.map((ms) => (
          <span
            key={ms}
            style={{ left: `${(ms / windowMs) * 100}%` }}
            className="figures absolute top-1 whitespace-nowrap border-line-strong border-l pl-1 leading-4"
          >
            {ms / windowMs < 0.92 ? tickWords(ms, step) : ""}
          </span>
        ))}
      </span>
      <span className="w-14 shrink-0 text-right">Took</span>
      <span className="hidden w-12 shrink-0 text-right @2xl:block">Tokens</span>
      <span className="hidden w-16 shrink-0 text-right @2xl:block">Cost</span>
      <span className="hidden w-18 shrink-0 @3xl:block">State</span>
      <span className="w-3.5 @3xl:hidden" />
    </div>
  );
}

function tickWords(ms: number, step: number): string {
  if (ms === 0) return "0";
  if (step < 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 60_000) return `${ms / 1_000} s`;
  return `${Math.floor(ms / 60_000)}:${String(Math.round((ms % 60_000) / 1_000)).padStart(2, "0")}`;
}
