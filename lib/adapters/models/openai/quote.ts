import { shortened, withoutEnd } from "../../../graph/text-cut.ts";

import { createMask } from "../../secrets/mask.ts";
import { secretsIn } from "../../secrets/secrets-in.ts";

/** A page rather than a text with a sign or two: `<nil>` is meant. */
const PAGE = /<!doctype|<\/?(html|head|body|title|center|div|h\d|p|pre|span|br)\b/i;

/** The beginning of what an endpoint said, on one line, without markup and without anything that looks like a key. */
export function quote(text: string, secret: string | null): string {
  // What leaves the adapters is masked as a whole; this text is cut first, and half a secret could not be told any more.
  const withoutSecret = createMask(secret ? secretsIn(secret) : []).text(text);
  const begin = withoutSecret.slice(0, 8_000);
  const words = PAGE.test(begin)
    ? begin.replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]*>/g, " ")
    : begin;
  const plain = words
    .replace(/\b(sk|gsk|AIza|xai|pplx)[-_A-Za-z0-9*]{8,}/g, "[key]")
    .replace(/\s+/g, " ")
    .trim();
  return withoutEnd(shortened(plain, 300), ". \n\t") || "no explanation came";
}
