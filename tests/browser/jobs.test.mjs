// Recurring jobs in the console, from an empty list to tasks: by somebody who knows no API.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage, press, show } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { api } from "../e2e/account.mjs";

const browser = await openBrowser();
after(() => browser.close());

/** A Monday morning in Warsaw, later than any real now of these tests. */
const MONDAY = "2030-03-04T07:30:00Z";

/** A company with clients: one was called in time, two were not, and one has just come. */
async function clients(server) {
  const v1 = api(server);
  await v1.put("/settings", { name: "Okna Nowak", zone: "Europe/Warsaw", language: "pl" });
  await v1.post("/users", { id: "u_ola", name: "Ola Nowak", email: "ola@okna.example" });
  await v1.put("/modules/contacts", {
    label: "Clients", fields: [],
    pipelines: [{ key: "service", label: "Service", stages: [
      { key: "new_client", label: "New client" }, { key: "after_call", label: "After phone call" }] }],
  });
  await v1.post("/dev/tick", { until: "2030-02-25T09:00:00Z" });
  const client = (id, first_name) => ({ id, values: { first_name, stage: "new_client", owner: "u_ola" } });
  await v1.post("/records/contacts/bulk", { records: [client("c1", "Maria"), client("c2", "Paweł"), client("c3", "Zofia")] });
  await v1.post("/records/contacts/bulk", { records: [{ id: "c2", values: { stage: "after_call" } }] });
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.post("/records/contacts/bulk", { records: [client("c4", "Adam")] });
  return v1;
}

test("the owner's task for clients whom nobody called within three days, set up in the console (S0.3, S0.7, S0.8, S0.9, S0.10)", async (t) => {
  const page = await openPage(t, browser, { viewport: { width: 1300, height: 1000 }, bypassCSP: true });
  const server = await startServer(t);
  await clients(server);
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.getByRole("navigation", { name: "Screens" }).waitFor();

  await show(page, "templates/new-task");
  await page.getByLabel("Name").fill("Call the client");
  await page.getByLabel("Module").selectOption("contacts");
  await page.getByLabel("Title").fill("Call {{ first_name }}");
  await press(page, "Save");
  await page.getByText("Saved").first().waitFor();

  await page.getByRole("link", { name: "Recurring jobs" }).click();
  await page.getByText("No recurring jobs yet").waitFor();
  await page.getByRole("link", { name: "New recurring job" }).first().click();
  await page.getByLabel("Name").fill("Nobody called");
  await page.getByLabel("The list it works on").selectOption("contacts");
  await press(page, "Add");

  // When: each working day at nine, said in words, with the runs to come.
  await press(page, "Monday to Friday");
  await page.getByText("Mon, Tue, Wed, Thu, Fri at 09:00").waitFor();
  await page.getByRole("textbox", { name: "Cron expression" }).fill("0 9 * * 8");
  await page.getByText("is not the weekday of a cron expression").waitFor();
  await press(page, "Daily");
  await page.getByText("every day", { exact: true }).waitFor();
  const runs = await page.getByRole("list", { name: "Next runs" }).locator("li").allInnerTexts();
  assert.equal(runs.length, 5);
  assert.match(runs[0], /Mon.* 4 Mar.* 2030.* 09:00/);

  // Which records: who matches now is shown while the condition is written.
  await page.getByText("4 records match now.").waitFor();
  await page.getByLabel("The same as text").fill("stage never was after_call and created older than 3 days");
  await page.getByText("2 records match now.").waitFor();
  await page.getByText("Maria, Zofia").waitFor();
  assert.ok(await page.getByLabel("Once while it matches").isChecked(), "the default of D15");

  await press(page, "Task for user");
  await page.locator("li.step").first().getByLabel("Template").selectOption({ label: "Call the client" });
  await press(page, "Save");
  await page.getByText("Unsaved changes").waitFor({ state: "detached" });
  assert.deepEqual(await accessibilityProblems(page), []);

  await press(page, "Activate");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Start at the first run", { exact: true }).waitFor();
  await dialog.getByLabel("I confirm: 2 records start at the first run.").check();
  await dialog.getByRole("button", { name: "Activate" }).click();
  await page.getByText("Next run Mon").waitFor();

  await page.getByRole("button", { name: "+1 day" }).click();
  await page.getByText(/decisions were made/).first().waitFor();
  await show(page, "tasks");
  await page.getByRole("heading", { name: "Tasks", level: 1 }).waitFor();
  await page.getByText("Call Maria").waitFor();
  const tasks = await page.locator("tbody tr").allInnerTexts();
  assert.equal(tasks.length, 2, tasks.join("\n"));
  assert.ok(tasks.every((row) => row.includes("Ola Nowak")), "its owner is to call");

  await show(page, "jobs");
  await page.getByText(/Last run Mon.*09:00: 2 records\./).waitFor();
  await press(page, "Deactivate");
  await page.getByText("Switched off: Nobody called").waitFor();
});

for (const [language, name] of [["pl", "Zadania cykliczne"], ["ro", "Sarcini recurente"], ["hu", "Ismétlődő feladatok"], ["ru", "Повторяющиеся задания"]]) {
  test(`recurring jobs on a phone, in the dark, in ${language} (S0.3)`, async (t) => {
    const page = await openPage(t, browser, { viewport: { width: 360, height: 740 }, colorScheme: "dark", bypassCSP: true });
    const server = await startServer(t);
    const v1 = await clients(server);
    await v1.post("/automations", { id: "a_job", name: "Nobody called", kind: "recurring_job", module: "contacts",
      basis: { everyone: true }, schedule: { every: 2, unit: "weeks", from: "2030-03-04T09:00" }, steps: [] });
    await page.goto(`${server.url.href}?lang=${language}#token=${server.adminToken}`);
    await page.locator(".topbar").waitFor();
    await show(page, "jobs");
    await page.getByRole("heading", { name, level: 1 }).waitFor();
    await page.getByRole("link", { name: "Nobody called" }).click();
    await page.locator("schedule-editor ol li").nth(4).waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px wider than the phone`);
    assert.deepEqual(await accessibilityProblems(page), []);
  });
}
