import type { JsonObject } from "../../../graph/json.ts";
import { templateParts } from "../../../graph/template.ts";
import { cutText } from "../../../graph/text-cut.ts";
import { asText, encoded, type Filling, fillingOf, optionalValue, placeValue } from "../place-value.ts";
import { ToolProblem } from "../tool-problem.ts";

const MAX_LENGTH = 8_000;

/**
 * Fills a URL template. A value stays in its place: it is encoded, is no `..` and no empty part of a path, and makes no
 * other host. A query's value that the call leaves out takes its name with it. Only a place at the very beginning may hold
 * the address itself. Throws `ToolProblem`.
 */
export function filledUrl(template: string, parameters: JsonObject): URL {
  const from = fillingOf(parameters);
  const parts = templateParts(template.trim());
  const following = (at: number) => {
    const part = parts[at + 1];
    return part && "text" in part ? part.text : "";
  };
  let url = "";
  let dropped = false;
  const inPath: { from: number; to: number; expression: string }[] = [];
  for (const [at, part] of parts.entries()) {
    if ("text" in part)
      url += url.endsWith("?") && part.text.startsWith("&") ? part.text.slice(1) : part.text;
    else if (at === 0) url += beginning(part.expression, parts.length === 1, following(at), from);
    else
      switch (whereAfter(url)) {
        case "scheme":
          throw invalid(`{{ ${part.expression} }} stands in the scheme; write http:// or https:// there`);
        case "host":
          url += hostPart(url, part.expression, following(at), from);
          break;
        case "path": {
          const value = encoded("URL", asText(placeValue("URL", part.expression, from)));
          inPath.push({ from: url.length, to: url.length + value.length, expression: part.expression });
          url += value;
          break;
        }
        case "query": {
          const isWhole = /[?&][^?&=#]*=$/.test(url) && /^([&#]|$)/.test(following(at));
          const read = isWhole ? optionalValue : placeValue;
          const value = read("URL", part.expression, from);
          if (isWhole && value === null) {
            url = url.replace(/[^?&]*$/, "").replace(/&$/, "");
            dropped = true;
          } else url += encoded("URL", asText(value));
          break;
        }
        case "fragment":
          break;
      }
    if (url.length > MAX_LENGTH)
      throw new ToolProblem(
        "too-large",
        `Expected a URL of at most ${MAX_LENGTH} characters, got a longer one.`,
      );
  }
  for (const place of inPath) checkSegment(url, place);
  if (dropped) url = url.replace(/\?(?=#|$)/, "");
  if (!URL.canParse(url))
    throw new ToolProblem(
      "arguments-invalid",
      `Expected the URL to be complete, such as https://api.example.com/orders, got "${cutText(url, 200)}".`,
    );
  return new URL(url);
}

/** Which part of a URL comes next after this beginning of one; values are encoded, so the template alone decides. */
function whereAfter(url: string): "scheme" | "host" | "path" | "query" | "fragment" {
  const [start] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\\]*/i.exec(url) ?? [];
  if (start === undefined) return "scheme";
  const rest = url.slice(start.length);
  if (rest === "") return "host";
  if (rest.includes("#")) return "fragment";
  return rest.includes("?") ? "query" : "path";
}

/** The value of a place at the beginning: the whole URL, a scheme, or the address that what follows stands under. */
function beginning(expression: string, isAll: boolean, next: string, from: Filling): string {
  const text = asText(placeValue("URL", expression, from)).trim();
  if (isAll) return text;
  if (next.startsWith("://")) {
    if (/^https?$/i.test(text)) return text;
    throw invalid(`{{ ${expression} }} is the scheme: expected http or https, got "${cutText(text, 60)}"`);
  }
  const base = URL.canParse(text) ? new URL(text) : null;
  const isBase = base?.host && !/[?#@\\]/.test(text) && /^[/?#]/.test(next);
  if (isBase) return text.replace(/\/+$/, "");
  throw invalid(
    `{{ ${expression} }} begins the URL: expected an address such as https://api.example.com that a / follows, got "${cutText(text, 60)}"`,
  );
}

/** A value in the host: a part before a dot of the template's own, a port, or the whole host. */
function hostPart(url: string, expression: string, next: string, from: Filling): string {
  const text = asText(placeValue("URL", expression, from));
  const before = url.slice(url.indexOf("//") + 2);
  const ends = /^([/?#]|$)/.test(next);
  const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;
  const fits = before.endsWith(":")
    ? /^\d{1,5}$/.test(text)
    : before === "" && ends
      ? /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?(:\d{1,5})?$/i.test(text)
      : !ends && label.test(text);
  if (fits) return text;
  throw invalid(
    ends && before !== "" && !before.endsWith(":")
      ? `{{ ${expression} }} would change the host; write a / before it`
      : `{{ ${expression} }} stands in the host: expected letters, digits and hyphens, got "${cutText(text, 60)}"`,
  );
}

/** Refuses a value by which its part of the path would be another one: empty, or a dot segment (RFC 3986, 5.2.4). */
function checkSegment(
  url: string,
  { from, to, expression }: { from: number; to: number; expression: string },
) {
  const begin = url.slice(0, from).search(/[^/\\]*$/);
  const segment = url.slice(begin, to + url.slice(to).search(/[/\\?#]|$/));
  // A service or a proxy may decode more than once, take a backslash for a slash, or cut off what follows a semicolon.
  const readings = [segment];
  for (let last = decoded(segment); last !== readings.at(-1) && readings.length < 5; last = decoded(last))
    readings.push(last);
  for (const reading of readings) {
    if (reading.trim() === "")
      throw invalid(`{{ ${expression} }} is empty, which would make the path another one`);
    if (/\p{Cc}/u.test(reading))
      throw invalid(`{{ ${expression} }} has a control character, which no path can hold`);
    const pieces = reading.split(/[/\\]/).map((piece) => piece.split(";")[0]?.normalize("NFKC").trim());
    if (pieces.some((piece) => piece === "." || piece === ".."))
      throw invalid(`{{ ${expression} }} has "." or ".." as a part of a path, which would lead elsewhere`);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const invalid = (why: string) => new ToolProblem("arguments-invalid", `The URL can't be filled: ${why}.`);
