import { expect, test } from "vitest";
import { ConnectionSetup } from "./connection-setup.ts";

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
  expect(ConnectionSetup.safeParse(smtp).error?.issues).toMatchObject([{ path: ["allowedRecipients"] }]);
  expect(ConnectionSetup.safeParse({ ...smtp, anyRecipient: false }).success).toBe(false);
  expect(ConnectionSetup.safeParse({ ...smtp, anyRecipient: true }).success).toBe(true);
  expect(ConnectionSetup.safeParse({ ...smtp, allowedRecipients: ["@example.com"] }).success).toBe(true);
  expect(ConnectionSetup.safeParse({ ...smtp, anyRecipient: true, maxPerHour: 0 }).success).toBe(false);
});

test.each([
  { ...model, baseUrl: "https://user:secret@api.example.com/v1" },
  { ...model, baseUrl: "https://user@api.example.com/v1" },
  { ...http, origin: "https://user:secret@api.example.com" },
  { ...http, headerName: "Host" },
  { ...http, headerName: "X-Forwarded-For" },
  { ...http, headerName: "Content-Length" },
])("%j can't be set up", (config) => expect(ConnectionSetup.safeParse(config).success).toBe(false));
