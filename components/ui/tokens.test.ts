import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(path.join(import.meta.dirname, "../../app/globals.css"), "utf8");

type Lch = [lightness: number, chroma: number, hue: number];
const tokens = new Map<string, { light: Lch; dark: Lch }>();
const number = String.raw`([\d.]+)`;
const colour = String.raw`oklch\(${number} ${number} ${number}\)`;
for (const [, name = "", ...parts] of css.matchAll(
  new RegExp(String.raw`--([\w-]+): light-dark\(${colour}, ${colour}\)`, "g"),
)) {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = parts.map(Number);
  tokens.set(name, { light: [a, b, c], dark: [d, e, f] });
}

/** OKLCH to linear sRGB, matrices from https://bottosson.github.io/posts/oklab/ */
function toLinearRgb([lightness, chroma, hue]: Lch): number[] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** WCAG 2.2 relative luminance. */
function luminance(lch: Lch): number {
  const [r = 0, g = 0, b = 0] = toLinearRgb(lch).map((channel) => Math.min(1, Math.max(0, channel)));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(foreground: string, ground: string, theme: "light" | "dark"): number {
  const [front, back] = [tokens.get(foreground), tokens.get(ground)];
  if (!front || !back) throw new Error(`globals.css has no token --${front ? ground : foreground}`);
  const [a, b] = [luminance(front[theme]), luminance(back[theme])];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const grounds = ["paper", "surface", "raised", "sunken", "hover"];
const states = ["waiting", "ok", "failed", "cancelled", "reused", "accent"];
const kinds = ["plain", "supervisor", "agent", "roundtable", "tool", "approval", "control"].map(
  (kind) => `kind-${kind}`,
);
const pairs = (fronts: string[], backs: string[]) =>
  fronts.flatMap((front) => backs.map((back) => [front, back] as const));

const text = [
  ...pairs(["ink", "ink-soft", "ink-faint"], grounds),
  ...pairs(["ink", "ink-soft"], ["pressed", "accent-wash", ...states.map((state) => `${state}-wash`)]),
  ...pairs(["on-accent"], ["accent-fill", "accent-fill-hover", "failed-fill", "failed-fill-hover"]),
  ...pairs([...states, ...kinds], grounds),
  ...[...states, ...kinds].map((name) => [name, `${name}-wash`] as const),
];
const marks = [
  ...pairs(["control"], ["paper", "surface", "raised"]),
  ...pairs(["focus"], grounds),
  ...pairs([...states, ...kinds], ["pressed"]),
];

describe.each(["light", "dark"] as const)("%s theme", (theme) => {
  test.each(text)("%s on %s reads as text (4.5)", (front, back) => {
    expect(contrast(front, back, theme)).toBeGreaterThanOrEqual(4.5);
  });
  test.each(marks)("%s on %s reads as a line or icon (3)", (front, back) => {
    expect(contrast(front, back, theme)).toBeGreaterThanOrEqual(3);
  });
  test("every colour can be shown by an sRGB screen", () => {
    const outside = [...tokens].filter(([, value]) =>
      toLinearRgb(value[theme]).some((channel) => channel < -0.002 || channel > 1.002),
    );
    expect(outside.map(([name]) => name)).toEqual([]);
  });
});
