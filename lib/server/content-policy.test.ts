import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { contentPolicy, SONNER_STYLE } from "./content-policy.ts";

test("scripts run by nonce alone, and nothing comes from elsewhere", () => {
  const policy = contentPolicy("abc", false);
  const scripts = policy.split("; ").find((part) => part.startsWith("script-src "));
  expect(scripts).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/https?:|\*/);
});

test("the one style sheet allowed by its hash is the one that sonner adds", () => {
  const source = readFileSync(createRequire(import.meta.url).resolve("sonner"), "utf8");
  const literal = /__insertCSS\(("(?:[^"\\]|\\.)*")\)/.exec(source)?.[1];
  expect(literal).toBeDefined();
  const css: string = JSON.parse(literal ?? '""');
  expect(SONNER_STYLE).toBe(`'sha256-${createHash("sha256").update(css).digest("base64")}'`);
});
