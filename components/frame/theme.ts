export type Theme = "light" | "dark" | "system";

/** The cookie that remembers the theme, so that the server can paint the right one from the first byte. */
export const themeCookie = "tutti-theme";

/** Reads the cookie's value; anything else than a known theme follows the system. */
export function parseTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}
