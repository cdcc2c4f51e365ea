/** Of the connection or of its framing (RFC 9110, 7.6.1), or set by Tutti itself. */
const OWN = new Set([
  "host",
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "accept-encoding",
]);
/** They say on whose behalf a request comes, which is for proxies to say. */
const PROXIES = /^(proxy-.*|x-forwarded(-.*)?|forwarded|via|x-real-ip|x-original-.*|x-rewrite-url)$/;

/** Why nobody may set this header of a request, neither a tool nor a connection; null when it can be set. */
export function headerProblem(name: string): string | null {
  const plain = name.trim().toLowerCase();
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(plain))
    return `Expected a header's name of letters, digits and hyphens, got "${name}".`;
  if (OWN.has(plain))
    return `The header ${name} can't be set: it belongs to the connection and is written by Tutti.`;
  if (PROXIES.test(plain))
    return `The header ${name} can't be set: it says on whose behalf a request comes, which only proxies may.`;
  return null;
}
