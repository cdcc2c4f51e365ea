/** The mark: staves that become one bar. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" className="shrink-0">
      <path
        d="M1.5 4.5h17M1.5 8.17h17M1.5 11.83h17M1.5 15.5h17"
        stroke="currentColor"
        strokeWidth="1.1"
        opacity="0.55"
      />
      <path d="M12.5 2.5v15" stroke="var(--accent)" strokeWidth="2.6" strokeLinecap="round" />
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
