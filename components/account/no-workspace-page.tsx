import { Button } from "@/components/ui/button.tsx";

type Props = { email: string; signOut: () => Promise<void> };

/** What somebody sees who is signed in and belongs to no workspace. */
export function NoWorkspacePage({ email, signOut }: Props) {
  return (
    <main className="ruled flex min-h-dvh flex-col items-center justify-center px-4 py-16">
      <div className="w-full max-w-100 rounded-panel border border-line bg-surface p-6">
        <h1 className="text-19">You are in no workspace</h1>
        <p className="wrap-anywhere mt-1 text-ink-soft">
          You are signed in as {email}, and no workspace has you as a member. Ask an owner of one for an
          invitation.
        </p>
        <form action={signOut} className="mt-4">
          <Button type="submit">Sign out</Button>
        </form>
      </div>
    </main>
  );
}
