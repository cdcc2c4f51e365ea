import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Thrown instead of connecting to an address where no model endpoint can be. */
export class ForbiddenAddressError extends Error {
  override readonly name = "ForbiddenAddressError";
}

const NOWHERE = new Set(["linkLocal", "multicast", "broadcast", "unspecified", "6to4", "teredo"]);
/** Where clouds answer with a machine's own credentials; the link-local ones are refused as such. */
const METADATA = new Set(["168.63.129.16", "100.100.100.200", "fd00:ec2::254"]);

/**
 * Says why a model endpoint can't be at an address, or null. Loopback and private networks are fine, because local
 * models live there; the metadata services of clouds, multicast and "any" addresses are not.
 */
export function forbiddenAddress(address: string): string | null {
  const bare = address.replace(/^\[|\]$/g, "");
  if (!ipaddr.isValid(bare)) return null;
  const ip = ipaddr.process(bare);
  const range = ip.range();
  if (range === "unspecified") return `${bare} stands for any address; use 127.0.0.1 for this machine`;
  if (NOWHERE.has(range) || METADATA.has(ip.toString())) return `${bare} is no address of a model endpoint`;
  // NAT64 carries an IPv4 address in its last four bytes.
  if (range === "rfc6052") return forbiddenAddress(ip.toByteArray().slice(-4).join("."));
  return null;
}

/** The system's look-up of names, refusing every answer that holds a forbidden address. */
export const guardedLookup: LookupFunction = (host, options, callback) => {
  lookup(host, options, (error, found, family) => {
    if (error) return callback(error, found, family);
    const addresses = typeof found === "string" ? [found] : found.map(({ address }) => address);
    for (const address of addresses) {
      const why = forbiddenAddress(address);
      if (why !== null) return callback(new ForbiddenAddressError(`${host} leads to ${why}`), found, family);
    }
    callback(null, found, family);
  });
};
