import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext } from "@playwright/test";
import { cookiePrefix } from "../lib/server/accounts/cookie-prefix.ts";
import { type ServedApp, serveApp } from "./serve-app.ts";

/** What signs a browser in. */
export type SignedIn = Awaited<ReturnType<BrowserContext["storageState"]>>;

// Inside the build, with which it goes: its migrations have been applied and its template is drawn.
const KEPT = join(import.meta.dirname, "../.next/owned-folders");
const DAY_MS = 86_400_000;

/** In a folder with an owner: the file that signs a browser in, for Playwright's `storageState`. */
export const signedInFile = (dataDir: string): string => join(dataDir, "signed-in.json");

/**
 * A new data folder in which the owner has been made. The first of a build and a day is made by `claim`, on a server that
 * runs until then; later ones are copies of it. Two that are made at once are both right, and one of them is kept.
 */
export async function ownedFolder(claim: (app: ServedApp) => Promise<SignedIn>): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), "tutti-e2e-"));
  // Sessions last for a week, so that yesterday's would do, and last month's wouldn't.
  const kept = join(KEPT, dayOf(Date.now()));
  if (existsSync(kept)) copy(kept, dataDir);
  else {
    const app = await serveApp({ dataDir });
    const signedIn = await claim(app);
    await app.stop();
    writeFileSync(signedInFile(dataDir), JSON.stringify(signedIn));
    keep(dataDir, kept);
  }
  return dataDir;
}

function copy(kept: string, dataDir: string): void {
  cpSync(kept, dataDir, { recursive: true });
  // The session's cookie is named after the folder.
  const name = cookiePrefix({ dataDir, publicUrl: undefined });
  const signedIn: SignedIn = JSON.parse(readFileSync(signedInFile(dataDir), "utf8"));
  for (const cookie of signedIn.cookies) cookie.name = cookie.name.replace(/^tutti-[0-9a-f]+/, name);
  writeFileSync(signedInFile(dataDir), JSON.stringify(signedIn));
}

/** It appears there whole or not at all. */
function keep(dataDir: string, kept: string): void {
  mkdirSync(KEPT, { recursive: true });
  for (const name of readdirSync(KEPT))
    if (name < dayOf(Date.now() - DAY_MS)) rmSync(join(KEPT, name), { recursive: true, force: true });
  const own = `${kept}.${process.pid}`;
  cpSync(dataDir, own, { recursive: true });
  try {
    renameSync(own, kept);
  } catch {
    // Another worker was first.
    rmSync(own, { recursive: true, force: true });
  }
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
