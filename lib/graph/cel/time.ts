import { CelFailure } from "./failure.ts";
import { Duration, Timestamp } from "./value.ts";

/** Years 1 to 9999, as in protobuf's Timestamp. */
const FIRST_MS = -62_135_596_800_000;
const LAST_MS = 253_402_300_799_999;
/** About 10,000 years, as in protobuf's Duration. */
const LONGEST_NANOS = 315_576_000_000n * 1_000_000_000n;

const NANOS = {
  h: 3_600_000_000_000n,
  m: 60_000_000_000n,
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1_000n,
  µs: 1_000n,
  ns: 1n,
} as const;

const isUnit = (unit: string | undefined): unit is keyof typeof NANOS =>
  unit !== undefined && Object.hasOwn(NANOS, unit);

const DURATION = /^[+-]?(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|ns))+$/;
const DURATION_PART = /(\d+)(?:\.(\d+))?(h|ms|m|s|us|µs|ns)/g;
const TIMESTAMP =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2})))?$/;
const OFFSET = /^([+-])(\d{2}):(\d{2})$/;
const LONGEST_TEXT = 64;

/** Parses "36h", "1h30m", "-1.5s"; fails on anything else. */
export function readDuration(text: string, at: number): Duration {
  const plain = text.length <= LONGEST_TEXT ? text : "";
  if (!DURATION.test(plain))
    throw conversion("duration", text, at, 'a number with h, m, s, ms, us or ns, as in "36h" or "1h30m"');
  let nanos = 0n;
  for (const [, whole = "0", fraction = "", unit] of plain.matchAll(DURATION_PART)) {
    if (!isUnit(unit)) continue;
    const size = NANOS[unit];
    nanos += BigInt(whole) * size + (BigInt(fraction || "0") * size) / 10n ** BigInt(fraction.length);
  }
  return duration(plain.startsWith("-") ? -nanos : nanos, at);
}

/** A duration of this length; fails beyond ±10,000 years. */
export function duration(nanos: bigint, at: number): Duration {
  if (nanos > LONGEST_NANOS || nanos < -LONGEST_NANOS)
    throw conversion("duration", `${nanos / NANOS.h}h`, at, "at most about 10,000 years");
  return new Duration(nanos);
}

/** Formats a duration the way `duration()` parses it: "36h", "1h30m", "-0.5s". */
export function durationText({ nanos }: Duration): string {
  if (nanos === 0n) return "0s";
  const length = nanos < 0n ? -nanos : nanos;
  const hours = length / NANOS.h;
  const minutes = (length % NANOS.h) / NANOS.m;
  const rest = length % NANOS.m;
  const fraction = String(rest % NANOS.s)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const seconds = `${rest / NANOS.s}${fraction === "" ? "" : `.${fraction}`}`;
  const parts = [hours > 0n && `${hours}h`, minutes > 0n && `${minutes}m`, rest > 0n && `${seconds}s`];
  return `${nanos < 0n ? "-" : ""}${parts.filter((part) => part !== false).join("")}`;
}

/** Parses an ISO 8601 text with a time zone, or a date alone, which means midnight in UTC; fails on anything else. */
export function readTimestamp(text: string, at: number): Timestamp {
  const fields = text.length <= LONGEST_TEXT ? TIMESTAMP.exec(text) : null;
  const ms = fields && momentOf(fields);
  if (ms === null)
    throw conversion("timestamp", text, at, 'a date or time such as "2026-03-01" or "2026-03-01T09:30:00Z"');
  return timestamp(ms, at);
}

/** Null when the date does not exist, such as 30 February. */
function momentOf(fields: RegExpExecArray): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields
    .slice(1, 7)
    .map((field) => Number(field ?? 0));
  const [, , , , , , , fraction = "", sign, offsetHours = "0", offsetMinutes = "0"] = fields;
  const ms = Math.trunc(Number(`0.${fraction || "0"}`) * 1_000);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, ms);
  const same =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!same || Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return null;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return date.getTime() - (sign === "-" ? -offset : offset);
}

/** A timestamp at this millisecond since 1970; fails outside the years 1 to 9999. */
export function timestamp(ms: number, at: number): Timestamp {
  const whole = Math.floor(ms);
  if (!(whole >= FIRST_MS && whole <= LAST_MS))
    throw conversion("timestamp", String(ms), at, "a moment in the years 1 to 9999");
  return new Timestamp(whole);
}

/** A timestamp as ISO 8601 text in UTC. */
export const timestampText = ({ ms }: Timestamp): string => new Date(ms).toISOString();

/** A timestamp some time later, or earlier for a negative duration. */
export const later = ({ ms }: Timestamp, { nanos }: Duration, at: number): Timestamp =>
  timestamp(ms + Number(nanos) / 1e6, at);

/** The time from one timestamp to another. */
export const between = (from: Timestamp, to: Timestamp, at: number): Duration =>
  duration(BigInt(to.ms - from.ms) * NANOS.ms, at);

/** A duration in whole units, rounded towards zero. */
export const durationIn = ({ nanos }: Duration, unit: keyof typeof NANOS): number =>
  Number(nanos / NANOS[unit]);

/** The calendar of a timestamp. Months, days of the month (`dayOfMonth`), of the week and of the year count from 0. */
export type Calendar = {
  year: number;
  month: number;
  date: number;
  dayOfWeek: number;
  dayOfYear: number;
  hours: number;
  minutes: number;
  seconds: number;
  milliseconds: number;
};

/** The calendar of a timestamp in UTC, or in a time zone such as "Europe/Berlin" or "+02:00". */
export function calendar({ ms }: Timestamp, zone: string | null, at: number): Calendar {
  const local = new Date(zone === null ? ms : ms + offsetMs(ms, zone, at));
  const newYear = new Date(0);
  newYear.setUTCFullYear(local.getUTCFullYear(), 0, 1);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth(),
    date: local.getUTCDate(),
    dayOfWeek: local.getUTCDay(),
    dayOfYear: Math.floor((local.getTime() - newYear.getTime()) / 86_400_000),
    hours: local.getUTCHours(),
    minutes: local.getUTCMinutes(),
    seconds: local.getUTCSeconds(),
    milliseconds: local.getUTCMilliseconds(),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetMs(ms: number, zone: string, at: number): number {
  const fixed = OFFSET.exec(zone);
  if (fixed) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    return (fixed[1] === "-" ? -minutes : minutes) * 60_000;
  }
  const parts = Object.fromEntries(
    formatOf(zone, at)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  local.setUTCHours(hour, minute, second);
  return local.getTime() - Math.floor(ms / 1_000) * 1_000;
}

function formatOf(zone: string, at: number): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone.slice(0, LONGEST_TEXT),
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    // There are some 600 names of zones.
    if (formats.size > 1_000) formats.clear();
    formats.set(zone, format);
    return format;
  } catch {
    throw conversion("time zone", zone, at, 'a name such as "Europe/Berlin", or an offset such as "+02:00"');
  }
}

function conversion(to: string, given: string, at: number, expected: string): CelFailure {
  return new CelFailure({ kind: "conversion", to, given, expected }, at);
}
