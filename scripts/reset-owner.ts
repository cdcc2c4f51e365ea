// `npm run reset-owner [-- email]`: gives an owner, the first or the one with this email, a new password, typed or piped in.
// Tutti must not be running on the data folder.
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { env } from "../lib/env.ts";
import { resetOwner } from "../lib/server/accounts/reset-owner.ts";
import { openServer } from "../lib/server/ports.ts";

/** Asks for a line without showing what is typed. */
async function askHidden(question: string): Promise<string> {
  process.stdout.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = process.stdin.isTTY === true;
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal });
  try {
    return (await lines.question("")).trim();
  } finally {
    lines.close();
    process.stdout.write("\n");
  }
}

try {
  const server = await openServer(env());
  try {
    const password = await askHidden("New password for the owner: ");
    const { email } = await resetOwner(password, process.argv[2]);
    console.log(`Done. Start Tutti and sign in as ${email}; every earlier session has ended.`);
  } finally {
    await server.close();
  }
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
