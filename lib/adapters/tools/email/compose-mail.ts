import addressparser from "nodemailer/lib/addressparser";
import type { JsonObject } from "../../../graph/json.ts";
import { render } from "../../../graph/template.ts";
import { cutText } from "../../../graph/text-cut.ts";
import type { ToolConfig } from "../../../graph/tool.ts";
import { ToolProblem } from "../tool-problem.ts";

type EmailTool = Extract<ToolConfig, { type: "email" }>;

const MAX_RECIPIENTS = 20;
const MAX_BODY_CHARACTERS = 200_000;

/** Fills the templates and checks what comes out: addresses, one line each, at most 20 recipients. Throws `ToolProblem`. */
export function composeMail(
  tool: EmailTool,
  parameters: JsonObject,
): { to: string[]; subject: string; body: string } {
  const text = (field: "to" | "subject" | "body") => {
    if (tool[field].trim() === "")
      throw new ToolProblem(
        "tool-not-configured",
        `This mail has no ${field}. Write one in the tool's settings.`,
      );
    const { text: filled, missing } = render(tool[field], { parameters });
    const hole = missing[0];
    if (hole)
      throw new ToolProblem(
        "arguments-invalid",
        `The mail's ${field} can't be filled: ${hole.message} in {{ ${hole.expression} }}.`,
      );
    return filled.trim();
  };
  const body = text("body");
  if (body.length > MAX_BODY_CHARACTERS)
    throw new ToolProblem(
      "too-large",
      `Expected a mail of at most ${MAX_BODY_CHARACTERS} characters, got ${body.length}.`,
    );
  return {
    to: recipients(oneLine("to", text("to"))),
    subject: cutText(oneLine("subject", text("subject")), 900),
    body,
  };
}

/** Refuses recipients that the connection does not allow (`person@host` or `@host`); an empty list allows everybody. */
export function checkRecipients(to: readonly string[], allowed: readonly string[]): void {
  const outside = to.find(
    (address) =>
      allowed.length > 0 &&
      !allowed.some((entry) =>
        entry.startsWith("@")
          ? address.toLowerCase().endsWith(entry.toLowerCase())
          : entry.toLowerCase() === address.toLowerCase(),
      ),
  );
  if (outside !== undefined)
    throw new ToolProblem(
      "mail-refused",
      `${outside} is not among the recipients that this connection allows (${allowed.join(", ")}). Add it to the connection, or write to somebody else.`,
    );
}

function oneLine(field: string, text: string): string {
  // A line break in a header begins another header; control characters have no place in one either.
  const control = [...text].find(
    (character) => /[\p{Cc}\u2028\u2029]/u.test(character) && character !== "\t",
  );
  if (control === undefined) return text;
  const code = control.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
  throw new ToolProblem(
    "mail-refused",
    `Expected the mail's ${field} to be one line, got the control character U+${code} in it. Nothing was sent.`,
  );
}

function recipients(text: string): string[] {
  const parsed = addressparser(text, { flatten: true }).map(({ address }) => address);
  for (const address of parsed)
    if (!isAddress(address))
      throw new ToolProblem(
        "mail-refused",
        `Expected a mail address such as name@example.com, got "${cutText(address || text, 100)}". Nothing was sent.`,
      );
  const unique = [...new Set(parsed)];
  if (unique.length === 0)
    throw new ToolProblem(
      "mail-refused",
      `Expected at least one recipient, got "${cutText(text, 100)}". Nothing was sent.`,
    );
  if (unique.length > MAX_RECIPIENTS)
    throw new ToolProblem(
      "mail-refused",
      `Expected at most ${MAX_RECIPIENTS} recipients, got ${unique.length}. Nothing was sent.`,
    );
  return unique;
}

/** True for a plain address: an unquoted local part and a host name (RFC 5321, without comments and address literals). */
export function isAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}@[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u.test(
      text,
    ) &&
    !/^\.|\.\.|\.@/.test(text)
  );
}
