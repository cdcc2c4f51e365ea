import { expect, test } from "./app.ts";
import {
  answerOf,
  fillInput,
  openTemplateCopy,
  runPanel,
  runToEnd,
  runWithoutPauses,
  selectStep,
  stateOf,
} from "./run-page.ts";

test("what is pressed while the code of a page still comes is not lost", async ({ page }) => {
  const workflow = await openTemplateCopy(page, "Orders, slowly");
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  const runId = await runToEnd(page);

  // As on a slow line: each part of the code comes at a time of its own, long after the page.
  let part = 0;
  await page.route("**/_next/static/chunks/**", async (route) => {
    const wait = (part++ % 4) * 150;
    await new Promise((resolve) => setTimeout(resolve, wait));
    await route.continue();
  });
  await page.goto(`${workflow}?run=${runId}`, { waitUntil: "commit" });
  await runPanel(page).getByRole("tab", { name: "Calls" }).click();
  await expect(runPanel(page).getByRole("tree")).toBeVisible();

  await page.goto(workflow, { waitUntil: "commit" });
  await page.getByRole("button", { name: /^About simulated and real runs/ }).click();
  await page.getByRole("radio", { name: "First" }).click();
  await expect(page.getByRole("radio", { name: "First" })).toBeChecked();

  await page.goto(workflow, { waitUntil: "commit" });
  await fillInput(page, { order: "SO-10417" });
  await runToEnd(page);
  await expect(stateOf(page)).toContainText("Done");
  await expect(answerOf(page)).toContainText("SO-10417");

  await page.goto(`/runs/${runId}`, { waitUntil: "commit" });
  await selectStep(page, "Data retrieval");
});
