import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { SMTPServer } from "smtp-server";
import { type ScriptedServer, startScriptedServer } from "../lib/adapters/models/scripted/scripted-server.ts";
import type { TemporaryPostgres } from "../scripts/temporary-postgres.ts";
import { CANARIES, echoes } from "./canary-forms.ts";

/** Services that give back what they were shown of secrets, each in every form. */
export type CanaryServices = {
  endpoint: ScriptedServer;
  httpOrigin: string;
  smtpPort: number;
  database: { port: number; database: string; user: string };
  /** Secrets that came here as they should: to the service that they are for. */
  seen: Set<string>;
  close(): Promise<void>;
};

const all = Object.values(CANARIES).flatMap(echoes);

export async function startCanaryServices(postgres: TemporaryPostgres): Promise<CanaryServices> {
  const seen = new Set<string>();
  const [endpoint, service, mail, database] = await Promise.all([
    startScriptedServer({ script: (body) => reply(JSON.stringify(body)) }),
    startService(seen),
    startMail(seen),
    fillDatabase(postgres),
  ]);
  // TCP servers' addresses are objects; only pipes have text.
  const [web, post] = [service.address() as AddressInfo, mail.server.address() as AddressInfo];
  return {
    endpoint,
    httpOrigin: `http://127.0.0.1:${web.port}`,
    smtpPort: post.port,
    database,
    seen,
    async close() {
      service.closeAllConnections();
      service.close();
      await Promise.all([endpoint.close(), new Promise<void>((closed) => mail.close(closed))]);
    },
  };
}

/** The model calls every tool, with secrets in its words and arguments, then ends with all that it knows. */
function reply(body: string) {
  if (body.includes("canary-refuse"))
    return {
      kind: "status" as const,
      status: 401,
      body: { error: { message: `Bad key: ${echoes(CANARIES.model).join(" ; ")}` } },
    };
  const tools = ["echo", "fail", "refuse", "rows", "cast", "mail"];
  const answered = body.includes('"role":"tool"');
  const text = `I know: ${all.join(" | ")} and that is all.`;
  const calls = tools.map((name, at) => ({
    id: `call_${name}`,
    name,
    arguments: JSON.stringify({ note: all.slice(at * 10, at * 10 + 12).join(" ") }),
  }));
  // A few bytes at a time, so that every secret comes in pieces.
  return answered
    ? { kind: "reply" as const, text, bytesPerWrite: 7 }
    : { kind: "reply" as const, text, calls, bytesPerWrite: 61 };
}

async function startService(seen: Set<string>): Promise<http.Server> {
  const service = http.createServer(async (request, response) => {
    for await (const _ of request);
    const secret = String(request.headers["x-canary"] ?? "");
    seen.add(secret);
    const said = {
      youSent: request.headers,
      ...Object.fromEntries(echoes(secret).map((form) => [form, form])),
    };
    const status = request.url?.startsWith("/fail") ? 500 : request.url?.startsWith("/refuse") ? 422 : 200;
    response.writeHead(status, {
      "content-type": "application/json",
      "x-echo": encodeURIComponent(secret),
      "x-raw": secret,
    });
    response.end(JSON.stringify(said));
  });
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  return service;
}

async function startMail(seen: Set<string>): Promise<SMTPServer> {
  const mail = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth({ password }, _session, done) {
      const shown = password ?? "";
      seen.add(shown);
      done(new Error(`No entry for ${echoes(shown).join(" ")}`));
    },
  });
  mail.on("error", () => {});
  mail.listen(0, "127.0.0.1");
  await once(mail.server, "listening");
  return mail;
}

/** A table of every form, and a role whose password is the canary. */
async function fillDatabase(postgres: TemporaryPostgres) {
  const url = await postgres.createDatabase("books");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create role canary login password ${client.escapeLiteral(CANARIES.postgres)}`);
  await client.query("create table leak (form text not null)");
  for (const form of all) await client.query("insert into leak values ($1)", [form.replaceAll("\0", "")]);
  await client.query("grant select on leak to canary");
  await client.end();
  return { port: postgres.port, database: "books", user: "canary" };
}
