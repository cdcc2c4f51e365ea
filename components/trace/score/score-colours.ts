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

/** The colours and typefaces of the page, resolved for drawing on a canvas, which knows no variables. */
export type ScoreColours = Record<keyof typeof tokens, string> & { sans: string; mono: string };

/** Reads them where `element` stands: light and dark differ. */
export function readColours(element: HTMLElement): ScoreColours {
  const probe = document.createElement("span");
  probe.style.display = "none";
  element.append(probe);
  const resolve = (token: string) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    ink: resolve(tokens.ink),
    inkSoft: resolve(tokens.inkSoft),
    inkFaint: resolve(tokens.inkFaint),
    line: resolve(tokens.line),
    lineStrong: resolve(tokens.lineStrong),
    surface: resolve(tokens.surface),
    accent: resolve(tokens.accent),
    failed: resolve(tokens.failed),
    waiting: resolve(tokens.waiting),
    cancelled: resolve(tokens.cancelled),
    agent: resolve(tokens.agent),
    agentWash: resolve(tokens.agentWash),
    supervisor: resolve(tokens.supervisor),
    supervisorWash: resolve(tokens.supervisorWash),
    tool: resolve(tokens.tool),
    toolWash: resolve(tokens.toolWash),
    sans: getComputedStyle(element).fontFamily,
    mono: "",
  };
  probe.className = "figures";
  colours.mono = getComputedStyle(probe).fontFamily;
  probe.remove();
  return colours;
}

/** Calls back when light turns to dark or back, by the system or by choice; gives the way to stop. */
export function onThemeChange(changed: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", changed);
  const chosen = new MutationObserver(changed);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
  return () => {
    system.removeEventListener("change", changed);
    chosen.disconnect();
  };
}
