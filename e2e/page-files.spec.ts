import { readdirSync } from "node:fs";
import { basename, extname } from "node:path";
import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "./app.ts";

/** A file that a page or the manifest names; `sizes` as they say it: `180x180`, several with spaces, `any` for a drawing. */
type NamedFile = { href: string; sizes?: string | undefined };

const contentTypes: Record<string, RegExp> = {
  ".ico": /^image\/(x-icon|vnd\.microsoft\.icon)$/,
  ".png": /^image\/png$/,
  ".svg": /^image\/svg\+xml/,
  ".txt": /^text\/plain/,
  ".webmanifest": /^application\/manifest\+json/,
};

// Whoever asks has no session: another site that shows a link, or a browser, which fetches the manifest without cookies.
test.use({ storageState: { cookies: [], origins: [] } });

test("what a page names for tabs, home screens and shared links is there for everybody, of the sizes it says", async ({
  page,
  app,
}) => {
  await page.goto("/connections");
  await expect(page).toHaveURL(/\/sign-in\?/);
  const named = await filesOfHead(page);
  expect(named.map(({ href }) => new URL(href).origin)).toEqual(named.map(() => app.url));
  named.push(...(await filesOfManifest(page)), { href: "/robots.txt" });
  for (const file of named) await expectServed(page.request, file);
  const names = new Set(named.map(({ href }) => basename(new URL(href, app.url).pathname)));
  expect([...names].sort()).toEqual(readdirSync("public").sort());
});

test("a script is served as a script and as nothing else", async ({ page }) => {
  const scripted = page.waitForResponse(/\/_next\/static\/.+\.js$/);
  await page.goto("/sign-in");
  const script = await scripted;
  expect(script.headers()["content-type"]).toMatch(/^application\/javascript/);
  expect(script.headers()["x-content-type-options"]).toBe("nosniff");
});

test("an address that only looks like such a file is guarded like a page", async ({ request }) => {
  for (const path of ["/icon.svg.html", "/share.pngs", "/robots.txt/connections", "/iconXsvg"]) {
    const answer = await request.get(path, { maxRedirects: 0 });
    expect(answer.headers().location, path).toContain("/sign-in");
  }
});

async function filesOfHead(page: Page): Promise<NamedFile[]> {
  const links = await page.locator("link[rel~=icon], link[rel=apple-touch-icon], link[rel=manifest]").all();
  const files = await Promise.all(
    links.map((link) =>
      link.evaluate((element: HTMLLinkElement) => ({
        href: element.href,
        sizes: element.getAttribute("sizes") ?? undefined,
      })),
    ),
  );
  const content = (key: string) =>
    page.locator(`meta[property="${key}"], meta[name="${key}"]`).getAttribute("content");
  const sizes = `${await content("og:image:width")}x${await content("og:image:height")}`;
  for (const key of ["og:image", "twitter:image"]) files.push({ href: (await content(key)) ?? "", sizes });
  return files;
}

async function filesOfManifest(page: Page): Promise<NamedFile[]> {
  const manifest = await (await page.request.get("/manifest.webmanifest")).json();
  return manifest.icons.map(({ src, sizes }: { src: string; sizes: string }) => ({ href: src, sizes }));
}

async function expectServed(request: APIRequestContext, { href, sizes }: NamedFile): Promise<void> {
  const answer = await request.get(href, { maxRedirects: 0 });
  expect(answer.status(), href).toBe(200);
  const headers = answer.headers();
  expect(headers["x-content-type-options"], href).toBe("nosniff");
  const kind = extname(new URL(href, "http://own.invalid").pathname);
  expect(headers["content-type"], href).toMatch(contentTypes[kind] ?? `a known type for ${kind}`);
  expect(sizesIn(kind, await answer.body()), href).toBe(sizes);
}

/** The sizes of the pictures in a file, as `sizes` attributes say them. */
function sizesIn(kind: string, body: Buffer): string | undefined {
  if (kind === ".svg") return "any";
  if (kind === ".png") return pngSize(body);
  if (kind !== ".ico") return undefined;
  const entries = Array.from({ length: body.readUInt16LE(4) }, (_, index) => 6 + 16 * index);
  return entries.map((at) => pngSize(body.subarray(body.readUInt32LE(at + 12)))).join(" ");
}

/** Width and height stand in the first chunk, https://www.w3.org/TR/png-3/#11IHDR */
function pngSize(png: Buffer): string {
  expect(png.toString("latin1", 1, 4)).toBe("PNG");
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;
}
