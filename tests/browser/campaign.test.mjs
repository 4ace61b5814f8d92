// Campaigns and duplicates in the console, against the Worker: the e-book three hours after a client is added
// (S0.12) is set up, activated and run without the API; a duplicate is skipped, found, merged, and parted again.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage, press, shot, show } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";

const browser = await openBrowser();
after(() => browser.close());

async function addContact(page, fields, consents = ["email_consent"]) {
  await show(page, "records/contacts");
  await press(page, "New record");
  for (const [key, value] of Object.entries(fields)) await page.locator(`#value-${key}`).fill(value);
  for (const key of consents) await page.locator(`#value-${key}`).selectOption({ index: 1 });
  await page.locator("record-form").getByRole("button", { name: "Save" }).click();
  await page.locator("record-panel h2", { hasText: fields.first_name }).waitFor();
}

test("the e-book, three hours after a client is added, once per client; its duplicate is merged and parted", async (t) => {
  // The page first, so that it is also closed first: what it still asks finds the server there.
  const page = await openPage(t, browser, { bypassCSP: true });
  const server = await startServer(t);
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.getByRole("navigation", { name: "Screens" }).waitFor();

  await show(page, "templates/new-email");
  await page.getByLabel("Name").fill("E-book");
  await page.getByLabel("Module").selectOption("contacts");
  await page.getByLabel("Subject").fill("Your e-book, {{ first_name }}");
  await page.getByLabel("Text of the e-mail").fill("Here it is.");
  await press(page, "Save");
  await page.getByText("Saved").first().waitFor();

  await show(page, "campaigns");
  await page.getByText("No campaigns yet").waitFor();
  await page.getByRole("link", { name: "New campaign" }).first().click();
  await page.getByLabel("Name").fill("E-book after three hours");
  await page.getByLabel("Hours after the criteria are met").fill("3");
  assert.ok(await page.getByLabel("Once per client").isDisabled(), "once per client is no choice");
  assert.deepEqual(await accessibilityProblems(page), []);
  await shot(page, "campaign-new");
  await press(page, "Save");
  const card = page.locator("[data-campaign]");
  await card.getByText("3 hours after the criteria are met").waitFor();
  await card.getByRole("button", { name: "Activate" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Start now", { exact: true }).waitFor();
  await dialog.locator("#confirm-number").check();
  await dialog.getByRole("button", { name: "Activate" }).click();
  await card.getByText("active", { exact: true }).waitFor();

  await addContact(page, { first_name: "Maria", email: "maria@client.example" });
  await addContact(page, { first_name: "Marysia", email: "Maria@client.example", last_name: "Nowak" });
  await press(page, "+1 day");
  await show(page, "mailbox");
  await page.locator(".cards li").first().waitFor();
  assert.equal(await page.locator(".cards li").count(), 1, "one e-mail for one client");
  await page.getByText("Your e-book, Maria").waitFor();
  await show(page, "campaigns");
  const figure = (name) => card.getByText(name, { exact: true }).locator("xpath=following-sibling::dd");
  await figure("Sent").waitFor();
  assert.deepEqual([await figure("Clients reached").innerText(), await figure("Sent").innerText(),
    await figure("Skipped: had it already").innerText()], ["1", "1", "1"]);
  assert.deepEqual(await accessibilityProblems(page), []);
  await shot(page, "campaigns");

  await page.getByRole("link", { name: "Who was skipped, and why" }).click();
  await page.getByText("the client had it already").waitFor();
  await press(page, "Send anyway");
  await page.getByText(/^Sent anyway to/).waitFor();

  await show(page, "records/contacts");
  await page.getByRole("link", { name: "Duplicates" }).click();
  await page.getByRole("heading", { name: "maria@client.example" }).waitFor();
  await shot(page, "twins");
  await page.getByRole("button", { name: "Compare and merge" }).first().click();
  const merging = page.getByRole("dialog");
  const firstName = merging.locator("[data-field=first_name]");
  await firstName.waitFor();
  await firstName.getByLabel("Marysia").check();
  assert.deepEqual(await accessibilityProblems(page), []);
  await shot(page, "merge-dialog");
  await merging.getByRole("button", { name: "Merge", exact: true }).click();
  await page.getByText("Merged: Marysia Nowak").waitFor();
  await page.getByText("No duplicates").waitFor();
  await page.getByRole("button", { name: /^Undo the merge of/ }).click();
  await page.getByText("Both contacts are as they were.").waitFor();
  await page.getByRole("heading", { name: "maria@client.example" }).waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
});
