import { expect, test } from "./app.ts";
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
import { select } from "./workbench.ts";

/** A copy of the template that these tests only run. */
let workflow: string;

test.beforeAll(async ({ browser, app, storage }) => {
  const page = await browser.newPage({ baseURL: app.url, storageState: storage });
  workflow = await openTemplateCopy(page, "Orders");
  // What others have changed must not hide what these runs change.
  await page.goto("/demo");
  await page.getByRole("button", { name: "Reset" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Reset" }).click();
  await expect(page.getByText("No changes yet")).toBeVisible();
  await page.close();
});

const outcomes = [
  {
    sample: "Late shipment",
    order: "SO-10412",
    rule: "Late for an important customer",
    read: ["parameters.order.tier", "parameters.shipment.etaOn"],
    change: "expedite",
  },
  {
    sample: "Short stock",
    order: "SO-10587",
    rule: "Short stock",
    read: ["parameters.stock"],
    change: "partly released",
  },
  {
    sample: "Address mismatch",
    order: "SO-10731",
    rule: "Address mismatch before dispatch",
    read: ["parameters.shipment.shipTo", "parameters.order.shipTo"],
    change: "on hold",
  },
];
for (const { sample, order, rule, read, change } of outcomes) {
  test(`${sample}: the rule that fired is named and shown, the row is changed, the mail is kept`, {
    tag: sample === "Late shipment" ? [] : "@long",
  }, async ({ page }) => {
    await page.goto(workflow);
    await runWithoutPauses(page);
    await fillInput(page, { sample });
    const runId = await runToEnd(page);
    await expect(stateOf(page)).toContainText("Done");
    await expect(answerOf(page)).toContainText(`${order}: ${rule}`);

    await page.goto("/outbox");
    await page.getByRole("list", { name: "Mails" }).getByRole("link").first().click();
    const mail = page.getByRole("article");
    await expect(mail).toContainText(`Order ${order}: ${rule}`);
    await expect(mail.getByRole("link", { name: "See the run" })).toHaveAttribute(
      "href",
      new RegExp(`/runs/${runId}$`),
    );

    await page.goto("/demo");
    const changed = page.getByRole("list", { name: "Latest changes" }).locator("> li").first();
    await expect(changed).toContainText(`erp.orders ${order}`);
    await expect(changed.locator("ins").filter({ hasText: change }).first()).toBeVisible();
    await changed.getByRole("link", { name: "See the run" }).click();
    await expect(page).toHaveURL(new RegExp(`/runs/${runId}$`));

    const result = (await openStep(page, runId, "Order rules")).getByRole("region", { name: "result" });
    await expect(result).toContainText(rule);
    for (const path of read) await expect(result).toContainText(path);
  });
}

test("an order that doesn't exist ends honestly: nothing is updated, the service desk asks", async ({
  page,
}) => {
  await page.goto(workflow);
  await runWithoutPauses(page);
  await fillInput(page, { sample: "An order that doesn't exist" });
  const runId = await runToEnd(page);
  await expect(answerOf(page)).toContainText("Unknown order");
  await expect(answerOf(page)).toContainText("Nothing was changed: the ERP has no order SO-99999.");

  await page.goto("/demo");
  await expect(page.getByText("SO-99999")).toHaveCount(0);
  await expect(page.locator(`a[href$="/runs/${runId}"]`)).toHaveCount(0);
});

test("any other order works, after a rule was edited and a worker renamed", async ({ page }) => {
  await openTemplateCopy(page, "Orders by other rules");
  const inspector = page.getByRole("complementary", { name: "Inspector" });

  await nodeOf(page, "Decision").click();
  await inspector.getByLabel("Name", { exact: true }).fill("Judge");
  await inspector.getByLabel("Name", { exact: true }).press("Enter");
  await select(page, "Order rules");
  const delivered = 3;
  const field = (label: string) => inspector.getByLabel(label, { exact: true }).nth(delivered);
  await expect(field("Name of the rule")).toHaveValue("Delivered already");
  await field("Name of the rule").fill("At the customer's");
  await field("When").fill('parameters.order.status == "delivered" && parameters.orderId == "SO-10001"');
  await field("Then").fill(
    "none: Order {{ parameters.orderId }} is there since {{ parameters.shipment.deliveredOn }}.",
  );
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  await page.reload();
  await runWithoutPauses(page);
  await fillInput(page, { order: "SO-10001" });
  const runId = await runToEnd(page);
  await expect(answerOf(page)).toContainText("SO-10001: At the customer's");
  await expect(answerOf(page)).toContainText(/Order SO-10001 is there since \d{4}-\d\d-\d\d\./);
  await expect(await openStep(page, runId, "Judge")).toContainText("At the customer's");
  await expect(page.getByRole("treeitem").filter({ hasText: "Decision" })).toHaveCount(0);
});

test("the carrier's system taken offline: dispatch is asked, the run says so; back online all is well", async ({
  page,
}) => {
  const turn = async (state: "Online" | "Offline") => {
    await page.goto("/demo");
    const system = page.getByRole("region", { name: "Demo TMS" });
    await system.getByRole("switch").click();
    await expect(system.getByText(state)).toBeVisible();
  };
  await turn("Offline");
  await page.goto(workflow);
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  const runId = await runToEnd(page);
  await expect(answerOf(page)).toContainText("A system could not be read");
  await expect(answerOf(page)).toContainText("TMS could not be read, so nothing is decided by rule.");
  await expect(answerOf(page)).toContainText("Dispatch was asked by mail to look the shipment up");
  await expect(nodeOf(page, "Ask dispatch")).toContainText("Done");
  await expect(await openStep(page, runId, "TMS shipment")).toContainText("offline");

  await page.goto("/outbox");
  const mails = page.getByRole("list", { name: "Mails" });
  await mails
    .getByRole("link")
    .filter({ hasText: "Order SO-10412: please look the shipment up" })
    .first()
    .click();
  await expect(page.getByRole("article")).toContainText("dispatch@harbour-pine.example");
  await expect(page.getByRole("article")).toContainText(/could not be read for order SO-10412: .*offline/);

  await turn("Online");
  await page.goto(workflow);
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  await runToEnd(page);
  await expect(answerOf(page)).toContainText("Late for an important customer");
});
