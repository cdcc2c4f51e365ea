const tokens = {
  ink: "--ink",
  inkSoft: "--ink-soft",
  inkFaint: "--ink-faint",
  line: "--line",
  lineStrong: "--line-strong",
  surface: "--surface",
  accent: "--accent",
  failed: "--failed",
  waiting: "--waiting",
  cancelled: "--cancelled",
  agent: "--kind-agent",
  agentWash: "--kind-agent-wash",
  supervisor: "--kind-supervisor",
  supervisorWash: "--kind-supervisor-wash",
  tool: "--kind-tool",
  toolWash: "--kind-tool-wash",
} as const;

/** Their stand-ins where the system chooses the colours: a score drawn in its own would not show on the system's ground. */
const forced: Record<keyof typeof tokens, string> = {
  ink: "CanvasText",
  inkSoft: "CanvasText",
  inkFaint: "CanvasText",
  line: "GrayText",
  lineStrong: "CanvasText",
  surface: "Canvas",
  accent: "Highlight",
  failed: "CanvasText",
  waiting: "CanvasText",
  cancelled: "GrayText",
  agent: "CanvasText",
  agentWash: "Canvas",
  supervisor: "CanvasText",
  supervisorWash: "Canvas",
  tool: "LinkText",
  toolWash: "Canvas",
};
const FORCED = "(forced-colors: active)";

/** The colours and typefaces of the page, resolved for drawing on a canvas, which knows no variables. */
export type ScoreColours = Record<keyof typeof tokens, string> & { sans: string; mono: string };

/** Reads them where `element` stands: light and dark differ. */
export function readColours(element: HTMLElement): ScoreColours {
  const probe = document.createElement("span");
  probe.style.display = "none";
  probe.style.setProperty("forced-color-adjust", "none");
  element.append(probe);
  const isForced = matchMedia(FORCED).matches;
  const resolve = (name: keyof typeof tokens) => {
    probe.style.color = isForced ? forced[name] : `var(${tokens[name]})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    ink: resolve("ink"),
    inkSoft: resolve("inkSoft"),
    inkFaint: resolve("inkFaint"),
    line: resolve("line"),
    lineStrong: resolve("lineStrong"),
    surface: resolve("surface"),
    accent: resolve("accent"),
    failed: resolve("failed"),
    waiting: resolve("waiting"),
    cancelled: resolve("cancelled"),
    agent: resolve("agent"),
    agentWash: resolve("agentWash"),
    supervisor: resolve("supervisor"),
    supervisorWash: resolve("supervisorWash"),
    tool: resolve("tool"),
    toolWash: resolve("toolWash"),
    sans: getComputedStyle(element).fontFamily,
    mono: "",
  };
  probe.className = "figures";
  colours.mono = getComputedStyle(probe).fontFamily;
  probe.remove();
  return colours;
}

/** Calls back when the colours change, by the system or by choice; returns a function that stops it. */
export function onThemeChange(changed: () => void): () => void {
  const system = ["(prefers-color-scheme: dark)", FORCED].map((query) => matchMedia(query));
  for (const query of system) query.addEventListener("change", changed);
  const chosen = new MutationObserver(changed);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
  return () => {
    for (const query of system) query.removeEventListener("change", changed);
    chosen.disconnect();
  };
}
