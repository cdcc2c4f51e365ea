const DAY_MS = 86_400_000;

/**
 * How long an endpoint asks to wait, ms, from `retry-after-ms` or `Retry-After` (seconds or an HTTP date, RFC 9110
 * section 10.2.3); at most a day, null when it says nothing readable.
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const exact = headers.get("retry-after-ms");
  if (exact !== null && Number.isFinite(Number(exact))) return clamp(Number(exact));
  const value = headers.get("retry-after");
  if (value === null || value.trim() === "") return null;
  if (Number.isFinite(Number(value))) return clamp(Number(value) * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : clamp(date - now);
}

function clamp(ms: number): number {
  return Math.min(DAY_MS, Math.max(0, Math.ceil(ms)));
}
