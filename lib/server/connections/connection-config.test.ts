import { expect, test } from "vitest";
import { ConnectionConfig } from "./connection-config.ts";

test.each([
  {
    kind: "smtp",
    host: "mail.example.com",
    port: 587,
    tls: "required",
    user: "",
    from: "desk@example.com",
    allowedRecipients: [],
  },
  { kind: "http", origin: "https://api.example.com", headerName: "Host" },
  { kind: "model", provider: "x", baseUrl: "https://user:secret@api.example.com/v1", models: [] },
])("what was stored before there was a rule can still be read: %j", (config) => {
  expect(ConnectionConfig.safeParse(config).success).toBe(true);
});
