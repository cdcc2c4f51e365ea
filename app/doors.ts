import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

const root = join(import.meta.dirname, "..");

/** A door as it stands in the code: its name in the manifest, its file (absolute), and the export behind it. */
export type FoundDoor = { name: string; file: string; member: string };

/** For tests: every page, route handler and server action there is. */
export async function findDoors(): Promise<FoundDoor[]> {
  const files = globSync("{app,components,lib}/**/*.{ts,tsx}", { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !/\.test\.tsx?$/.test(file) && !file.startsWith("lib/generated/"));
  const doors: FoundDoor[] = [];
  for (const path of files) {
    const file = join(root, path);
    const route = routeOf(path);
    if (/^app\/.*page\.tsx$/.test(path)) doors.push({ name: `page ${route}`, file, member: "default" });
    else if (/^app\/.*route\.ts$/.test(path))
      for (const method of await exportsOf(file))
        doors.push({ name: `${method} ${route}`, file, member: method });
    else if (/^\s*["']use server["']/m.test(readFileSync(file, "utf8")))
      for (const member of await exportsOf(file))
        doors.push({ name: `action ${route} ${member}`, file, member });
  }
  return doors;
}

/** The address of a file's folder: groups in brackets are not part of it. */
function routeOf(path: string): string {
  const parts = posix
    .dirname(path)
    .split("/")
    .slice(1)
    .filter((part) => !/^\(.*\)$/.test(part));
  return `/${parts.join("/")}`;
}

async function exportsOf(file: string): Promise<string[]> {
  return Object.keys(await import(/* @vite-ignore */ file));
}
