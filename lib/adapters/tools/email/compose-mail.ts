import type { JsonObject } from "../../../graph/json.ts";
import { cutText } from "../../../graph/text-cut.ts";
import type { ToolConfig } from "../../../graph/tool.ts";
import { filled, fillingOf } from "../place-value.ts";
import { ToolProblem } from "../tool-problem.ts";
import { recipientsOf } from "./recipients.ts";

type EmailTool = Extract<ToolConfig, { type: "email" }>;

/** A mail as its tool and the call make it; `notes` tell where it isn't quite what was asked for. */
export type ComposedMail = { to: string[]; subject: string; body: string; notes: string[] };

const MAX_SUBJECT_CHARACTERS = 900;
const MAX_BODY_CHARACTERS = 200_000;

/** Fills the templates and checks what comes out: addresses, a subject of one line, a text. Throws `ToolProblem`. */
export function composeMail(tool: EmailTool, parameters: JsonObject): ComposedMail {
  for (const field of ["to", "subject", "body"] as const)
    if (tool[field].trim() === "")
      throw new ToolProblem(
        "tool-not-configured",
        `This mail has no ${field}. Write one in the tool's settings.`,
      );
  const body = filled("mail's body", tool.body, fillingOf(parameters)).trim().toWellFormed();
  if (body === "")
    throw new ToolProblem("mail-refused", "Expected a text to send, got an empty one. Nothing was sent.");
  if (body.length > MAX_BODY_CHARACTERS)
    throw new ToolProblem(
      "too-large",
      `Expected a mail of at most ${MAX_BODY_CHARACTERS} characters, got ${body.length}.`,
    );
  refuseControl("body", body.replace(/[\t\r\n]/g, ""));
  const subject = filled("mail's subject", tool.subject, fillingOf(parameters)).trim().toWellFormed();
  refuseControl("subject", subject.replace(/\t/g, ""));
  const short = cutText(subject, MAX_SUBJECT_CHARACTERS).trimEnd();
  return {
    to: recipientsOf(tool.to, parameters),
    subject: short,
    body,
    notes: short === subject ? [] : [`The subject was cut after ${short.length} characters.`],
  };
}

/** A line break in a header begins another header; control characters have no place in one either. */
function refuseControl(field: string, text: string): void {
  const [control] =
    /[\p{Cc}\u2028\u2029]/u.exec(field === "body" ? text.replace(/[\u2028\u2029]/g, "") : text) ?? [];
  if (control === undefined) return;
  const code = control.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
  const expected = field === "body" ? "to be text" : "to be one line";
  throw new ToolProblem(
    "mail-refused",
    `Expected the mail's ${field} ${expected}, got the control character U+${code} in it. Nothing was sent.`,
  );
}
