// An A/B test of a message in the console (E5): set up in the editor, seen in the plan, sent, compared, and
// one variant kept through a draft.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage, press, shot, show } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { serveFiles } from "../support/static.mjs";
import { contact, deal, numbers, setUp } from "../e2e/account.mjs";
import { activate, all, day, MONDAY } from "../e2e/sequence.mjs";

const browser = await openBrowser();
after(() => browser.close());

const CLIENTS = 24;
const NAMES = { t_short: "Short offer", t_long: "Offer with prices", t_story: "Offer with a story" };

const SEQUENCE = {
  id: "a_offer", name: "After the offer", kind: "sequence", module: "deals", basis: { view: "v_offers" },
  delay_base: "previous_action", reentry: { mode: "after_exit" }, quiet: "drop", zone: "account",
  steps: [{ id: "s_mail", action: "email_to_contact", delay: { amount: 1, unit: "days" }, template: "t_short" }],
};

/** Writes to whoever becomes a new deal. */
const RULE = {
  id: "r_new", name: "Welcome", kind: "rule", module: "deals", basis: { everyone: true },
  trigger: { on: "stage", stage: "new", when: "moved_or_created" }, placement: { after: "parallel", position: 1 },
};

/** An account with three e-mails, a sequence of one step, and a page in its editor. */
async function openEditor(t) {
  const page = await openPage(t, browser, { viewport: { width: 1280, height: 1000 }, bypassCSP: true });
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.post("/views", { id: "v_offers", name: "Offers", module: "deals", filter: { field: "stage", op: "is", value: "offer" } });
  for (const [id, name] of Object.entries(NAMES)) {
    await v1.post("/templates", { id, name, module: "deals", kind: "email", class: "marketing", format: "text",
      subject: name, body: "Hello {{ contact.first_name }}" });
  }
  await v1.post("/automations", SEQUENCE, { status: 201 });
  await putDeals(v1, numbers(CLIENTS));
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.getByRole("navigation", { name: "Screens" }).waitFor();
  await show(page, "sequences/a_offer");
  return { page, v1 };
}

async function putDeals(v1, list) {
  await v1.post("/records/contacts/bulk", { records: list.map((number) => contact(number)) });
  await v1.post("/records/deals/bulk", { records: list.map((number) => deal(number, { stage: "offer" })) });
}

/** Publishes what the open window shows. */
async function publish(page) {
  const dialog = page.getByRole("dialog", { name: "Publish “After the offer”?" });
  await dialog.getByLabel("I confirm exactly this.").check();
  await dialog.getByRole("button", { name: "Confirm and change" }).click();
  await page.getByText("Changed. Records follow now.").waitFor();
}

async function activateHere(page) {
  await press(page, "Activate");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("All cards in the database").check();
  await dialog.getByText("Start now", { exact: true }).waitFor();
  await dialog.locator("#confirm-number").check();
  await dialog.getByRole("button", { name: "Activate" }).click();
  await page.getByText("active", { exact: true }).first().waitFor();
}

