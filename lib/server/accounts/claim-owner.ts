import { z } from "zod";
import { AppError } from "../app-error.ts";
import { server } from "../ports.ts";
import { createWorkspace } from "../workspaces/workspace.ts";
import { clientAddress } from "./client-address.ts";
import { NewAccount } from "./new-account.ts";
import { consumeOwnerCode, isOwnerCode, restoreOwnerCode } from "./owner-code.ts";

/** What the first visit asks for. */
export const OwnerClaim = NewAccount.extend({ code: z.string().min(1).max(200) });
export type OwnerClaim = z.infer<typeof OwnerClaim>;

/** What the link of the first visit leads to. */
export type Welcome = "claim" | "taken" | "wrong-link";

/** Whether there is an owner, so that somebody can sign in. */
export async function hasOwner(): Promise<boolean> {
  const { db } = await server();
  return (await db.member.count({ where: { role: "owner" } })) > 0;
}

/** Whether a code still makes an owner, or there is one already, or it isn't the one that was printed last. */
export async function welcome(code: string | undefined): Promise<Welcome> {
  if (await hasOwner()) return "taken";
  const { db } = await server();
  return code !== undefined && (await isOwnerCode(db, code)) ? "claim" : "wrong-link";
}

/**
 * Makes the owner, signed in, with a workspace and the template in it, for the holder of the one-time code. The code is
 * used up by exactly one success; what failed leaves it usable. Gives the workflow to open first.
 */
export async function claimOwner(
  claim: OwnerClaim,
  headers: Headers,
): Promise<{ slug: string; workflowId: string }> {
  const { db, auth } = await server();
  if ((await welcome(claim.code)) === "taken")
    throw new AppError("CONFLICT", "This Tutti has its owner already: sign in instead.");
  if (!(await consumeOwnerCode(db, claim.code)))
    throw new AppError("REFUSED", "This link has been used or is not the newest: take the one printed last.");
  let userId: string | undefined;
  try {
    const { name, email, password } = claim;
    const made = await auth.whileClaiming(() =>
      auth.api.signUpEmail({ body: { name, email, password }, headers }),
    );
    userId = made.user.id;
    const person = { userId, name, email: made.user.email, address: clientAddress(headers) };
    const { slug, workflowId } = await createWorkspace(person, {
      name: `${name}'s workspace`,
      practice: true,
    });
    return { slug, workflowId };
  } catch (cause) {
    if (userId !== undefined) await db.user.delete({ where: { id: userId } });
    await restoreOwnerCode(db, claim.code);
    throw cause;
  }
}
