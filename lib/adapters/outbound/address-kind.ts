import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * What an address is to a caller: `public` on the internet; `inner` of a private network, of this machine or of a range set
 * aside; `never` where no service can be that Tutti should call: what clouds answer a machine's own credentials at,
 * link-local, multicast, and addresses that stand for any or for another one in a way that hides it.
 */
export type AddressKind = "public" | "inner" | "never";

export type AddressRange = [ipaddr.IPv4 | ipaddr.IPv6, number];

const wholeRange = (text: string) => (text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`);

/** Reads `10.1.0.0/16`, `fd00::/8` or a single address; null when it is none. */
export function addressRange(text: string): AddressRange | null {
  const whole = wholeRange(text);
  return isIP(whole.split("/")[0] ?? "") && ipaddr.isValidCIDR(whole) ? ipaddr.parseCIDR(whole) : null;
}

const ranges = (...texts: string[]): AddressRange[] =>
  texts.map((text) => ipaddr.parseCIDR(wholeRange(text)));

// Named by IANA's special-purpose registries, or by the clouds: Azure's wire server, Alibaba's, Oracle's (192.0.0.192),
// Amazon's, Google's and Scaleway's metadata. Those at 169.254.0.0/16 are link-local.
const never = ranges(
  "0.0.0.0/8",
  "100.100.100.200",
  "168.63.129.16",
  "169.254.0.0/16",
  "192.0.0.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "100::/64",
  "2001::/32",
  "2002::/16",
  "5f00::/16",
  "fd00:42::42",
  "fd00:c1::a9fe:a9fe",
  "fd00:ec2::/32",
  "fd20:ce::254",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
);
const inner = ranges(
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "172.16.0.0/12",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "2001::/23",
  "2001:db8::/32",
  "2620:4f:8000::/48",
  "3fff::/20",
);
const loopbackV6 = ranges("::1");
const globalV6 = ranges("2000::/3");
const nat64 = ranges("64:ff9b::/96");
const localNat64 = ranges("64:ff9b:1::/48");
/** IPv4-compatible, IPv4-mapped and IPv4-translated: the last four bytes are an IPv4 address. */
const wrapped = ranges("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96");

/** True when the address lies in one of the ranges; a range of IPv4 holds no address of IPv6. */
export function isWithin(address: string, of: readonly AddressRange[]): boolean {
  return matches(ipaddr.parse(address), of);
}

const matches = (address: ipaddr.IPv4 | ipaddr.IPv6, of: readonly AddressRange[]) =>
  of.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));

/** The kind of an address as it would be dialled, without brackets. What is no plain address, or has a zone, is `never`. */
export function kindOfAddress(text: string): AddressKind {
  if (!isIP(text) || text.includes("%")) return "never";
  const address = ipaddr.parse(text);
  if (matches(address, never)) return "never";
  if (address.kind() === "ipv4") return matches(address, inner) ? "inner" : "public";
  if (matches(address, loopbackV6)) return "inner";
  const hidden = hiddenAddresses(address).map(kindOfAddress);
  if (hidden.includes("never")) return "never";
  if (matches(address, nat64)) return hidden[0] ?? "never";
  if (hidden.length > 0) return "inner";
  return matches(address, globalV6) && !matches(address, inner) ? "public" : "inner";
}

/** The IPv4 addresses that an IPv6 address may carry (RFC 6052; RFC 5214 for ISATAP). */
function hiddenAddresses(address: ipaddr.IPv4 | ipaddr.IPv6): string[] {
  const bytes = address.toByteArray();
  const at = (...places: number[]) => places.map((place) => bytes[place]).join(".");
  const last = at(12, 13, 14, 15);
  if (matches(address, localNat64)) return [last, at(6, 7, 9, 10), at(7, 9, 10, 11), at(9, 10, 11, 12)];
  const isIsatap =
    (bytes[8] === 0 || bytes[8] === 2) && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
  return isIsatap || matches(address, wrapped) || matches(address, nat64) ? [last] : [];
}
