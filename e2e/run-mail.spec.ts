import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { startScriptedServer } from "../lib/adapters/models/scripted/scripted-server.ts";
import { expect, test } from "./app.ts";
import { faithfulReply } from "./order-endpoint.ts";
import {
  answerOf,
  fillInput,
  nodeOf,
  openStep,
  openTemplateCopy,
  runToEnd,
  runWithoutPauses,
  stateOf,
} from "./run-page.ts";

test.use({ alone: "mail" });

/** A mail server that goes away when it has the mail, without saying whether it took it; it keeps what it got. */
async function startDyingMailServer(): Promise<{ port: number; received: string[]; server: Server }> {
  const received: string[] = [];
  const server = createServer((socket) => {
    let content: string | null = null;
    socket.on("error", () => {});
    socket.write("220 mail.example ESMTP\r\n");
    socket.on("data", (data) => {
      const text = data.toString();
      if (content !== null) {
        content += text;
        if (!content.endsWith("\r\n.\r\n")) return;
        received.push(content);
        socket.destroy();
      } else if (/^DATA\r\n/i.test(text)) {
        content = "";
        socket.write("354 Go on\r\n");
      } else socket.write("250 OK\r\n");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is an object; only pipes have text.
  return { port: (server.address() as AddressInfo).port, received, server };
}

test("a mail server that dies after DATA: the outcome is unknown, and the step says how to check; one that is gone undoes nothing", async ({
  page,
}) => {
  // Three runs, two connections, and a server that has to come up for this file alone.
  test.setTimeout(150_000);
  const endpoint = await startScriptedServer({ script: (body) => faithfulReply(body) });
  const mail = await startDyingMailServer();

  await page.goto("/connections");
  await page.getByLabel("Base URL").fill(endpoint.baseUrl);
  await page.getByRole("button", { name: "Recognise and test" }).click();
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("list", { name: "Model connections" }).getByRole("listitem")).toHaveCount(1);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("menuitem", { name: "Mail server" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Post office");
  await dialog.getByLabel("Host").fill("127.0.0.1");
  await dialog.getByRole("textbox", { name: "Port" }).fill(String(mail.port));
  await dialog.getByLabel("Encryption").click();
  await page.getByRole("option", { name: /^None/ }).click();
  await dialog.getByLabel("From").fill("orders@example.com");
  await dialog.getByRole("switch", { name: "Anybody may get mail" }).click();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toHaveCount(0);

  const workflow = await openTemplateCopy(page, "Orders with real mail");
  await nodeOf(page, "Send mail").click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await inspector.getByLabel("Send by").click();
  await page.getByRole("option", { name: /^Post office/ }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  const practised = await runToEnd(page);
  expect(mail.received).toEqual([]);

  await page.getByRole("radio", { name: "Real" }).click();
  const runId = await runToEnd(page);
  expect(mail.received).toHaveLength(1);
  const messageId = /Message-ID: (<\S+>)/i.exec(mail.received[0] ?? "")?.[1] ?? "no id";
  await expect(nodeOf(page, "Send mail")).toContainText("Unknown");
  await expect(nodeOf(page, "Update order")).toContainText("Done");
  const step = await openStep(page, runId, "Send mail");
  await expect(step).toContainText("the connection ended before the server said whether it took it");
  await expect(step).toContainText(
    `Search the mail server's log or the sent mails for the Message-ID ${messageId}`,
  );

  // The simulated run before wrote to nobody, and shows the mail that it kept back.
  const held = await openStep(page, practised, "Send mail");
  await expect(held).toContainText("Order SO-10412: Late for an important customer");
  await expect(held).toContainText(/held/);

  // Gone altogether, it fails the mail alone: what was written stays, and the answer says both.
  mail.server.close();
  await page.goto(workflow);
  await page.getByRole("radio", { name: "Real" }).click();
  await fillInput(page, { sample: "Short stock" });
  await runToEnd(page);
  await expect(stateOf(page)).toContainText("Done");
  await expect(nodeOf(page, "Send mail")).toContainText("Failed");
  await expect(nodeOf(page, "Update order")).toContainText("Done");
  await expect(answerOf(page)).toContainText("ERP: Wrote “split” to order SO-10587 in the ERP.");
  await expect(answerOf(page)).toContainText(/Mail: Not sent to .*127\.0\.0\.1/);
  await page.goto("/demo");
  const changed = page.getByRole("list", { name: "Latest changes" }).locator("> li").first();
  await expect(changed).toContainText("erp.orders SO-10587");

  for (const name of ["Post office", "127.0.0.1"]) {
    await page.goto("/connections");
    await page.getByRole("button", { name: new RegExp(`^More for .*${name}`) }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    await expect(page.getByRole("alertdialog")).toHaveCount(0);
  }
  await endpoint.close();
});
