import { expect, test } from "vitest";
import { parseEnv } from "./env.ts";

test("without any variable Tutti stays on this machine and in .data", () => {
  expect(parseEnv({})).toEqual({
    dataDir: ".data",
    databaseUrl: undefined,
    host: "127.0.0.1",
    port: 3000,
    publicUrl: undefined,
    secret: undefined,
    allowHttp: false,
    allowAddresses: [],
    withoutRunner: false,
    slots: 50,
    healthPort: undefined,
    newSecret: false,
    development: false,
    building: false,
  });
});

test("empty variables count as absent", () => {
  const empty = { DATA_DIR: "", DATABASE_URL: "", HOST: "", PORT: "", TUTTI_SECRET: "" };
  expect(parseEnv(empty)).toEqual(parseEnv({}));
});

test.each([{ PORT: "many" }, { TUTTI_SECRET: "short" }, { TUTTI_URL: "ftp://example.com" }])(
  "a wrong value is refused by name: %o",
  (variables) => {
    expect(() => parseEnv(variables)).toThrow(Object.keys(variables)[0]);
  },
);

test("addresses that tools may reach are a list", () => {
  expect(parseEnv({ TUTTI_ALLOW_ADDRESSES: "127.0.0.1, 10.1.0.0/16" }).allowAddresses).toEqual([
    "127.0.0.1",
    "10.1.0.0/16",
  ]);
});

test("a build is told apart from a server", () => {
  expect(parseEnv({ NEXT_PHASE: "phase-production-build" }).building).toBe(true);
  expect(parseEnv({ NODE_ENV: "development" })).toMatchObject({ building: false, development: true });
});

test("development keeps its data apart, so that it can run beside the app", () => {
  expect(parseEnv({ NODE_ENV: "development" }).dataDir).toBe(".data/dev");
  expect(parseEnv({ NODE_ENV: "development", DATA_DIR: "/srv/tutti" }).dataDir).toBe("/srv/tutti");
});
