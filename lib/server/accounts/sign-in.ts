import { z } from "zod";
import { server } from "../ports.ts";
import { TryLimit } from "./try-limit.ts";

const MAX_BODY_BYTES = 16_384;
const Named = z.object({ email: z.string().max(200) });

// By account, whatever address the tries come from; the auth library limits by address besides.
const tries = new TryLimit([
  { max: 5, windowMs: 60_000 },
  { max: 20, windowMs: 3_600_000 },
]);

/** Answers a request to the auth library, after the checks that it leaves out: JSON only, its size, tries by account. */
export async function answerSignIn(request: Request): Promise<Response> {
  if (!request.headers.get("content-type")?.startsWith("application/json"))
    return Response.json({ message: "Expected JSON." }, { status: 415 });
  // Without a stated length the comparison is false too.
  if (!(Number(request.headers.get("content-length") ?? Number.NaN) <= MAX_BODY_BYTES))
    return Response.json({ message: `Expected at most ${MAX_BODY_BYTES} bytes.` }, { status: 413 });
  const named = Named.safeParse(
    await request
      .clone()
      .json()
      .catch(() => null),
  );
  if (!named.success) return Response.json({ message: "Expected email and password." }, { status: 400 });
  const account = named.data.email.trim().toLowerCase();
  const waitMs = tries.take(account, Date.now());
  if (waitMs !== null)
    return Response.json(
      { message: "Too many tries." },
      { status: 429, headers: { "x-retry-after": String(Math.ceil(waitMs / 1_000)) } },
    );
  const { auth } = await server();
  const answer = await auth.handler(request);
  if (answer.ok) tries.clear(account);
  return answer;
}
