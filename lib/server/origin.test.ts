import { expect, test } from "vitest";
import { parseEnv } from "../env.ts";
import { isOwnHost, ownAddress, refuseOtherOrigins } from "./origin.ts";

test.each(["127.0.0.1:3000", "localhost:3001", "[::1]:3000"])(
  "a request from our own page at %s passes",
  (host) => {
    expect(() => refuseOtherOrigins(new Headers({ host, origin: `http://${host}` }))).not.toThrow();
  },
);

test.each([
  [{ host: "127.0.0.1:3000", origin: "http://evil.example" }],
  [{ host: "127.0.0.1:3000", origin: "http://127.0.0.1:4000" }],
  [{ host: "127.0.0.1:3000", origin: "null" }],
  [{ host: "127.0.0.1:3000" }],
  [{ host: "rebound.example:3000", origin: "http://rebound.example:3000" }],
])("a request from elsewhere is refused: %o", (headers) => {
  expect(() => refuseOtherOrigins(new Headers(headers))).toThrow("not from Tutti's own page");
});

test("a host without a port is ours where port 80 is", () => {
  for (const host of ["localhost", "127.0.0.1", "[::1]"]) {
    expect(isOwnHost(host, parseEnv({}))).toBe(false);
    expect(isOwnHost(host, parseEnv({ PORT: "80" }))).toBe(true);
    expect(isOwnHost(host, parseEnv({ TUTTI_URL: `http://${host}` }))).toBe(true);
  }
});

test("a page of the public address comes by its scheme too", () => {
  const given = parseEnv({ TUTTI_URL: "https://tutti.example.com" });
  const from = (origin: string) => () =>
    refuseOtherOrigins(new Headers({ host: "tutti.example.com", origin }), given);
  expect(from("https://tutti.example.com")).not.toThrow();
  expect(from("http://tutti.example.com")).toThrow("not from Tutti's own page");
});

test("the public address is ours when the operator names it", () => {
  const given = parseEnv({ TUTTI_URL: "https://tutti.example.com" });
  expect(isOwnHost("tutti.example.com", given)).toBe(true);
  expect(isOwnHost("tutti.example.com.evil.example", given)).toBe(false);
  expect(isOwnHost("192.0.2.7:3000", parseEnv({ HOST: "192.0.2.7" }))).toBe(false);
  expect(isOwnHost("192.0.2.7:3000", parseEnv({ HOST: "192.0.2.7", TUTTI_ALLOW_HTTP: "1" }))).toBe(true);
});

test.each([
  [{}, "http://127.0.0.1:3000"],
  [{ HOST: "::1", PORT: "4000" }, "http://[::1]:4000"],
  [{ HOST: "192.0.2.7", TUTTI_URL: "https://tutti.example.com" }, "https://tutti.example.com"],
])("with %o people reach it at %s", (variables, address) => {
  expect(ownAddress(parseEnv(variables))).toBe(address);
});
