/** How a sign-in ended: fine, or in a sentence why not. */
export type SignIn = { ok: true } | { ok: false; message: string };

/** Asks the server for a session; its cookie comes with the answer. */
export async function signIn(email: string, password: string): Promise<SignIn> {
  const refused = (message: string): SignIn => ({ ok: false, message });
  let answer: Response;
  try {
    answer = await fetch("/api/auth/sign-in/email", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
  } catch {
    return refused("Tutti did not answer. Look whether it is still running, then try again.");
  }
  if (answer.ok) return { ok: true };
  if (answer.status === 429) {
    const seconds = Number(answer.headers.get("retry-after") ?? 10);
    return refused(`Too many tries. Wait ${seconds} seconds, then try again.`);
  }
  if (answer.status === 400 || answer.status === 401)
    return refused("Email and password don't belong together. Check both and try again.");
  return refused(`Tutti refused with ${answer.status}. Its terminal says more.`);
}
