import type { Failure } from "../../../run/outcome.ts";
import { OutboundRefusal } from "../../outbound/outbound-guard.ts";
import { ConnectTimeoutError } from "../keep-alive-fetch.ts";
import { fault } from "./fault-code.ts";

/** Why no connection came about, by the codes of Node and OpenSSL: their own texts are for nobody. */
const REASONS: Record<string, string> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  EAI_FAIL: "the host name could not be looked up",
  ECONNRESET: "the connection was closed without a reply",
  ECONNABORTED: "the connection was closed without a reply",
  EPIPE: "the connection was closed without a reply",
  UND_ERR_SOCKET: "the connection was closed without a reply",
  ETIMEDOUT: "no connection came about in time",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
  EADDRNOTAVAIL: "there is no way to that address",
  EACCES: "this machine does not allow the connection",
  EPERM: "this machine does not allow the connection",
};

/** What is wrong with encryption, and what to do. */
const TLS: { code: RegExp; what: string }[] = [
  { code: /CERT_HAS_EXPIRED/, what: "its certificate has expired. Renew it there" },
  { code: /CERT_NOT_YET_VALID/, what: "its certificate is not valid yet. Check the clocks of both machines" },
  {
    code: /ALTNAME_INVALID/,
    what: "its certificate is for another name. Use the name that the certificate has in the base URL",
  },
  {
    code: /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_UNTRUSTED|CERT_SIGNATURE/,
    what: "its certificate is not signed by an authority that this machine trusts. Start Tutti with NODE_EXTRA_CA_CERTS set to that authority's certificate",
  },
  {
    code: /^EPROTO$|WRONG_VERSION|^ERR_SSL|^ERR_TLS|CERT_/,
    what: "encryption could not be agreed on. Check whether the base URL should begin with http:// instead, and its port",
  },
];

/** Something that is no HTTP answered. */
const NOT_HTTP = /^HPE_/;

/** A connection that did not come about or was lost before a reply, in words for people. */
export function unreachable(error: unknown, where: string): Failure {
  const chain = [...causes(error)];
  const forbidden = chain.find((cause) => cause instanceof OutboundRefusal);
  if (forbidden)
    return fault("bad-request", `${where} is not called: ${forbidden.message}. Check the base URL.`, false);
  const slow = chain.find((cause) => cause instanceof ConnectTimeoutError);
  if (slow) {
    return fault(
      "unreachable",
      `Expected a connection to ${where} within ${slow.timeoutMs} ms; none came. Check the address and the network.`,
      true,
    );
  }
  const code = chain.map(codeOf).find((found) => found !== "") ?? "";
  const tls = TLS.find((entry) => entry.code.test(code));
  if (tls) {
    return fault("tls", `Expected an encrypted connection to ${where}; ${tls.what} (${code}).`, false);
  }
  if (NOT_HTTP.test(code)) {
    return fault(
      "unreachable",
      `Expected a model endpoint at ${where}; what answers there does not speak HTTP. Check the base URL's port, and whether it should begin with https://.`,
      false,
    );
  }
  const reason = REASONS[code] ?? "the connection failed";
  return fault(
    "unreachable",
    `Expected a model endpoint at ${where}; ${reason}${code ? ` (${code})` : ""}. Check the base URL and that the endpoint is running.`,
    true,
  );
}

function* causes(error: unknown): Generator<Error> {
  let at = error;
  for (let depth = 0; at instanceof Error && depth < 10; depth += 1) {
    yield at;
    // Several addresses of a host were tried: any of them tells why.
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
