/** The beginning of what an endpoint said, on one line, without markup and without anything that looks like a key. */
export function quote(text: string, secret: string | null): string {
  const withoutSecret = secret ? text.replaceAll(secret, "[key]") : text;
  const plain = withoutSecret
    .slice(0, 8_000)
    .replace(/\b(sk|gsk|AIza|xai|pplx)[-_A-Za-z0-9*]{8,}/g, "[key]")
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const short = plain.length > 300 ? `${plain.slice(0, 300).replace(/[\uD800-\uDBFF]$/, "")}…` : plain;
  return short.replace(/[.\s]+$/, "") || "no explanation came";
}
