/**
 * Endings of host names that only have a meaning inside a network: reserved by RFC 6761, 6762 and 8375 and by ICANN
 * (`.internal`), or in common use.
 */
const INNER_ENDINGS = new Set([
  "localhost",
  "localdomain",
  "local",
  "internal",
  "intranet",
  "lan",
  "home",
  "corp",
  "private",
  "svc",
]);

/** True for a host name inside a network: a single label, `localhost`, `*.internal`, `*.local` … */
export function isInnerName(host: string): boolean {
  const labels = host.toLowerCase().replace(/\.+$/, "").split(".");
  const last = labels.at(-1) ?? "";
  return labels.length === 1 || INNER_ENDINGS.has(last) || labels.slice(-2).join(".") === "home.arpa";
}

/**
 * True for the host of a `URL` that is itself an address of a private network or of this machine, or no usable
 * address.
 */
export function isInnerLiteral(hostname: string): boolean {
  if (hostname.startsWith("[")) return !/^\[[23]/.test(hostname);
  const [first = 0, second = 0] = hostname.split(".").map(Number);
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(hostname)) return false;
  return (
    [0, 10, 127].includes(first) ||
    first >= 224 ||
    (first === 100 && second >= 64 && second < 128) ||
    (first === 169 && second === 254) ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168)
  );
}
