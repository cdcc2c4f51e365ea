import { expect, test } from "vitest";
import { freeName } from "./free-name.ts";

test("a taken name gets the first free number", () => {
  expect(freeName("OpenAI", [])).toBe("OpenAI");
  expect(freeName("OpenAI", ["OpenAI", "OpenAI 3"])).toBe("OpenAI 2");
  expect(freeName("OpenAI", ["OpenAI", "OpenAI 2"])).toBe("OpenAI 3");
});
