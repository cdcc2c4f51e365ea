import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const pureRooms = ["lib/graph", "lib/plan", "lib/run", "lib/trace", "lib/engine"];
/** Rooms whose files have no effects: no clock, no chance, no process, and none of the packages that have them. */
const effectFree = [...pureRooms, "lib/views"];
const generated = "lib/generated";

/** Which rooms of the project each room may import; a room may always import itself. */
const mayImport: Record<string, string[]> = {
  "lib/graph": [],
  "lib/plan": ["lib/graph"],
  "lib/run": ["lib/graph", "lib/plan"],
  "lib/trace": ["lib/graph", "lib/plan", "lib/run"],
  "lib/engine": ["lib/graph", "lib/plan", "lib/run"],
  "lib/adapters": ["lib/graph", "lib/plan", "lib/run", "lib/engine", "lib/env.ts", generated],
  "lib/views": ["lib/graph", "lib/plan", "lib/run", "lib/trace"],
  "lib/server": [...pureRooms, "lib/views", "lib/adapters", "lib/env.ts"],
  "lib/env.ts": [],
  components: ["lib/graph", "lib/plan", "lib/run", "lib/trace", "lib/views"],
  app: ["components", "lib/server", "lib/views", ...pureRooms],
};

/** The subjects of the use cases. What stands beside them in `lib/server` wires them together. */
const subjects = [
  "accounts",
  "workspaces",
  "workflows",
  "runs",
  "live",
  "connections",
  "runners",
  "upkeep",
  "api",
];
const wiring = [
  "action",
  "action-trial",
  "app-error",
  "content-policy",
  "end-with-signals",
  "http-server",
  "manifest",
  "origin",
  "ports",
  "route",
  "startup",
  "system-clock",
  "temporary-server",
  "transaction",
];

/** What tests of a room may import besides: those of the adapters drive whole runs and look at their traces. */
const testsMayImport: Record<string, string[]> = { "lib/adapters": ["lib/trace"] };

/** Packages with one home: what may import them. Tests may import anything of their own room. */
const onlyIn: { packages: RegExp; homes: string[] }[] = [
  { packages: /^(@prisma\/.+|@electric-sql\/pglite.*)$/, homes: ["lib/adapters/store/"] },
  // The app's own database, and those that a person's SQL tool reaches.
  { packages: /^pg$/, homes: ["lib/adapters/store/", "lib/adapters/tools/sql/"] },
  { packages: /^pg-boss$/, homes: ["lib/adapters/dispatch/"] },
  { packages: /^@xyflow\/.+$/, homes: ["components/canvas/"] },
];
const purePackages = /^(zod|@marcbachmann\/cel-js)(\/|$)/;
const impureWords =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bperformance\.now\b|\bcrypto\.(randomUUID|getRandomValues)\b/;
/** Folders that hold tests and what only they use. */
const testFolders = ["lib/adapters/memory/simulation/"];
const testPackages = /^(vitest|fast-check|node:.+)$/;

const importStatement =
  /(?:^|[\s;])(?:import|export)\s+(?:type\s+)?(?:[\w*{}\s,$]+\s+from\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[\s;{}(),])\/\/.*$/gm, "$1");
}

