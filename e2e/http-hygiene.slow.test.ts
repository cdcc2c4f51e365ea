import { readFileSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServedApp, serveApp } from "./serve-app.ts";

const PUBLIC = "tutti.example.com";
/** The ids of all actions of the build, as a page's scripts know them. */
const actions = Object.keys(
  JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8")).node,
);

describe("the built server behind a proxy with https", () => {
  let app: ServedApp;
  beforeAll(async () => {
    app = await serveApp({ env: { NODE_ENV: "production", TUTTI_URL: `https://${PUBLIC}` } });
  });
  afterAll(async () => {
    await app?.stop();
    rmSync(app.dataDir, { recursive: true, force: true });
  });

  /** The status and headers that are answered to a request written by hand. */
  async function answered(lines: string[], body = ""): Promise<{ status: number; head: string }> {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    socket.write(`${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n${body}`);
    const text = (await socket.setEncoding("latin1").toArray()).join("");
    const [head = ""] = text.split("\r\n\r\n");
    return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), head: head.toLowerCase() };
  }

  test("pages, files, redirects and refusals say nosniff and HSTS, each once", async () => {
    const chunk = /\/_next\/static\/[^"\\]+\.js/.exec(await (await fetch(`${app.url}/sign-in`)).text())?.[0];
    for (const path of [
      "/sign-in",
      "/",
      "/favicon.ico",
      "/robots.txt",
      chunk ?? "",
      "/nothing",
      "/api/health",
    ]) {
      const { status, head } = await answered([`GET ${path} HTTP/1.1`, `Host: ${PUBLIC}`]);
      expect([path, status < 500, head.match(/x-content-type-options: .*/g)]).toEqual([
        path,
        true,
        ["x-content-type-options: nosniff"],
      ]);
      expect([path, head.match(/strict-transport-security: .*/g)]).toEqual([
        path,
        ["strict-transport-security: max-age=31536000"],
      ]);
    }
  });

  test.each([
    ["a host that isn't ours", ["GET /sign-in HTTP/1.1", "Host: evil.example"]],
    ["localhost without a port", ["GET /sign-in HTTP/1.1", "Host: localhost"]],
    ["no host", ["GET /sign-in HTTP/1.1"]],
    ["TRACE", ["TRACE /sign-in HTTP/1.1", `Host: ${PUBLIC}`]],
    ["a signing in without a body", ["POST /api/auth/sign-in/email HTTP/1.1", `Host: ${PUBLIC}`]],
  ])("%s is the sender's fault", async (_, lines) => {
    const { status } = await answered(lines);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  const multipart = (body: string) => ({ type: "multipart/form-data; boundary=b", body });
  const bodies = {
    "no JSON": { type: "text/plain;charset=UTF-8", body: "no json" },
    "a reference to nothing": { type: "text/plain;charset=UTF-8", body: '["$F99"]' },
    nothing: { type: "text/plain;charset=UTF-8", body: "" },
    "no boundary": { type: "multipart/form-data", body: "x" },
    "an end that is missing": multipart('--b\r\nContent-Disposition: form-data; name="0"\r\n\r\n["$K'),
    "parts that are no parts": multipart("--b\r\n\r\n--b--\r\n"),
    "a form in the address's letters": {
      type: "application/x-www-form-urlencoded",
      body: "%%%=&$ACTION_ID_x=",
    },
  };
  test.each(Object.entries(bodies))(
    "an action's body with %s is the sender's fault",
    async (_, { type, body }) => {
      expect(actions.length).toBeGreaterThan(10);
      for (const id of ["0".repeat(42), ...actions.slice(0, 4)]) {
        const { status } = await answered(
          [
            "POST /welcome HTTP/1.1",
            `Host: ${PUBLIC}`,
            `Origin: https://${PUBLIC}`,
            `Next-Action: ${id}`,
            `Content-Type: ${type}`,
            `Content-Length: ${body.length}`,
          ],
          body,
        );
        // An action that ran on what it could read says so itself, with 200.
        expect([id, status, status < 500]).toEqual([id, status, true]);
      }
    },
  );

  test("a stranger's X-Forwarded-For counts by the hop that the proxy added", async () => {
    const attempt = async (forwarded: string) => {
      const body = JSON.stringify({ email: "nobody@example.com", password: "a wrong password" });
      const { status, head } = await answered(
        [
          "POST /api/auth/sign-in/email HTTP/1.1",
          `Host: ${PUBLIC}`,
          `Origin: https://${PUBLIC}`,
          "Content-Type: application/json",
          `Content-Length: ${body.length}`,
          `X-Forwarded-For: ${forwarded}`,
        ],
        body,
      );
      if (status === 429) expect(head).toMatch(/retry-after: \d+/);
      return status;
    };
    const statuses = [];
    for (let n = 0; n < 6; n++) statuses.push(await attempt(`203.0.113.${n}, 198.51.100.1`));
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect(await attempt("203.0.113.1, 198.51.100.2")).toBe(401);
  });

  test("the data folder and the database's files are their owner's alone", () => {
    const rights = (path: string) => statSync(join(app.dataDir, path)).mode & 0o077;
    for (const path of ["", "secret", "pg", "pg/PG_VERSION", "pg/base", "demo/erp.sqlite"])
      expect([path, rights(path)]).toEqual([path, 0]);
  });
});
