const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * How long ago `at` was, seen from `now` (both epoch ms): "just now", "32 s ago", "in 5 min";
 * beyond a week the date, in the reader's time zone unless one is given.
 */
export function formatTimeAgo(at: number, now: number, timeZone?: string): string {
  const distance = Math.abs(now - at);
  if (distance < 10_000) return "just now";
  if (distance >= 7 * day) return formatDate(at, now, timeZone);
  const amount =
    distance < minute
      ? `${Math.floor(distance / 1000)} s`
      : distance < hour
        ? `${Math.floor(distance / minute)} min`
        : distance < day
          ? `${Math.floor(distance / hour)} h`
          : `${Math.floor(distance / day)} d`;
  return at > now ? `in ${amount}` : `${amount} ago`;
}

/** The exact moment, with seconds and zone: "20 Nov 2026, 10:50:11 UTC". */
export function formatExactTime(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    timeZone,
  }).format(at);
}

/** The time of the day with seconds: "10:50:11". */
export function formatClock(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone }).format(at);
}

function formatDate(at: number, now: number, timeZone?: string): string {
  const year = (time: number) => new Intl.DateTimeFormat("en-GB", { year: "numeric", timeZone }).format(time);
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: year(at) === year(now) ? undefined : "numeric",
    timeZone,
  }).format(at);
}