test("a step's message is tested in variants: set up by keyboard, shown by the plan, compared, and one kept (E5)", async (t) => {
  const { page, v1 } = await openEditor(t);
  const card = page.locator("step-card");
  const row = (letter) => card.locator(`[data-variant=${letter}]`);
  const add = card.getByRole("button", { name: "Add variant (A/B test)" });
  await add.focus();
  await page.keyboard.press("Enter");
  const second = card.getByLabel("Template of variant B");
  assert.ok(await second.evaluate((one) => one === document.activeElement), "the new variant is there to be chosen");
  assert.match(await row("A").innerText(), /50/, "evenly, until somebody says otherwise");
  await second.selectOption({ label: NAMES.t_long });
  await press(page, "Add variant");
  assert.match(await row("A").innerText(), /34/);
  await press(page, "Save");
  const missing = row("C").locator(".field-problem");
  await missing.waitFor();
  await press(page, "Remove variant C");
  await card.getByLabel("Share of variant B in percent").fill("40");
  await page.keyboard.press("Tab");
  const shares = async () => [(await row("A").locator("output").innerText()).match(/\d+/)[0], ...await card.getByRole("spinbutton", { name: /^Share of/ }).evaluateAll((all) => all.map((one) => one.value))];
  assert.deepEqual(await shares(), ["60", "40"]);
  await press(page, "Add variant");
  assert.deepEqual(await shares(), ["30", "40", "30"], "who has set shares keeps them; A gives half");
  await press(page, "Remove variant C");
  assert.deepEqual(await shares(), ["60", "40"]);
  await press(page, "Save");
  await page.getByText("Saved", { exact: true }).waitFor();
  assert.deepEqual((await v1.get("/automations/a_offer")).steps[0].variants, [{ template: "t_long", share: 40 }]);
  await shot(page, "ab-editor");
  assert.deepEqual(await accessibilityProblems(page), []);

  const planned = await plannedVariants(page);
  assert.deepEqual(new Set(planned.values()), new Set(["variant A “Short offer”", "variant B “Offer with prices”"]), "some get the one, some the other");
  await activateHere(page);
  await v1.post("/dev/tick", { until: day(1, 1) });
  const messages = await all(v1, "/messages", "messages");
  assert.equal(messages.length, CLIENTS);
  const subjects = new Map(messages.map(({ record, subject }) => [record, subject]));
  for (const [record, variant] of planned) assert.ok(variant.includes(subjects.get(record)), `${record}: the plan said ${variant}, ${subjects.get(record)} was sent`);

  await compareAndKeep(page, v1, subjects);
  await putDeals(v1, [90, 91, 92, 93, 94, 95]);
  await v1.post("/dev/tick", { until: day(3, 3) });
  const late = (await all(v1, "/messages", "messages")).slice(CLIENTS);
  assert.deepEqual(late.map(({ subject }) => subject), Array(6).fill(NAMES.t_long), "who comes now gets what was kept");
});

test("a rule's test is looked at with its results; discarding the draft of what was kept goes on with it (E5, D29)", async (t) => {
  const { page, v1 } = await openEditor(t);
  await v1.post("/automations", { ...RULE, steps: [{ ...SEQUENCE.steps[0], delay: { amount: 0, unit: "days" }, variants: [{ template: "t_story", share: 30 }] }] }, { status: 201 });
  await activate(v1, "r_new");
  await v1.post("/records/contacts/bulk", { records: numbers(12).map((number) => contact(number)) });
  await v1.post("/records/deals/bulk", { records: numbers(12).map((number) => deal(100 + number, { stage: "new", contacts: [`c_${number}`] })) });
  await v1.post("/dev/tick", { until: day(0, 2) });
  await page.reload();
  await show(page, "board/deals/sales");
  await page.getByText("A: Short offer, B: Offer with a story").waitFor();
  await show(page, "results/r_new");
  const kept = page.locator("screen-results").getByRole("region", { name: "A/B test" });
  await kept.getByText("Offer with a story 30%").waitFor();
  await press(page, "Keep this variant B");
  await page.getByRole("dialog").getByText("Nobody starts because of this change.").waitFor();
  await page.keyboard.press("Escape");
  await kept.getByText("kept in the draft").waitFor();
  await page.getByText("There is a draft beside what runs.").waitFor();
  await shot(page, "ab-rule-results");
  assert.deepEqual(await accessibilityProblems(page), []);
  await press(page, "Discard draft");
  await kept.getByRole("button", { name: "Keep this variant B" }).waitFor();
  const rule = await v1.get("/automations/r_new");
  assert.deepEqual([rule.unpublished, rule.steps[0].variants], [undefined, [{ template: "t_story", share: 30 }]]);
});

