// Draws what stands in public/ as pictures, and is run by hand when the mark or scripts/share.svg has changed:
//   node scripts/draw-pictures.ts
// Of the mark (components/frame/mark.ts) it makes icon.svg and the icons in pixels, of share.svg what a shared link shows.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "@playwright/test";
import { MARK } from "../components/frame/mark.ts";
import { browserOptions } from "./test-browser.mjs";

const root = join(import.meta.dirname, "..");
const paper = "#f6f3ee";
/** Sides of the icons in the favicon: tabs, tabs of dense screens, shortcuts on Windows. */
const faviconSizes = [16, 32, 48];

const iconSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <title>Tutti</title>
  <rect width="32" height="32" rx="7" fill="${paper}" />
  <g id="mark">
    <path d="${MARK.staves.d}" stroke="#251f1a" stroke-width="${MARK.staves.strokeWidth}" opacity="0.7" />
    <path d="${MARK.bar.d}" stroke="#c53500" stroke-width="${MARK.bar.strokeWidth}" stroke-linecap="round" />
  </g>
</svg>
`;

/** The icon as a PNG of `side` pixels. `full`: paper up to the edges, for systems that cut their own shape out of it. */
async function drawIcon(page: Page, side: number, full?: { markScale: number }): Promise<Buffer> {
  await page.setViewportSize({ width: side, height: side });
  const scaled = `width: ${side}px; height: ${side}px; transform: scale(${full?.markScale ?? 1})`;
  await page.setContent(
    `<body style="margin: 0; background: ${full ? paper : "transparent"}"><div style="${scaled}">${iconSvg}</div></body>`,
  );
  return page.screenshot({ omitBackground: true });
}

/** An .ico of PNGs, format after https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10) */
function ico(images: { side: number; png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, { side, png }] of images.entries()) {
    const at = 6 + 16 * index;
    header.writeUInt8(side, at);
    header.writeUInt8(side, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(({ png }) => png)]);
}

function write(name: string, content: string | Buffer): void {
  writeFileSync(join(root, "public", name), content);
  console.log(`public/${name}: ${content.length} bytes`);
}

const browser = await chromium.launch({
  ...browserOptions,
  // The picture takes the mark and the typeface from files beside it.
  args: ["--no-sandbox", "--allow-file-access-from-files"],
});
const page = await browser.newPage();

write("icon.svg", iconSvg);
const favicons = [];
for (const side of faviconSizes) favicons.push({ side, png: await drawIcon(page, side) });
write("favicon.ico", ico(favicons));
write("icon-192.png", await drawIcon(page, 192));
write("icon-512.png", await drawIcon(page, 512));
write("apple-touch-icon.png", await drawIcon(page, 180, { markScale: 1 }));
// What is kept of a maskable icon for certain is a circle of 0.4 of its side: https://www.w3.org/TR/appmanifest/#icon-masks
write("icon-maskable-512.png", await drawIcon(page, 512, { markScale: 0.85 }));

await page.setViewportSize({ width: 1200, height: 630 });
await page.goto(pathToFileURL(join(root, "scripts/share.svg")).href);
await page.waitForFunction(() => document.fonts.status === "loaded");
write("share.png", await page.screenshot());

await browser.close();
