import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { curlCommand } from "./curl.ts";

test("a shell sends the body exactly as it was, whatever is in it, and the key is not part of the command", () => {
  const folder = mkdtempSync(join(tmpdir(), "curl-"));
  const seen = join(folder, "seen");
  // Stands for curl: keeps what it is given and what it reads.
  writeFileSync(join(folder, "curl"), `#!/bin/sh\nprintf '%s\\n' "$@" > ${seen}.args\ncat > ${seen}.body\n`, {
    mode: 0o755,
  });
  const body = {
    model: "gpt-5-mini",
    messages: [{ role: "user", content: 'it\'s $HOME, `id`, "quoted"\nEND_OF_REQUEST\n\\n é' }],
  };
  execFileSync("sh", ["-c", curlCommand(JSON.stringify(body))], {
    env: {
      ...process.env,
      PATH: `${folder}:${process.env.PATH}`,
      OPENAI_BASE_URL: "https://api.example.com/v1",
      OPENAI_API_KEY: "k",
    },
  });
  expect(JSON.parse(readFileSync(`${seen}.body`, "utf8"))).toEqual(body);
  expect(readFileSync(`${seen}.args`, "utf8")).toContain("https://api.example.com/v1/chat/completions");
  expect(curlCommand(JSON.stringify(body))).toContain("Bearer $OPENAI_API_KEY");
});
