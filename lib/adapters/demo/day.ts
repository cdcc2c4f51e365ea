const DAY_MS = 86_400_000;

/** The ISO day (`2026-11-20`) `days` after `day`, which may be negative. Throws on text that is no day. */
export function addDays(day: string, days: number): string {
  return new Date(parseDay(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The calendar month (`2026-11`) `months` after the month of `day`. */
export function addMonths(day: string, months: number): string {
  const date = new Date(parseDay(day));
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)).toISOString().slice(0, 7);
}

function parseDay(day: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new Error(`expected a day such as 2026-11-20, got "${day}"`);
  return at;
}
