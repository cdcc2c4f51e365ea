import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { makeOwner } from "../../../e2e/app.ts";
import { claimPort } from "../../../scripts/claim-port.ts";
import { browserOptions } from "../../../scripts/test-browser.mjs";

/** From a clean clone to the first page, and what the browser loads for the canvas. */
export type FirstPage = {
  commit: string;
  /** From `npm start` in the clone to the first answer, s; packages came from npm's cache where it had them. */
  seconds: number;
  /** Scripts of the canvas page, kB of 1,024 bytes, gzip. */
  scriptsKb: number;
};

const ROOT = join(import.meta.dirname, "../../..");
const PATIENCE_MS = 600_000;

/** Clones the last commit, starts it as its README says, and opens it in a browser. */
export async function firstPage(): Promise<FirstPage> {
  const folder = mkdtempSync(join(tmpdir(), "tutti-clone-"));
  const clone = join(folder, "tutti");
  execFileSync("git", ["clone", "--quiet", ROOT, clone]);
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: clone }).toString().trim();
  const port = await claimPort();
  // The clone's npm finds its own Node; ours must not stand in its way.
  const path = (process.env.PATH ?? "").split(":").filter((part) => !part.includes("node_modules"));
  // Nor what npm told this run of the settings it has here.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== "NODE_ENV" && !name.startsWith("npm_")),
  );
  const began = performance.now();
  const app = spawn("npm", ["start"], {
    cwd: clone,
    env: { ...env, PATH: path.join(":"), PORT: String(port), DATA_DIR: join(folder, "data") },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  try {
    const link = linkOf(app);
    const url = `http://127.0.0.1:${port}`;
    await answers(url, app);
    const seconds = (performance.now() - began) / 1_000;
    return { commit, seconds, scriptsKb: await scriptsKb(await link) };
  } finally {
    if (app.pid !== undefined) {
      const ended = new Promise((resolve) => app.once("exit", resolve));
      // The group: npm, what it runs, and the server.
      process.kill(-app.pid, "SIGTERM");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  }
}

/** The one-time link that the server prints. */
function linkOf(app: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let printed = "";
    app.stdout?.on("data", (part: Buffer) => {
      printed += part;
      const link = /Open (\S+code=\S+)/.exec(printed)?.[1];
      if (link) resolve(link);
    });
  });
}

async function answers(url: string, app: ChildProcess): Promise<void> {
  for (const began = performance.now(); performance.now() - began < PATIENCE_MS; ) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    if (app.exitCode !== null) throw new Error(`npm start ended with ${app.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The clone did not answer within ${PATIENCE_MS / 1_000} s`);
}

/** Counts as e2e/first-load.spec.ts does: every script that the canvas page's HTML names, compressed one by one. */
async function scriptsKb(link: string): Promise<number> {
  const browser = await chromium.launch({
    ...browserOptions,
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage();
    await makeOwner(page, link);
    const html = await (await page.request.get(page.url())).text();
    const sources = [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"[^>]*>/g)]
      .filter(([tag]) => !/\bnomodule\b/i.test(tag))
      .map(([, source = ""]) => source);
    if (sources.length === 0) throw new Error("Expected scripts on the canvas page, found none");
    let bytes = 0;
    for (const source of new Set(sources)) {
      const answer = await page.request.get(new URL(source, page.url()).href);
      bytes += gzipSync(await answer.body()).length;
    }
    return bytes / 1_024;
  } finally {
    await browser.close();
  }
}