test("without a server a test is planned, run and counted by variant, too (E5)", async (t) => {
  const page = await openPage(t, browser, { viewport: { width: 1280, height: 1000 } });
  const url = await serveFiles(t, ["build/console"]);
  await page.goto(`${url}?demo&lang=en&records=1000&now=2026-11-21T12:00:00Z#/sequences/a_offer_follow_up`);
  const mail = page.locator("step-card").filter({ hasText: "E-mail to contact" });
  await mail.getByRole("button", { name: "Add variant (A/B test)" }).click();
  await mail.getByLabel("Template of variant B").selectOption({ label: "Contract: e-mail" });
  await press(page, "Save");
  await mail.locator("[data-variant=B] .field-problem", { hasText: "both must be of one class" }).waitFor();
  await mail.getByRole("button", { name: "Remove variant B" }).click();

  const card = page.locator("step-card").filter({ hasText: "SMS to contact" });
  await card.getByRole("button", { name: "Add variant (A/B test)" }).click();
  await card.getByLabel("Template of variant B").selectOption({ label: "After the offer: SMS with diacritics" });
  await press(page, "Save");
  await page.getByText("Saved", { exact: true }).waitFor();
  await activateHere(page);
  await press(page, "+1 week");
  const region = page.getByRole("region", { name: "A/B test" });
  await region.getByText("Spent").waitFor();
  const figures = await region.locator(".variant-bars").allInnerTexts();
  assert.match(figures.join(" ").replace(/\s+/g, " "), /^Sent .*A [1-9]\d* .*B [1-9]\d* Spent A PLN \d+\.\d\d B PLN \d/);
  const keep = region.getByRole("button", { name: "Keep this variant A" });
  assert.ok(await keep.isDisabled(), "what runs cannot be changed here");
  await press(page, "Deactivate");
  await keep.click();
  await page.getByText("“After the offer: SMS without diacritics” alone goes on.").waitFor();
  assert.equal(await card.locator("[data-variant]").count(), 0);
  await press(page, "Undo");
  await card.getByLabel("Template of variant B").waitFor();
});

/** What the preview says of the first records, by record. */
async function plannedVariants(page) {
  const preview = page.locator("sequence-preview");
  const chooser = preview.getByRole("combobox");
  const records = await chooser.locator("option").evaluateAll((options) => options.slice(0, 12).map((one) => one.value));
  const planned = new Map();
  for (const record of records) {
    await chooser.selectOption(record);
    const sent = preview.locator("tr[data-what=sent]").filter({ hasText: emailOf(record) });
    await sent.waitFor();
    planned.set(record, /variant . “[^”]+”/.exec(await sent.innerText())[0]);
  }
  return planned;
}

const emailOf = (record) => `jan${record.slice(2)}@client.example`;

/** The results after the first messages; variant B alone goes on. */
async function compareAndKeep(page, v1, subjects) {
  await page.reload();
  const results = page.locator("automation-results");
  const test = results.getByRole("region", { name: "A/B test" });
  await test.getByText("Too early to say: it takes 100 sent of each variant").waitFor();
  const sentOf = (name) => [...subjects.values()].filter((subject) => subject === name).length;
  const bars = await test.locator(".variant-bars").first().innerText();
  assert.match(bars.replace(/\s+/g, " "), new RegExp(`Sent .*A ${sentOf(NAMES.t_short)} .*B ${sentOf(NAMES.t_long)}`));
  await results.getByText("As a table").click();
  const rows = await results.getByRole("row").allInnerTexts();
  assert.match(rows.find((one) => one.startsWith("B · Offer with prices")) ?? "", new RegExp(`\\b${sentOf(NAMES.t_long)}\\b`));
  await shot(page, "ab-results");
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.setViewportSize({ width: 360, height: 800 });
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.equal(isWide, false, "it fits a telephone");
  await page.setViewportSize({ width: 1280, height: 1000 });

  await show(page, "log?automation=a_offer");
  await page.getByText("variant B “Offer with prices”").first().waitFor();
  await show(page, "sequences/a_offer");
  await press(page, "Keep this variant B");
  const running = await v1.get("/automations/a_offer");
  assert.equal(running.steps[0].variants.length, 1, "what runs is unchanged until it is published");
  assert.deepEqual([running.unpublished.draft.steps[0].template, running.unpublished.draft.steps[0].variants], ["t_long", []]);
  await publish(page);
  const after = await v1.get("/automations/a_offer");
  assert.deepEqual([after.state, after.steps[0].template, after.steps[0].variants, after.unpublished], ["active", "t_long", [], undefined]);
  await test.getByText("Short offer (no longer in the test)").waitFor();
}
