import { answerSignIn } from "@/lib/server/accounts/sign-in";

/** The auth library's endpoints that are used; sign-up is there to refuse. Everything else it has is closed. */
const OPEN = ["/api/auth/sign-in/email", "/api/auth/sign-up/email"];

/** Sign-in with email and password. */
export async function POST(request: Request): Promise<Response> {
  if (!OPEN.includes(new URL(request.url).pathname)) return new Response(null, { status: 404 });
  return answerSignIn(request);
}
