// Settings and the editing of records, on sample data and against the Worker.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage, press, shot, show } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { serveFiles } from "../support/static.mjs";
import { contact, deal, setUp } from "../e2e/account.mjs";

const browser = await openBrowser();
after(() => browser.close());

const SAMPLE = "?demo&lang=en&records=400&now=2026-11-21T12:00:00Z";

async function openDemo(t, hash, context = {}) {
  const page = await openPage(t, browser, context);
  const url = await serveFiles(t, ["build/console"]);
  await page.goto(`${url}${SAMPLE}#/${hash}`);
  await page.locator(".main > pause-bar + *").waitFor();
  return page;
}

const field = (page, key) => page.locator(`record-form [data-field=${key}]`);

test("a record is made, corrected beside its field, changed and put back (S3.21)", async (t) => {
  const page = await openDemo(t, "records/deals");
  await page.getByRole("button", { name: "New record" }).click();
  await field(page, "name").getByRole("textbox").fill("Roof for Mrs Nowak");
  await field(page, "amount").getByRole("textbox").fill("a lot");
  await page.locator("record-form").getByRole("button", { name: "Save" }).click();
  const problem = field(page, "amount").locator(".problem");
  await problem.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "value-amount");
  assert.equal(await page.locator("#value-amount").getAttribute("aria-describedby"), "value-amount-problem");

  await page.locator("#value-amount").fill("1 250,50");
  await page.keyboard.press("Tab");
  await page.locator("#value-stage").selectOption({ label: "Offer sent" });
  assert.equal(await problem.count(), 0);
  await page.locator("record-form").getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved: Roof for Mrs Nowak").waitFor();
  const panel = page.locator("record-panel");
  await panel.getByRole("heading", { name: "Roof for Mrs Nowak" }).waitFor();
  assert.match(await panel.locator("dl").innerText(), /1,250\.50/);

  await panel.getByRole("button", { name: "Edit" }).click();
  await page.locator("#value-name").fill("Roof and gutter");
  await page.locator("record-form").getByRole("button", { name: "Save" }).click();
  await panel.getByRole("heading", { name: "Roof and gutter" }).waitFor();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await page.getByText("As before: Roof for Mrs Nowak").waitFor();
});

test("settings say what will change, and what a level lacks (D30)", async (t) => {
  const page = await openDemo(t, "settings", { bypassCSP: true });
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.getByLabel("Try a level").selectOption("basic");
  const row = page.getByRole("row", { name: /SMS campaigns/ });
  await row.getByText("from Enterprise on").waitFor();

  await page.getByLabel("E-mails", { exact: true }).check();
  await page.getByLabel("Messages").fill("2");
  await page.getByLabel("Language", { exact: true }).last().selectOption("pl");
  await page.locator("screen-settings > .screen > form").getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  assert.equal(await page.getByLabel("Messages").inputValue(), "2");
});

test("fields and stages are added and renamed; what records hold stays", async (t) => {
  const page = await openPage(t, browser);
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  await v1.post("/records/deals/bulk", { records: [deal(1)] });
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.getByRole("navigation", { name: "Screens" }).waitFor();
  await page.goto(`${server.url.href}?lang=en#/settings`);
  await page.getByRole("button", { name: "Fields and stages: Deals" }).click();
  const editor = page.locator("settings-modules form.sunken");
  await editor.getByLabel("New field").fill("Długość dachu");
  await editor.getByLabel("Kind").selectOption("number");
  await editor.getByRole("button", { name: "Add", exact: true }).click();
  await editor.getByLabel("Name of stage 1").fill("Fresh");
  await editor.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  const module = await v1.get("/modules/deals");
  assert.equal(module.fields.find((one) => one.key === "dlugosc_dachu")?.kind, "number");
  assert.deepEqual(module.pipelines[0].stages[0], { ...module.pipelines[0].stages[0], key: "new", label: "Fresh" });

  await editor.getByRole("button", { name: "Delete Fresh" }).click();
  await editor.getByRole("button", { name: "Save" }).click();
  await editor.locator(".note.bad").waitFor();
  assert.equal((await v1.get("/modules/deals")).pipelines[0].stages[0].label, "Fresh");

  // An event told by hand is an event like any other (S4.12).
  await page.goto(`${server.url.href}?lang=en#/records/deals`);
  await page.getByRole("button", { name: "Deal 1" }).click();
  await page.locator("record-happenings summary").click();
  await page.locator("#event-name").selectOption("invoice_paid");
  await page.getByLabel("About what").fill("FV/1/2026");
  await page.getByRole("button", { name: "Record it" }).click();
  await page.getByText("Recorded: Invoice paid").waitFor();
  const { events } = await v1.get("/events?module=deals");
  assert.deepEqual(events.map(({ name, record, about }) => [name, record, about]), [["invoice_paid", "d_1", "FV/1/2026"]]);
});

