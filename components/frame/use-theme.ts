"use client";

import { useSyncExternalStore } from "react";
import { parseTheme, type Theme, themeCookie } from "./theme.ts";

/** The <html> element is the one place that knows the theme: the server writes it there, a choice changes it there. */
function watch(onChange: () => void) {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}

function choose(theme: Theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const seconds = theme === "system" ? 0 : 365 * 86_400;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs a secure context, and people open this by plain http in their network
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=${seconds}; samesite=lax`;
}

/** The chosen theme, and how to choose another; it is remembered for a year. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(
    watch,
    () => parseTheme(document.documentElement.dataset.theme),
    () => "system" as const,
  );
  return [theme, choose];
}