function roomOf(file: string): string | undefined {
  return Object.keys({ ...mayImport, [generated]: [] })
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** The project path an import names, or undefined when it names a package. */
function projectPath(file: string, specifier: string): string | undefined {
  if (specifier.startsWith("@/")) return posix.normalize(specifier.slice(2));
  if (specifier.startsWith(".")) return posix.join(posix.dirname(file), specifier);
  return undefined;
}

/** Why a file of the room may not import the project's path, in words; undefined when it may. */
function projectImportProblem(
  file: string,
  room: string,
  target: string,
  isTest: boolean,
): string | undefined {
  const targetRoom = roomOf(target);
  if (targetRoom === room) return undefined;
  if (targetRoom === undefined) return isTest ? undefined : `${room} may not import from outside the rooms`;
  const allowed = [...(mayImport[room] ?? []), ...(isTest ? (testsMayImport[room] ?? []) : [])];
  if (!allowed.includes(targetRoom)) return `${room} may not import ${targetRoom}`;
  if (targetRoom === generated && !file.startsWith("lib/adapters/store/")) {
    return "only lib/adapters/store may import the Prisma client";
  }
  return undefined;
}

/** Why a file of the room may not import the package, in words; undefined when it may. */
function packageImportProblem(file: string, room: string, name: string, isTest: boolean): string | undefined {
  const homes = onlyIn.find(({ packages }) => packages.test(name))?.homes;
  if (homes !== undefined && !homes.some((home) => file.startsWith(home))) {
    return `only ${homes.join(" and ")} may import it`;
  }
  if (effectFree.includes(room) && !purePackages.test(name) && !(isTest && testPackages.test(name))) {
    return `${room} is pure and may not import it`;
  }
  return undefined;
}

/** What the file does that its room may not do, in words. */
function violations(file: string, source: string): string[] {
  const room = roomOf(file);
  const isTest = /\.test\.tsx?$/.test(file) || testFolders.some((folder) => file.startsWith(folder));
  if (room === undefined) return isTest ? [] : [`${file}: is in no room`];
  const text = withoutComments(source);

  const found = [...text.matchAll(importStatement)].flatMap((match) => {
    const specifier = match[1] ?? match[2] ?? "";
    const target = projectPath(file, specifier);
    const problem =
      target === undefined
        ? packageImportProblem(file, room, specifier, isTest)
        : projectImportProblem(file, room, target, isTest);
    return problem === undefined ? [] : [`${file}: ${problem} (${specifier})`];
  });
  const word = effectFree.includes(room) && !isTest ? text.match(impureWords)?.[0] : undefined;
  if (word !== undefined) found.push(`${file}: ${room} is pure and may not use ${word}`);
  const [, folder, name] = file.match(/^lib\/server\/(?:([^/]+)\/)?(?:.*\/)?([^/.]+)(?:\.\w+)*\.ts$/) ?? [];
  if (
    room === "lib/server" &&
    !(folder === undefined ? wiring.includes(name ?? "") : subjects.includes(folder))
  ) {
    found.push(`${file}: ${folder ?? name} is neither a subject of lib/server nor what wires the subjects`);
  }
  if (room !== "lib/env.ts" && !isTest && /\bprocess\.env\b/.test(text)) {
    found.push(`${file}: only lib/env.ts may read process.env`);
  }
  return found;
}

test("every room imports only what it may", () => {
  const files = globSync("{app,components,lib}/**/*.{ts,tsx}", { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.startsWith(`${generated}/`) && file !== "lib/architecture.test.ts");
  expect(files.length).toBeGreaterThan(0);
  expect(files.flatMap((file) => violations(file, readFileSync(join(root, file), "utf8")))).toEqual([]);
});

test.each([
  ["lib/graph/a.ts", 'import { compile } from "../plan/compile.ts";'],
  ["lib/graph/a.ts", 'export * from "../plan/compile.ts";'],
  ["lib/plan/a.ts", 'import type {\n  Run,\n  State,\n} from "../run/state.ts";'],
  ["lib/trace/a.ts", 'const { decide } = await import("../engine/decide.ts");'],
  ["lib/engine/a.ts", 'import { log } from "../adapters/memory/log.ts";'],
  ["lib/adapters/a.ts", 'import { viewer } from "../server/viewer.ts";'],
  ["lib/server/runs/a.ts", 'import { Client } from "../../generated/prisma/client.ts";'],
  ["lib/server/runs/a.ts", 'import pg from "pg";'],
  ["lib/server/runs/a.ts", "const url = process.env.DATABASE_URL;"],
  ["lib/run/a.ts", 'import { createHash } from "node:crypto";'],
  ["lib/run/a.ts", "const at = Date.now();"],
  ["lib/engine/a.ts", "const jitter = Math.random();"],
  ["lib/plan/a.ts", 'import "server-only";'],
  ["components/a.tsx", 'import { drive } from "@/lib/engine/drive";'],
  ["components/run/a.tsx", 'import { ReactFlow } from "@xyflow/react";'],
  ["app/page.tsx", 'import { log } from "@/lib/adapters/store/log";'],
  ["lib/views/a.ts", 'import { viewer } from "../server/accounts/viewer.ts";'],
  ["lib/views/a.ts", 'import { createHash } from "node:crypto";'],
  ["lib/plan/a.ts", 'import { RunRow } from "../views/run-row.ts";'],
  ["lib/server/runs.ts", "export const a = 1;"],
  ["lib/server/misc/a.ts", "export const a = 1;"],
  ["lib/helpers/a.ts", "export const a = 1;"],
  ["lib/server/runs/a.ts", 'import { freePort } from "../../../scripts/free-port.ts";'],
])("the check finds what is forbidden in %s: %s", (file, source) => {
  expect(violations(file, source)).toHaveLength(1);
});

test.each([
  ["lib/plan/a.ts", 'import { Graph } from "../graph/graph.ts";\nimport { z } from "zod";'],
  ["lib/plan/a.test.ts", 'import { expect, test } from "vitest";'],
  ["lib/adapters/store/a.ts", 'import pg from "pg";\nimport { env } from "../../env.ts";'],
  ["lib/run/a.ts", "// Date.now() would make this depend on the clock.\nexport const a = 1;"],
  ["components/canvas/a.tsx", 'import { ReactFlow } from "@xyflow/react";'],
  ["components/a.tsx", 'import type { RunRow } from "@/lib/views/run-row";'],
  ["lib/server/runs/a.ts", 'import type { RunRow } from "../../views/run-row.ts";'],
  ["app/page.tsx", 'import { listRuns } from "@/lib/server/runs/runs";'],
])("the check lets pass what is allowed in %s", (file, source) => {
  expect(violations(file, source)).toEqual([]);
});

const declaredType = /^(export )?(?:type|interface|const) ([A-Z]\w*)(?=[ <])(?! = (?!z\.)[a-z(<])/gm;

/** Types that a page and a use case declare each for itself, although both may import them from `lib/views`. */
function doubledTypes(sources: ReadonlyMap<string, string>): string[] {
  const declared = [...sources].flatMap(([file, source]) =>
    [...withoutComments(source).matchAll(declaredType)].map(([, exported, name = ""]) => ({
      room: roomOf(file),
      name,
      exported: exported !== undefined,
    })),
  );
  const namesIn = (room: string) =>
    new Set(declared.filter((type) => type.room === room && type.exported).map(({ name }) => name));
  const [views, served] = [namesIn("lib/views"), namesIn("lib/server")];
  return declared
    .filter(({ room, name }) => views.has(name) && (room === "components" || room === "lib/server"))
    .concat(
      declared.filter(({ room, name, exported }) => room === "components" && exported && served.has(name)),
    )
    .map(({ room, name }) => `${name} is declared in ${room} again`);
}

test("what pages and use cases say to each other is declared once, in lib/views", () => {
  const files = globSync("{components,lib/server,lib/views}/**/*.{ts,tsx}", { cwd: root }).filter(
    (file) => !/\.test\.tsx?$/.test(file),
  );
  const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
  expect(doubledTypes(sources)).toEqual([]);
});

test.each([
  [
    "components/a.ts",
    "export type Row = { id: string };",
    "lib/server/runs/a.ts",
    "export type Row = { id: string };",
  ],
  ["lib/views/a.ts", "export const Row = z.object({});", "components/a.ts", "type Row = { id: string };"],
  ["lib/views/a.ts", "export type Row = { id: string };", "lib/server/runs/a.ts", "interface Row {"],
])("the check finds what %s and another room both declare: %s", (file, source, other, otherSource) => {
  expect(
    doubledTypes(
      new Map([
        [file, source],
        [other, otherSource],
      ]),
    ),
  ).toHaveLength(1);
});