test("a number that counts as 0 where it is empty says so, and each filter finds it so (D7)", async (t) => {
  const page = await openPage(t, browser, { bypassCSP: true });
  const server = await startServer(t);
  const v1 = await setUp(server);
  const { fields, ...module } = await v1.get("/modules/deals");
  const visits = { key: "visits", label: "Visits", kind: "number" };
  await v1.put("/modules/deals", { ...module, fields: [...fields, visits] });
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  await v1.post("/records/deals/bulk", { records: [deal(1), deal(2), deal(3, { visits: 500 })] });
  const filtered = async () => {
    await show(page, "records/deals");
    await page.getByLabel("The same as text").fill("visits < 100 and name contains deal");
    const clause = page.locator("clause-editor").first();
    await clause.getByLabel("Operator").waitFor();
    return clause;
  };
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.getByRole("navigation", { name: "Screens" }).waitFor();
  const before = await filtered();
  await page.getByText("2 records are left out because Visits is blank.").waitFor();
  assert.equal(await before.getByText("empty counts as 0").count(), 0);

  await show(page, "settings");
  await press(page, "Fields and stages: Deals");
  const editor = page.locator("settings-modules form.sunken");
  assert.equal(await editor.getByLabel("Empty counts as 0: Name").count(), 0, "a text has no number");
  const check = editor.getByLabel("Empty counts as 0: Visits");
  await check.focus();
  await page.keyboard.press("Space");
  await editor.getByText("Every filter then finds a record without a value as one with 0, and templates show 0.").waitFor();
  await editor.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  assert.ok(await check.isChecked());
  assert.deepEqual(await accessibilityProblems(page), []);
  await shot(page, "empty-is-zero-settings");
  assert.equal((await v1.get("/modules/deals")).fields.find((one) => one.key === "visits").empty_is_zero, true);

  const after = await filtered();
  await after.getByText("empty counts as 0").waitFor();
  await page.locator("#count[data-count='2']").waitFor();
  assert.equal(await page.getByText("because Visits is blank").count(), 0);
  await shot(page, "empty-is-zero-filter");
  await after.getByLabel("Operator").selectOption("is_empty");
  assert.equal(await after.getByText("empty counts as 0").count(), 0, "whether there is a value is another question");
});

test("the calendar names whom all automations together would write to too often (B9, D21)", async (t) => {
  const page = await openPage(t, browser);
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.put("/settings", { frequency_caps: { email: { messages: 1, per: "week" }, sms: null } });
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2, { email_consent: false })] });
  await v1.post("/templates", { id: "t_news", name: "News", module: "contacts", kind: "email", class: "marketing",
    subject: "News", body: "<p>News</p>" }, { status: 201 });
  for (const id of ["a_one", "a_two"]) {
    const step = { id: "s", action: "email_to_contact", template: "t_news", delay: { amount: 1, unit: "days" } };
    await v1.post("/automations", { id, name: `Letters ${id}`, kind: "sequence", module: "contacts",
      basis: { everyone: true }, steps: [step] }, { status: 201 });
    const { would_start: records } = await v1.post(`/automations/${id}/preview`, { audience: "all" });
    await v1.post(`/automations/${id}/activate`, { audience: "all", confirm_records: records });
  }
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.getByRole("navigation", { name: "Screens" }).waitFor();
  await page.goto(`${server.url.href}?lang=en#/plan`);
  await page.getByText("1 message is above the limit and will not be sent.").waitFor();
  const row = page.locator("plan-collisions tbody tr");
  assert.match(await row.innerText(), /Jan Nowak 1.*2 e-mails, 1 at most.*Letters a_one, Letters a_two/s);
});
