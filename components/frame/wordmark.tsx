import { MARK } from "./mark.ts";

/** The mark: staves that become one bar. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="1 1 30 30" aria-hidden="true" className="shrink-0">
      <path {...MARK.staves} stroke="currentColor" opacity="0.55" />
      <path {...MARK.bar} stroke="var(--accent)" strokeLinecap="round" />
    </svg>
  );
}

/** Mark and name. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 text-ink">
      <Mark />
      <span className="font-strong text-15 tracking-tight">Tutti</span>
    </span>
  );
}
