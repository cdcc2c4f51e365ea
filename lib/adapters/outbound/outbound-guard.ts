import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { isInnerName } from "../../graph/inner-host.ts";
import { type AddressRange, addressRange, isWithin, kindOfAddress } from "./address-kind.ts";

/** Where calls may go besides the public internet. */
export type OutboundPolicy = {
  /** Whether private networks and this machine may be reached. */
  inner: "allowed" | "refused";
  /** What is allowed of them all the same: addresses, and names with whatever inner address they have. */
  ranges: readonly AddressRange[];
  names: readonly string[];
};

/** For the model endpoints, databases and mail servers that an owner sets up: they may be on the inside. */
export const ownersPolicy: OutboundPolicy = { inner: "allowed", ranges: [], names: [] };

/**
 * For calls that documents and models fill: the public internet, and what the operator allows (`TUTTI_ALLOW_ADDRESSES`), each
 * entry an address, a range or a host name. Throws naming an entry that is none.
 */
export function documentsPolicy(allow: readonly string[]): OutboundPolicy {
  const policy = { inner: "refused" as const, ranges: [] as AddressRange[], names: [] as string[] };
  for (const entry of allow) {
    const range = addressRange(entry);
    if (range) policy.ranges.push(range);
    else if (/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(entry) && !/^[\d.]+$/.test(entry))
      policy.names.push(plainName(entry));
    else
      throw new Error(
        `TUTTI_ALLOW_ADDRESSES: expected addresses, ranges such as 10.1.0.0/16, or host names; got "${entry}".`,
      );
  }
  return policy;
}

/** Thrown instead of dialling. The message names the host as it was written, never an address that a name leads to. */
export class OutboundRefusal extends Error {
  override readonly name = "OutboundRefusal";
  readonly host: string;
  /** The operator can allow it. */
  readonly isInner: boolean;

  constructor(host: string, why: string, isInner = false) {
    super(`${host} ${why}`);
    this.host = host;
    this.isInner = isInner;
  }
}

/** Resolves a host to all its addresses; tests bring their own answers. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

const LOOKUP_MS = 5_000;

/** Checks what can be seen of a URL before dialling: its scheme, that it has no user or password, and its host. Throws `OutboundRefusal`. */
export function checkUrl(url: URL, policy: OutboundPolicy): void {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new OutboundRefusal(
      url.host || url.protocol,
      `can't be called by ${url.protocol} (only http and https)`,
    );
  if (url.username !== "" || url.password !== "")
    throw new OutboundRefusal(
      url.host,
      "can't be called with a user or password in the URL; use a connection",
    );
  checkHost(url.hostname, policy);
}

/** Checks a host before dialling, a literal address (with or without brackets) or a name. Throws `OutboundRefusal`. */
export function checkHost(host: string, policy: OutboundPolicy): void {
  const bare = host.replace(/^\[|\]$/g, "");
  if (isIP(bare)) {
    const refusal = refusalOf(bare, bare, policy);
    if (refusal) throw refusal;
  } else if (policy.inner === "refused" && isInnerName(bare) && !policy.names.includes(plainName(bare)))
    throw new OutboundRefusal(bare, "is a name of a private network or of this machine", true);
}

/**
 * A `lookup` for sockets: every address that the name leads to must be allowed, and the answer that was checked is the one
 * that is dialled. Fails with `OutboundRefusal`, or when no answer comes within 5 s. Node does not ask it for literal
 * addresses; those are for `checkHost`.
 */
export function guardedLookup(
  policy: OutboundPolicy,
  { resolve = resolveAll, timeoutMs = LOOKUP_MS }: { resolve?: Resolve; timeoutMs?: number } = {},
): LookupFunction {
  return (host: string, options: LookupOptions, done) => {
    within(resolve(host), host, timeoutMs)
      .then((addresses) => checked(host, addresses, policy))
      .then(
        (addresses) => {
          const fitting = addresses.filter(
            ({ family }) => !options.family || options.family === family || options.family === `IPv${family}`,
          );
          const [first] = fitting;
          if (!first) done(Object.assign(new Error(`no address for ${host}`), { code: "ENOTFOUND" }), [], 0);
          else if (options.all) done(null, fitting);
          else done(null, first.address, first.family);
        },
        (error: Error) => done(error, [], 0),
      );
  };
}

function checked(host: string, addresses: LookupAddress[], policy: OutboundPolicy): LookupAddress[] {
  for (const { address } of addresses) {
    const refusal = refusalOf(host, address, policy);
    if (refusal) throw refusal;
  }
  return addresses;
}

function refusalOf(host: string, address: string, policy: OutboundPolicy): OutboundRefusal | null {
  const verb = host === address ? "is" : "leads to";
  switch (kindOfAddress(address)) {
    case "public":
      return null;
    case "never":
      return host === "0.0.0.0" || host === "::"
        ? new OutboundRefusal(host, "stands for any address; use 127.0.0.1 for this machine")
        : new OutboundRefusal(host, `${verb} an address that is never called`);
    case "inner": {
      const isAllowed =
        policy.inner === "allowed" ||
        isWithin(address, policy.ranges) ||
        policy.names.includes(plainName(host));
      return isAllowed
        ? null
        : new OutboundRefusal(host, `${verb} an address of a private network or of this machine`, true);
    }
  }
}

const plainName = (host: string) => host.toLowerCase().replace(/\.+$/, "");

function within(answer: Promise<LookupAddress[]>, host: string, timeoutMs: number): Promise<LookupAddress[]> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, fail) => {
    const error = new Error(`the name ${host} could not be looked up within ${timeoutMs / 1000} s`);
    timer = setTimeout(() => fail(Object.assign(error, { code: "EAI_AGAIN" })), timeoutMs);
  });
  return Promise.race([answer, over]).finally(() => clearTimeout(timer));
}

function resolveAll(host: string): Promise<LookupAddress[]> {
  return new Promise((found, failed) => {
    dnsLookup(host, { all: true, verbatim: true }, (error, addresses) =>
      error ? failed(error) : found(addresses),
    );
  });
}
