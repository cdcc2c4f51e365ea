/** Headers that belong to the connection or its framing (RFC 9110, 7.6.1), or that Tutti sets itself. */
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
/** Headers that say on whose behalf a request is made; only proxies may set these. */
const PROXIES = /^(proxy-.*|x-forwarded(-.*)?|forwarded|via|x-real-ip|x-original-.*|x-rewrite-url)$/;

/** Why a tool or connection must not set this request header; null when it may. */
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
