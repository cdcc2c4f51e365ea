import { method, type Overload } from "./overload.ts";
import { type Calendar, calendar, durationIn } from "./time.ts";

/** The steps for looking up a time zone's rules. */
const ZONE_STEPS = 50;

const PARTS: [string, (calendar: Calendar) => number][] = [
  ["getFullYear", ({ year }) => year],
  ["getMonth", ({ month }) => month],
  ["getDate", ({ date }) => date],
  ["getDayOfMonth", ({ date }) => date - 1],
  ["getDayOfWeek", ({ dayOfWeek }) => dayOfWeek],
  ["getDayOfYear", ({ dayOfYear }) => dayOfYear],
  ["getHours", ({ hours }) => hours],
  ["getMinutes", ({ minutes }) => minutes],
  ["getSeconds", ({ seconds }) => seconds],
  ["getMilliseconds", ({ milliseconds }) => milliseconds],
];

/** Parts of timestamps, in UTC or in a time zone, and durations in a unit. */
export const timeFunctions: readonly Overload[] = [
  ...PARTS.flatMap(([name, part]): Overload[] => [
    method(name, ["timestamp"], "number", ({ at }, moment) => part(calendar(moment, null, at))),
    method(name, ["timestamp", "text"], "number", ({ at, budget }, moment, zone) => {
      budget.spend(ZONE_STEPS, at);
      return part(calendar(moment, zone, at));
    }),
  ]),
  method("getHours", ["duration"], "number", (_, length) => durationIn(length, "h")),
  method("getMinutes", ["duration"], "number", (_, length) => durationIn(length, "m")),
  method("getSeconds", ["duration"], "number", (_, length) => durationIn(length, "s")),
  method("getMilliseconds", ["duration"], "number", (_, length) => durationIn(length, "ms")),
];
