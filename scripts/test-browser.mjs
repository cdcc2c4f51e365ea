import { existsSync } from "node:fs";

/** Chromium without windows: it opens a page in little more than half the time that the whole browser takes. */
export const SHELL = "/usr/bin/chromium-headless-shell";
const PLACES = [SHELL, "/usr/bin/chromium", "/usr/bin/google-chrome"];

/** The browser of this machine, or undefined: then Playwright takes the one that it has installed itself. */
export const installedBrowser = PLACES.find((path) => existsSync(path));

/** What to launch it with. */
export const browserOptions = installedBrowser === undefined ? {} : { executablePath: installedBrowser };
