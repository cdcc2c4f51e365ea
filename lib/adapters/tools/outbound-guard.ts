import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { ToolProblem } from "./tool-problem.ts";

/** What the operator allows besides the public internet: addresses and ranges such as `127.0.0.1` or `10.0.0.0/8`. */
export interface OutboundPolicy {
  allow: readonly string[];
}

/** Resolves a host to all its addresses; tests bring their own answers. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];
const range = (text: string): Range =>
  ipaddr.parseCIDR(text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`);

// Named by IANA's special-purpose registries, or known to be answered inside a cloud (168.63.129.16 is Azure's).
const specialV4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
].map(range);
const globalV6 = range("2000::/3");
const specialV6 = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"].map(range);

/** Why a dialled address may not be reached, or null when it may: only global unicast, and what the operator allows. */
export function addressProblem(address: string, policy: OutboundPolicy): string | null {
  if (!isIP(address) || address.includes("%")) return `${address} is no plain address`;
  const parsed = ipaddr.parse(address);
  const within = (ranges: readonly Range[]) =>
    ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits));
  if (within(policy.allow.map(range))) return null;
  const global =
    parsed.kind() === "ipv4"
      ? parsed.range() === "unicast" && !within(specialV4)
      : within([globalV6]) && parsed.range() === "unicast" && !within(specialV6);
  return global ? null : `${address} is not an address of the public internet`;
}

/** Checks what can be seen before dialling: scheme, no credentials in the address, and a literal address. Throws `ToolProblem`. */
export function checkUrl(url: URL, policy: OutboundPolicy): void {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw refused(url.host, `only http and https are allowed, got ${url.protocol}`);
  if (url.username !== "" || url.password !== "")
    throw refused(url.host, "a user or password in the address is not allowed; use a connection");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const problem = isIP(host) ? addressProblem(host, policy) : null;
  if (problem) throw refused(host, problem);
}

/**
 * A `lookup` for node:http and node:https: every address that the name leads to must be allowed, and the answer that
 * was checked is the one that is dialled. Node does not ask it for literal addresses; those are for `checkUrl`.
 */
export function guardedLookup(policy: OutboundPolicy, resolve: Resolve = resolveAll): LookupFunction {
  return (host: string, options: LookupOptions, done) => {
    resolve(host).then(
      (addresses) => {
        const problem = addresses
          .map(({ address }) => addressProblem(address, policy))
          .find((found) => found !== null);
        if (problem) return done(refused(host, problem), [], 0);
        const fitting = addresses.filter(
          ({ family }) => !options.family || options.family === family || options.family === `IPv${family}`,
        );
        const first = fitting[0];
        if (!first)
          return done(Object.assign(new Error(`no address for ${host}`), { code: "ENOTFOUND" }), [], 0);
        if (options.all) done(null, fitting);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, [], 0),
    );
  };
}

function resolveAll(host: string): Promise<LookupAddress[]> {
  return new Promise((found, failed) => {
    dnsLookup(host, { all: true, verbatim: true }, (error, addresses) =>
      error ? failed(error) : found(addresses),
    );
  });
}

function refused(host: string, why: string): ToolProblem {
  return new ToolProblem(
    "address-refused",
    `The call to ${host} was refused: ${why}. Tools reach the public internet only, unless the operator allows the address.`,
  );
}
