import { expect, test, watch } from "./app.ts";

test("what isn't there is the same page as what isn't yours, with the status 404", async ({
  browser,
  app,
  storage,
}) => {
  // A page of its own: the browser writes each 404 to the console, some time later.
  const context = await browser.newContext({ baseURL: app.url, storageState: storage });
  const page = await context.newPage();
  const complaints = watch(page, app.url);
  await page.goto("/");
  const { pathname } = new URL(page.url());
  for (const path of [
    ...["/nowhere", "/w/nobodys", "/w/nobodys/runs", "/workflows/nobodys"],
    ...[`${pathname}/workflows/nobodys`, `${pathname}/runs/nobodys`],
  ]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  }
  await expect.poll(() => complaints.length).toBeGreaterThanOrEqual(6);
  expect(complaints.filter((line) => !line.includes("status of 404"))).toEqual([]);
  await context.close();
});

test("without a session every page leads to the sign-in page, and routes refuse", async ({
  browser,
  app,
}) => {
  const context = await browser.newContext({ baseURL: app.url, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  for (const path of [
    "/",
    "/runs",
    "/runs/x",
    "/workflows/x",
    "/connections",
    "/demo",
    "/outbox",
    "/nowhere",
  ]) {
    await page.goto(path);
    await expect(page, path).toHaveURL(/\/sign-in(\?|$)/);
  }
  expect((await context.request.get("/api/w/x/runs/x/events")).status()).toBe(401);
  expect((await context.request.get("/api/w/x/runs/x/values/y")).status()).toBe(401);
  await context.close();
});

test("pages carry a strict content policy and its companions, with a nonce of their own", async ({
  request,
}) => {
  const policies = await Promise.all(
    ["/", "/connections"].map(
      async (path) => (await request.get(path)).headers()["content-security-policy"] ?? "",
    ),
  );
  for (const policy of policies) {
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]+' 'strict-dynamic';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe-eval");
    expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
  }
  expect(policies[0]).not.toBe(policies[1]);
  const headers = (await request.get("/")).headers();
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["x-powered-by"]).toBeUndefined();
});

test("under a name that is not its own the app does not answer", async ({ app, request }) => {
  const answer = await request.get(app.url, { headers: { host: "rebound.example" } });
  expect(answer.status()).toBe(421);
});

test("an action sent from another site is refused", async ({ page, app, request, storage }) => {
  let action: { url: string; headers: Record<string, string>; body: string } | undefined;
  page.on("request", (sent) => {
    const headers = sent.headers();
    if (headers["next-action"]) action = { url: sent.url(), headers, body: sent.postData() ?? "" };
  });
  await page.goto("/demo");
  const system = page.getByRole("region", { name: "Demo ERP" });
  await system.getByRole("switch").click();
  await expect(system.getByText("Offline")).toBeVisible();
  await system.getByRole("switch").click();
  await expect(system.getByText("Online")).toBeVisible();
  expect(action, storage).toBeDefined();
  const answer = await request.post(action?.url ?? app.url, {
    headers: { ...action?.headers, origin: "http://evil.example" },
    data: action?.body.replace("false", "true"),
  });
  expect(answer.status()).not.toBe(200);
  await page.reload();
  await expect(system.getByText("Online")).toBeVisible();
});
