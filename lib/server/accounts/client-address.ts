import ipaddr from "ipaddr.js";

/**
 * Where a request comes from, as limits count it: an IPv4 address, or the /64 of an IPv6 address, which one household has to
 * itself. `x-forwarded-for` is what lib/server/http-server.ts has put there, and only its last hop counts in any case.
 */
export function clientAddress(headers: Headers): string {
  return countedAddress(headers.get("x-forwarded-for")?.split(",").at(-1) ?? "");
}

/** An address as limits count it; what is none is one for all. */
export function countedAddress(text: string): string {
  const plain = text.trim();
  if (!ipaddr.isValid(plain)) return "unknown";
  const address = ipaddr.process(plain);
  if (address.kind() === "ipv4") return address.toString();
  const [base] = ipaddr.parseCIDR(`${address.toNormalizedString().replace(/%.*/, "")}/64`);
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${base.toNormalizedString()}/64`).toNormalizedString()}/64`;
}
