import type { ErrorFacts } from "./error-facts.ts";

const DAY_MS = 86_400_000;
const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: DAY_MS };

/**
 * How long an endpoint asks to wait, ms, at most a day: `retry-after-ms`, `Retry-After` (seconds or an HTTP date, RFC 9110
 * section 10.2.3), Gemini's `retryDelay`, "try again in 6m0s" in its words, or when a used-up rate begins anew
 * (`x-ratelimit-reset-…`, `anthropic-ratelimit-…-reset`). Null when it says nothing readable.
 */
export function retryAfterMs({ headers, said, codes }: ErrorFacts, now: number): number | null {
  const asked = headers && askedInHeaders(headers, now);
  if (asked !== null) return asked;
  const inDetails = /(?:^| )(\d+(?:\.\d+)?s)(?: |$)/.exec(codes)?.[1];
  const inWords =
    /(?:again|retry|wait|available|reset\w*)(?: \w+)?(?: in| after| for)?:? ((?:\d+(?:\.\d+)? ?(?:ms|s|m|h|d)(?![a-z]) ?)+|\d+(?:\.\d+)? (?:milliseconds?|seconds?|minutes?|hours?))/i.exec(
      said,
    )?.[1];
  const ms = durationMs(inDetails ?? inWords ?? "");
  return ms ?? (headers && resetMs(headers, now));
}

/** What the headers `retry-after-ms` and `Retry-After` ask for, ms; null when they say nothing readable. */
export function askedInHeaders(headers: Headers, now: number): number | null {
  const exact = headers.get("retry-after-ms");
  if (exact !== null && exact.trim() !== "" && Number.isFinite(Number(exact))) return clamp(Number(exact));
  const value = headers.get("retry-after");
  if (value === null || value.trim() === "") return null;
  if (Number.isFinite(Number(value))) return clamp(Number(value) * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? durationMs(value) : clamp(date - now);
}

/** When the rates that are used up begin anew; where none says that it is, the last of them. */
function resetMs(headers: Headers, now: number): number | null {
  const resets = [...headers].flatMap(([name, value]) => {
    if (!/ratelimit/.test(name) || !/reset/.test(name)) return [];
    const ms = momentMs(value, now);
    return ms === null ? [] : [{ ms, left: headers.get(name.replace("reset", "remaining")) }];
  });
  const used = resets.filter(({ left }) => left !== null && Number(left) === 0);
  const counted = used.length > 0 ? used : resets;
  return counted.length === 0 ? null : clamp(Math.max(...counted.map(({ ms }) => ms)));
}

/** Ms from now to a moment given as a duration, seconds, epoch seconds, epoch ms or a date. */
function momentMs(value: string, now: number): number | null {
  const number = value.trim() === "" ? Number.NaN : Number(value);
  if (number > 1e11) return number - now;
  if (number > 1e9) return number * 1000 - now;
  if (Number.isFinite(number)) return number * 1000;
  const lasting = durationMs(value);
  if (lasting !== null) return lasting;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : date - now;
}

/** "6m0s", "450ms", "1.5s", "2 minutes". */
function durationMs(text: string): number | null {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?) ?(ms|milli|s|m|h|d)[a-z]*/gi)];
  if (parts.length === 0 || !/^\d/.test(text.trim())) return null;
  const ms = parts.map(([, amount, unit]) => {
    const key = unit === "milli" ? "ms" : (unit?.toLowerCase() ?? "s");
    return Number(amount) * (UNIT_MS[key] ?? 1_000);
  });
  return clamp(ms.reduce((sum, part) => sum + part, 0));
}

function clamp(ms: number): number {
  return Math.min(DAY_MS, Math.max(0, Math.ceil(ms)));
}
