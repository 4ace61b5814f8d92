// What the users of the source documents' products look for, and find in the console: one test for
// each stretch of a document, its rules named (tests/spec/rules.md). On sample data, without a server.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openBrowser, openPage, press, show } from "../support/browser.mjs";
import { serveFiles } from "../support/static.mjs";

const browser = await openBrowser();
after(() => browser.close());

/** A fixed account and clock: Saturday, 21 November 2026, 13:00 in Warsaw. */
const SAMPLE = "?demo&lang=en&records=1000&now=2026-11-21T12:00:00Z";

async function openConsole(t, hash) {
  const page = await openPage(t, browser, { viewport: { width: 1300, height: 1000 } });
  const url = await serveFiles(t, ["build/console"]);
  await page.goto(`${url}${SAMPLE}#/${hash}`);
  await page.locator(".main > pause-bar + *").waitFor();
  return page;
}

const choices = (list) => list.locator("option").allInnerTexts();

/** The editor of a sequence that was just switched on, for new cards only. */
async function openActivated(t) {
  const page = await openConsole(t, "sequences/a_offer_follow_up");
  await press(page, "Activate");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Only new cards").check();
  await dialog.locator("#confirm-number").check();
  await dialog.getByRole("button", { name: "Activate" }).click();
  await page.getByText("An active sequence cannot be edited").waitFor();
  return page;
}

test("template, then filter, then the automation over both, each on its page (S1.12, S1.15, S1.19, S1.35)", async (t) => {
  const page = await openConsole(t, "templates");
  await page.getByRole("link", { name: "New e-mail" }).click();
  await page.getByLabel("Name").fill("Thank you");
  await page.getByLabel("Module").selectOption("deals");
  await page.getByLabel("Subject").fill("Thank you for {{ name }}");
  await page.getByLabel("Text of the e-mail").fill("We are glad.");
  await press(page, "Save");
  await show(page, "templates");
  await page.getByRole("link", { name: "Thank you" }).waitFor();

  await show(page, "records/deals");
  await page.getByLabel("The same as text").fill("stage is won");
  await press(page, "Save as view");
  await page.getByLabel("Name of the view").fill("Won deals");
  await press(page, "Save");
  // The saved filter itself has the button that makes a sequence of it.
  await page.getByRole("link", { name: "Follow-up sequence", exact: true }).click();
  await page.getByText("For the view “Won deals”").waitFor();
  await press(page, "Add");

  await press(page, "E-mail to contact");
  const step = page.locator("li.step").first();
  await step.getByLabel("Template").selectOption({ label: "Thank you" });
  await press(page, "Save");
  await page.getByText("Unsaved changes").waitFor({ state: "detached" });
  await page.getByText("runs for the view “Won deals”").waitFor();
});

test("a step says when, what, to whom and from whom, in this order (S1.25-27, S2.16-18)", async (t) => {
  const page = await openConsole(t, "sequences/a_offer_follow_up");
  await page.locator("li.step").nth(2).waitFor();
  await press(page, "E-mail to contact");
  const mail = page.locator("li.step").nth(3);
  const labels = await mail.locator(".field > label").allInnerTexts();
  assert.deepEqual(labels, ["Delay", "Timing", "Template", "Recipient", "Sender", "Left out when later by"]);
  assert.deepEqual(await choices(mail.getByLabel("Recipient")), ["Contact of the record", "Person", "Company"]);
  const senders = await choices(mail.getByLabel("Sender"));
  assert.equal(senders[0], "Owner of the record");
  assert.ok(senders.length > 2, "any colleague can be the sender");

  // Only what fits the action and the module is offered.
  const mails = await choices(mail.getByLabel("Template"));
  await press(page, "Task for user");
  const task = page.locator("li.step").nth(4);
  const tasks = await choices(task.getByLabel("Template"));
  assert.ok(mails.length > 1 && tasks.length > 1);
  assert.deepEqual(mails.slice(1).filter((name) => tasks.includes(name)), []);
  assert.deepEqual(await choices(task.getByLabel("Recipient")), senders, "a task is for the owner or a colleague");
});

test("a new automation begins with the choice: by status or by view, which, and only new (S2.8-11)", async (t) => {
  const page = await openConsole(t, "sequences");
  await page.getByRole("link", { name: "New sequence" }).click();
  await page.getByLabel("Module").selectOption("deals");
  const views = await choices(page.getByLabel("Condition"));
  await page.getByLabel("Status").check();
  const stages = await choices(page.getByLabel("Condition"));
  assert.ok(views.length > 1 && stages.length > 1 && stages.every((stage) => !views.includes(stage)));
  await page.getByLabel("Condition").selectOption({ index: 1 });
  await page.getByLabel("Name").fill("By status");
  await page.getByLabel("Only those who enter from now on").check();
  await press(page, "Add");
  await page.getByRole("heading", { name: "Steps of the follow-up sequence" }).waitFor();
  await page.getByText(/runs for the status/).waitFor();

  await press(page, "Task for user");
  await press(page, "Save");
  await press(page, "Activate");
  const dialog = page.getByRole("dialog");
  assert.ok(await dialog.getByLabel("Only those who enter from now on").isChecked(), "as it was chosen");
});

