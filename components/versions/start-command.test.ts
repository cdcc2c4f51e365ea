import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ApiStart } from "@/lib/views/api.ts";
import { startCommand } from "./start-command.ts";

test("the command sends the request that it shows, whatever is in the input", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", " ", "'", '"', "$", "`", "\\", "\n", "é", "!") });
  fc.assert(
    fc.property(texts, (text) => {
      const command = startCommand({
        ...{ origin: "http://127.0.0.1:3000", workflowId: "w1", version: 3 },
        input: { text },
      });
      // In place of curl, a function that prints what it is given.
      const script = `curl() { printf '%s\\n' "$@" >&2; cat; }\n${command}`;
      const body = execFileSync("sh", ["-c", script], {
        env: { ...process.env, TUTTI_TOKEN: "t" },
        stdio: ["ignore", "pipe", "ignore"],
      });
      expect(ApiStart.parse(JSON.parse(body.toString()))).toMatchObject({ version: 3, input: { text } });
    }),
    { numRuns: 20 },
  );
});
