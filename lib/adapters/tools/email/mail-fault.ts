/** Why a mail server can't be used, by the codes of nodemailer and Node, whose own texts are not meant for people. */
const REASONS: { code: RegExp; what: string }[] = [
  { code: /EAUTH/, what: "it refused the user or the password" },
  { code: /ECONNREFUSED/, what: "nothing listens there" },
  { code: /ENOTFOUND|EAI_|EDNS/, what: "the host name is not known" },
  { code: /CERT|SELF_SIGNED|UNABLE_TO/, what: "its certificate is not one that this machine trusts" },
  {
    code: /ETLS|EPROTO|SSL|TLS/,
    what: "encryption could not be agreed on; check the port and the choice of encryption",
  },
  { code: /ETIMEDOUT/, what: "it did not answer in time; check the port and the choice of encryption" },
  {
    code: /ECONNRESET|ECONNECTION|ESOCKET|EPIPE/,
    what: "the connection was closed; check the port and the choice of encryption",
  },
];

/** The sending of a mail was given up: its message says why. */
export class MailStopped extends Error {
  override readonly name = "MailStopped";
}

/** What went wrong with a mail server, in words for people; what the server itself said stands at the end. */
export function mailFault(error: unknown): string {
  if (error instanceof MailStopped) return `${error.message}.`;
  const codes = codesOf(error);
  const what =
    REASONS.find(({ code }) => codes.some((known) => code.test(known)))?.what ?? "the connection failed";
  const said =
    error instanceof Error && "response" in error && typeof error.response === "string"
      ? error.response.replace(/\s+/g, " ").slice(0, 200)
      : "";
  return said === "" ? `${what}.` : `${what}. It said: ${said}`;
}

/** The innermost error first: it tells the reason, the outer ones only the place. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ("code" in at && typeof at.code === "string") codes.unshift(at.code);
    // nodemailer keeps OpenSSL's reason only in the text.
    if (/SSL routines|wrong version number/i.test(at.message)) codes.unshift("EPROTO");
    const inText = /\b(E[A-Z_]{4,}|[A-Z]+_CERT[A-Z_]*|CERT_[A-Z_]+)\b/.exec(at.message)?.[1];
    if (inText !== undefined) codes.unshift(inText);
  }
  return codes;
}
