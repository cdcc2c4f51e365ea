import { expect, test } from "./app.ts";
import {
  answerOf,
  fillInput,
  nodeOf,
  openStep,
  openTemplateCopy,
  runPanel,
  runToEnd,
  runWithoutPauses,
  selectStep,
} from "./run-page.ts";
import { inspector, openProblems, saved } from "./workbench.ts";

test("a step with a limit of tokens stops before it, keeps what had come, and says the numbers", async ({
  page,
}) => {
  const workflow = await openTemplateCopy(page, "Within its tokens");
  await nodeOf(page, "Order desk").click();
  await inspector(page).getByText("Limits", { exact: true }).click();
  await inspector(page).getByLabel("Tokens in all", { exact: true }).fill("15000");
  await inspector(page).getByLabel("Tokens in all", { exact: true }).press("Tab");
  await saved(page);
  await page.goto(workflow);
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  const runId = await runToEnd(page);
  await expect(runPanel(page)).toContainText("Expected “Order desk” to stay within 15,000 tokens");
  await expect(answerOf(page)).toHaveCount(0);

  const desk = await openStep(page, runId, "Order desk");
  await expect(desk).toContainText(/kept what had finished/);
  await expect(desk).toContainText(
    /and the next call of gpt-5-mini may take up to [\d,]+ \([\d,]+ for its request, 4,096 for the answer\)/,
  );
  await selectStep(page, "Asks Decision");
  await expect(page.getByRole("article")).toContainText(/Set aside for it/);
});

test("a limit of cost needs prices; with them the run ends well within it", async ({ page }) => {
  const workflow = await openTemplateCopy(page, "Within its cost");
  await nodeOf(page, "Order desk").click();
  const settings = inspector(page);
  await settings.getByText("Limits", { exact: true }).click();
  await settings.getByLabel("Cost in all", { exact: true }).fill("0.25");
  await settings.getByLabel("Cost in all", { exact: true }).press("Tab");
  await expect(settings.getByText("12 turns, 22 s in all, $0.25")).toBeVisible();

  await nodeOf(page, "Decision").click();
  await settings.getByRole("button", { name: "Choose another for this one" }).click();
  await settings.getByLabel("Model 1", { exact: true }).fill("homemade");
  await page.keyboard.press("Escape");
  const problems = await openProblems(page);
  await expect(problems).toContainText(
    "“Order desk” has a limit of cost, and nobody knows what “Decision”'s model homemade costs.",
  );
  await page.keyboard.press("Escape");
  await settings.getByLabel("Model 1", { exact: true }).fill("gpt-5-mini");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: /^\d+ problems?$/ })).toHaveCount(0);
  await saved(page);

  await page.goto(workflow);
  await runWithoutPauses(page);
  await fillInput(page, { sample: "Late shipment" });
  await runToEnd(page);
  await expect(answerOf(page)).toContainText("Late for an important customer");
});
