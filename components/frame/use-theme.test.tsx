import { act, renderHook } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { parseTheme, themeCookie } from "./theme.ts";
import { useTheme } from "./use-theme.ts";

afterEach(() => {
  delete document.documentElement.dataset.theme;
});

test("a chosen theme is on the page at once and in the cookie for the next visit", async () => {
  const { result } = renderHook(() => useTheme());
  expect(result.current[0]).toBe("system");
  await act(async () => result.current[1]("dark"));
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(document.cookie).toContain(`${themeCookie}=dark`);
  expect(result.current[0]).toBe("dark");
});

test("following the system again forgets the choice", async () => {
  const { result } = renderHook(() => useTheme());
  await act(async () => result.current[1]("light"));
  await act(async () => result.current[1]("system"));
  expect(document.documentElement.dataset.theme).toBeUndefined();
  expect(document.cookie).not.toContain(themeCookie);
});

test("a cookie with anything else in it follows the system", () => {
  expect(["dark", "light", "<script>", undefined].map(parseTheme)).toEqual([
    "dark",
    "light",
    "system",
    "system",
  ]);
});
