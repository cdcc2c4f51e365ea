const exact = new Intl.NumberFormat("en-US");

/** A count made short: "812", "4.1k", "120k", "1.2M". */
export function formatCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  if (count < 999_500) return `${short(count / 1000)}k`;
  return `${short(count / 1_000_000)}M`;
}

/** A count to the last digit: "12,345". */
export function formatExactCount(count: number): string {
  return exact.format(count);
}

/** "1 token", "4.1k tokens". */
export function formatTokens(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "token" : "tokens"}`;
}

function short(value: number): string {
  return value.toFixed(value >= 9.95 ? 0 : 1);
}
