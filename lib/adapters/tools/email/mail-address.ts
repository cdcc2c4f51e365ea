import { domainToASCII } from "node:url";

const LABEL = String.raw`[\p{L}\p{N}]([\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?`;
const ADDRESS = new RegExp(
  String.raw`^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_\x60{|}~.-]{1,64}@${LABEL}(\.${LABEL})+$`,
  "u",
);
/** A name before an address in angle brackets: quoted, or of characters that mean nothing in a list of addresses. */
const NAMED = /^(?:"(?:[^"\\]|\\.)*"|[^"<>@,;:()[\]\\]*)\s*<([^<>]*)>$/u;

/** True for a plain address: an unquoted local part and a host name (RFC 5321, without comments and address literals). */
export function isAddress(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text) && !/^\.|\.\.|\.@/.test(text);
}

/** The address of one mailbox, `ada@example.com` or `Ada <ada@example.com>`; null for anything else, such as a list of them. */
export function addressOf(mailbox: string): string | null {
  const plain = mailbox.trim();
  const address = plain.includes("<") ? (NAMED.exec(plain)?.[1] ?? "").trim() : plain;
  return isAddress(address) ? address : null;
}

/** Two ways to write one address are the same here: case, and the two forms of a domain of other scripts (RFC 5890). */
export function sameForm(address: string): string {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1);
  return `${address.slice(0, at).normalize("NFC").toLowerCase()}@${domainToASCII(domain) || domain.toLowerCase()}`;
}
