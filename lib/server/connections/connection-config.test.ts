import { expect, test } from "vitest";
import { ConnectionConfig, OwnConfig } from "./connection-config.ts";

const smtp = {
  kind: "smtp",
  host: "mail.example.com",
  port: 587,
  tls: "required",
  user: "",
  from: "desk@example.com",
  allowedRecipients: [],
};
const http = { kind: "http", origin: "https://api.example.com", headerName: "X-Key" };
const model = { kind: "model", provider: "x", baseUrl: "https://api.example.com/v1", models: [] };

test("whom a mail server may write to is asked for: a list, or anybody by a word", () => {
  expect(OwnConfig.safeParse(smtp).error?.issues).toMatchObject([{ path: ["allowedRecipients"] }]);
  expect(OwnConfig.safeParse({ ...smtp, anyRecipient: false }).success).toBe(false);
  expect(OwnConfig.safeParse({ ...smtp, anyRecipient: true }).success).toBe(true);
  expect(OwnConfig.safeParse({ ...smtp, allowedRecipients: ["@example.com"] }).success).toBe(true);
  expect(OwnConfig.safeParse({ ...smtp, anyRecipient: true, maxPerHour: 0 }).success).toBe(false);
});

test.each([
  { ...model, baseUrl: "https://user:secret@api.example.com/v1" },
  { ...model, baseUrl: "https://user@api.example.com/v1" },
  { ...http, origin: "https://user:secret@api.example.com" },
  { ...http, headerName: "Host" },
  { ...http, headerName: "X-Forwarded-For" },
  { ...http, headerName: "Content-Length" },
])("%j can't be set up", (config) => expect(OwnConfig.safeParse(config).success).toBe(false));

test("what was stored before a rule can still be read", () => {
  for (const config of [
    smtp,
    { ...http, headerName: "Host" },
    { ...model, baseUrl: "https://user:secret@api.example.com/v1" },
  ])
    expect(ConnectionConfig.safeParse(config).success).toBe(true);
});
