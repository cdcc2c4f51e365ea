import { expect, test } from "vitest";
import { cookiePrefix } from "./cookie-prefix.ts";

test("servers behind one public address share their sessions, whatever folders they have", () => {
  const publicUrl = "https://tutti.example.com";
  expect(cookiePrefix({ dataDir: "/a", publicUrl })).toBe(cookiePrefix({ dataDir: "/b", publicUrl }));
});

test("two data folders on one host keep their sessions apart", () => {
  const here = { publicUrl: undefined };
  expect(cookiePrefix({ dataDir: "/a", ...here })).not.toBe(cookiePrefix({ dataDir: "/b", ...here }));
  expect(cookiePrefix({ dataDir: "/a", ...here })).toBe(cookiePrefix({ dataDir: "/a/../a", ...here }));
});
