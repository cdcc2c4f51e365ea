import { server } from "@/lib/server/ports";

/** The auth library's endpoints that are used; sign-up is there to refuse. Everything else it has is closed. */
const OPEN = ["/api/auth/sign-in/email", "/api/auth/sign-up/email"];
const MAX_BODY_BYTES = 16_384;

/** Sign-in with email and password. */
export async function POST(request: Request): Promise<Response> {
  if (!OPEN.includes(new URL(request.url).pathname)) return new Response(null, { status: 404 });
  if (!request.headers.get("content-type")?.startsWith("application/json"))
    return Response.json({ message: "Expected JSON." }, { status: 415 });
  // Without a stated length the comparison is false too.
  if (!(Number(request.headers.get("content-length") ?? Number.NaN) <= MAX_BODY_BYTES))
    return Response.json({ message: `Expected at most ${MAX_BODY_BYTES} bytes.` }, { status: 413 });
  const { auth } = await server();
  return auth.handler(request);
}
