import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { demoConformance } from "../conformance/demo.ts";
import { demoFiles } from "./demo-files.ts";

const folder = mkdtempSync(join(tmpdir(), "tutti-demo-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the demo company in files", () => demoConformance(async () => demoFiles(folder)));