test("nothing is active before Activate, whose window names the module and asks who takes part (S1.29, S1.30, S2.19, D28)", async (t) => {
  const page = await openConsole(t, "sequences/a_offer_follow_up");
  await page.locator("li.step").nth(2).waitFor();
  await page.getByRole("button", { name: "+1 week" }).click();
  await page.getByText(/^It is now/).first().waitFor();
  await show(page, "log");
  await page.getByText("Nothing has run yet").waitFor();

  await show(page, "sequences/a_offer_follow_up");
  await press(page, "Activate");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("It will run in the module Deals.").waitFor();
  await dialog.getByLabel("Only new cards").waitFor();
  await dialog.getByLabel("All cards in the database").check();
  await dialog.locator("#confirm-number").check();
  await dialog.getByRole("button", { name: "Activate" }).click();
  await page.getByText("An active sequence cannot be edited").waitFor();
  await show(page, "log");
  await page.locator("tr[data-what='entered']").first().waitFor();
});

test("automations are listed by module, active and off, and are switched off and deleted there (S1.33-34, S2.7)", async (t) => {
  const page = await openActivated(t);

  await show(page, "sequences");
  const deals = page.getByRole("region", { name: "Deals" });
  const card = deals.getByRole("listitem").filter({ hasText: "Follow-up after an offer" });
  await card.getByText("active", { exact: true }).waitFor();
  await card.getByRole("button", { name: "Deactivate" }).click();
  await card.getByText("switched off").waitFor();
  await card.getByRole("button", { name: "Delete Follow-up after an offer" }).click();
  await card.waitFor({ state: "detached" });
});

test("a filter in use stands on yellow and says so (S1.16)", async (t) => {
  const page = await openActivated(t);

  await show(page, "records/deals");
  const view = page.locator(".view.in-use");
  await view.getByText("in use").waitFor();
  const paint = await view.evaluate((element) => {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.fillStyle = getComputedStyle(element).backgroundColor;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  });
  const [red, green, blue, alpha] = paint;
  assert.ok(alpha > 0 && red > blue + 20 && green > blue + 10, `${paint} is no yellow`);
});

test("who stays out, the goal, and how late a step may be are set in the editor (E9, D6)", async (t) => {
  const page = await openConsole(t, "sequences/a_offer_follow_up");
  await page.getByText("Settings of the sequence").click();
  const stayOut = page.getByLabel("Who stays out");
  const [, view] = await choices(stayOut);
  await stayOut.selectOption({ label: view });
  await page.getByRole("checkbox", { name: "There is a goal" }).check();
  const goal = page.getByRole("region", { name: "There is a goal" });
  await goal.getByLabel("The same as text").fill("stgae is won");
  await goal.getByText("did you mean `stage`?").waitFor();
  await goal.getByLabel("The same as text").fill("stage is won");
  await goal.getByLabel("Operator").waitFor();
  const step = page.locator("li.step").first();
  await step.getByLabel("Left out when later by").fill("3");
  await step.getByLabel("Left out when later by").press("Tab");
  await step.getByLabel("Unit of the lateness").selectOption("hours");
  await press(page, "Save");
  await page.getByText("Unsaved changes").waitFor({ state: "detached" });
  if (process.env.SHOTS) {
    await page.setViewportSize({ width: 1300, height: 3200 });
    await page.screenshot({ path: `${process.env.SHOTS}/goal-light.png` });
    await page.setViewportSize({ width: 360, height: 3600 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.screenshot({ path: `${process.env.SHOTS}/goal-dark-360.png` });
    await page.setViewportSize({ width: 1300, height: 1000 });
  }

  await show(page, "sequences");
  await page.getByRole("link", { name: "Follow-up after an offer" }).click();
  await page.getByText("Settings of the sequence").click();
  assert.equal(await stayOut.locator("option:checked").innerText(), view);
  assert.equal(await goal.getByLabel("The same as text").inputValue(), "stage is won");
  assert.equal(await step.getByLabel("Left out when later by").inputValue(), "3");
  await page.getByRole("checkbox", { name: "There is a goal" }).uncheck();
  await press(page, "Save");
  await goal.waitFor({ state: "detached" });
});
