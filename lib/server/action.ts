import { headers } from "next/headers";
import { z } from "zod";
import { isNoRoom } from "../adapters/store/no-room.ts";
import { isTransient } from "../adapters/store/transient.ts";
import { isUnstorableText } from "../adapters/store/unstorable-text.ts";
import { inPlainWords } from "../graph/schema-words.ts";
import type { Answer, Refusal } from "../views/answer.ts";
import type { Right } from "../views/roles.ts";
import { type Person, personOf, requireViewer, type Viewer } from "./accounts/viewer.ts";
import { actionReached } from "./action-trial.ts";
import { AppError, type AppErrorCode } from "./app-error.ts";
import { refuseOtherOrigins } from "./origin.ts";

/**
 * A server action in a workspace, named by its slug: checks the origin, names the viewer, who must have the right, parses
 * the input and calls one use case.
 */
export function action<R extends Right, Schema extends z.ZodType, T extends object>(
  right: R,
  schema: Schema,
  useCase: (viewer: Viewer<R>, input: z.output<Schema>) => Promise<T> | T,
): (workspace: string, input: z.input<Schema>) => Promise<Answer<T>> {
  return (workspace, input) =>
    answer(async () => {
      const sent = await headers();
      refuseOtherOrigins(sent);
      const viewer = await requireViewer(sent, parseInput(Slug, workspace), right);
      return useCase(viewer, parseInput(schema, input));
    });
}

/** A server action of somebody who is signed in, over what is theirs, outside of workspaces. */
export function personAction<Schema extends z.ZodType, T extends object>(
  schema: Schema,
  useCase: (person: Person, input: z.output<Schema>, sent: Headers) => Promise<T> | T,
): (input: z.input<Schema>) => Promise<Answer<T>> {
  return openAction(z.unknown(), async (input, sent) => {
    const person = await personOf(sent);
    if (person === null) throw new AppError("UNAUTHENTICATED", "You are signed out: sign in and try again.");
    return useCase(person, parseInput(schema, input), sent);
  });
}

/** A server action for people without a session; what it does must check authority by its input. */
export function openAction<Schema extends z.ZodType, T extends object>(
  schema: Schema,
  useCase: (input: z.output<Schema>, sent: Headers) => Promise<T> | T,
): (input: z.input<Schema>) => Promise<Answer<T>> {
  return (input) =>
    answer(async () => {
      const sent = await headers();
      refuseOtherOrigins(sent);
      return useCase(parseInput(schema, input), sent);
    });
}

async function answer<T extends object>(work: () => Promise<T>): Promise<Answer<T>> {
  actionReached();
  try {
    return { ok: true, ...(await work()) };
  } catch (error) {
    return refusalOf(error);
  }
}

/** What an error tells a person; what nobody foresaw is logged and told without its details. */
export function refusalOf(error: unknown): Refusal & { code: AppErrorCode } {
  if (error instanceof AppError)
    return { ok: false, code: error.code, message: error.message, fields: error.fields };
  if (isUnstorableText(error))
    return {
      ok: false,
      code: "INVALID",
      message: "A text holds the character U+0000, which can't be stored: take it out.",
      fields: {},
    };
  if (isTransient(error)) {
    console.warn("The database could not do what a request needs:", error);
    const why = isNoRoom(error) ? "The disk is full." : "The database can't be reached at the moment.";
    return { ok: false, code: "UNAVAILABLE", message: `${why} Try again shortly.`, fields: {} };
  }
  const reference = Math.random().toString(36).slice(2, 8);
  console.error(`Unexpected error ${reference}:`, error);
  return {
    ok: false,
    code: "INTERNAL",
    message: `Something went wrong on our side. The server's log has it under ${reference}.`,
    fields: {},
  };
}

/** The slug of a workspace as an action is given it. */
const Slug = z.string().max(100);

/** Parses what came in; refuses with one sentence for each field that is wrong. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input, { error: inPlainWords });
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join(".")] ??= issue.message;
  const [where, what] = Object.entries(fields)[0] ?? ["", "expected something else"];
  throw new AppError("INVALID", where === "" ? what : `${where}: ${what}`, { fields, cause: parsed.error });
}
