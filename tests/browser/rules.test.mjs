// Rules by stage as the users of S3 and S4 set them up: on the board, without the API. On sample data
// in the browser, and once against the Worker.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { loadSample } from "../../worker/dev/sample.mjs";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage, show } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { serveFiles } from "../support/static.mjs";

const browser = await openBrowser();
after(() => browser.close());

const SAMPLE = "?demo&lang=en&records=1000&now=2026-11-21T12:00:00Z";
const WIDE = { viewport: { width: 1500, height: 1100 } };

async function openDemo(t, hash, options = WIDE, language = "en") {
  const page = await openPage(t, browser, options);
  const url = await serveFiles(t, ["build/console"]);
  await page.goto(`${url}${SAMPLE.replace("lang=en", `lang=${language}`)}#/${hash}`);
  await page.locator(".main > pause-bar + *").waitFor();
  return page;
}

const column = (page, stage) => page.getByRole("region", { name: stage, exact: true });
const choices = (list) => list.locator("option").allInnerTexts();

/** "+" under a stage's name, the catalogue, an action: the rule window. */
async function add(page, stage, action) {
  await page.getByRole("button", { name: `Add a rule to ${stage}`, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: action }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: `Rule: ${action}` }).waitFor();
  return dialog;
}

async function save(page, dialog) {
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** Moves the first deal of a stage to another one by hand, and leaves its panel open. */
async function moveDeal(page, from, to) {
  await show(page, "records/deals");
  await page.getByLabel("The same as text").fill(`stage is ${from} and contacts.email is not empty`);
  await page.locator(".row-button").first().click();
  const name = await page.locator("#record-name").innerText();
  await move(page, to);
  return name;
}

async function move(page, to) {
  await page.locator("record-panel").getByRole("button", { name: "Edit", exact: true }).click();
  await page.locator("#value-stage").selectOption(to);
  await page.locator("record-form").getByRole("button", { name: "Save", exact: true }).click();
  await page.locator("record-form").waitFor({ state: "detached" });
}

test("the catalogue is grouped, and a copy to the Delivery pipeline is made on reaching a stage (S3.2, S3.8-14, S3.22, S3.23)", async (t) => {
  const page = await openDemo(t, "board/deals/sales");
  await page.getByRole("button", { name: "Add a rule to Contacted" }).click();
  const repeat = page.getByRole("region", { name: "Repeat sales" });
  assert.equal(await repeat.getByRole("button").count(), 3);
  await repeat.getByRole("button", { name: "Copy the record" }).click();

  const dialog = page.getByRole("dialog");
  await dialog.getByText("Deals › Sales: Contacted").waitFor();
  assert.equal(await dialog.getByLabel("Name", { exact: true }).getAttribute("placeholder"), "The name and the word “copy”");
  await dialog.getByLabel("Move to pipeline").selectOption({ label: "Delivery" });
  assert.equal(await dialog.getByLabel("Initial stage").inputValue(), "to_pack");
  await dialog.getByText("Check it").click();
  await dialog.getByText(/moved to Sales: Contacted now/).waitFor();
  await dialog.locator("tr[data-what='record_created']").first().waitFor();
  await save(page, dialog);
  const card = column(page, "Contacted").getByRole("listitem").filter({ hasText: "Delivery: To pack" }).first();
  await card.getByText("active", { exact: true }).waitFor();

  const name = await moveDeal(page, "offer_sent", "contacted");
  await page.locator("record-panel").getByText("created", { exact: true }).first().waitFor();
  await page.getByLabel("The same as text").fill(`stage is to_pack and name contains "${name.slice(0, 20)}"`);
  await page.locator('#count:not([data-count="0"])').waitFor();
  await show(page, "board/deals/sales");
  await card.getByText("started: 1, waiting: 0").waitFor();
});

test("the contract by mail, then a meeting tomorrow at 14:00, completed when the deal moves on (S3.15-20)", async (t) => {
  const page = await openDemo(t, "board/deals/sales");
  const mail = await add(page, "Offer sent", "E-mail to contact");
  await mail.getByLabel("Template", { exact: true }).selectOption({ label: "Contract: e-mail" });
  await mail.getByRole("group", { name: "Attached documents" }).getByLabel("Contract").check();
  await save(page, mail);

  const meeting = await add(page, "Offer sent", "Plan an activity");
  await meeting.getByLabel("Activity description").selectOption({ label: "Talk about the contract" });
  assert.equal(await meeting.getByLabel("Date").locator("option:checked").innerText(), "tomorrow");
  assert.equal(await meeting.getByLabel("Time", { exact: true }).inputValue(), "14:00");
  assert.equal(await meeting.getByLabel("Responsible").locator("option:checked").innerText(), "Owner of the record");
  await meeting.getByLabel("Automatically complete the activity").check();
  await meeting.getByLabel("after the previous rule").check();
  await save(page, meeting);
  await column(page, "Offer sent").getByText("after the previous rule").waitFor();
  await column(page, "Offer sent").getByText("Meeting, tomorrow at 14:00").waitFor();

  await moveDeal(page, "contacted", "offer_sent");
  const happened = page.locator("record-happenings");
  await happened.locator("tr[data-what='sent']").first().waitFor();
  await happened.locator("tr[data-what='record_created']").first().waitFor();
  await move(page, "lost");
  await happened.locator("tr[data-what='activity_completed']").first().waitFor();
});

test("a repeat lead starts at once and waits six months; a person moves and takes back what waits (S3.4-7)", async (t) => {
  const page = await openDemo(t, "board/deals/sales");
  const card = column(page, "Won").getByRole("listitem").filter({ hasText: "Ask again after six months" }).first();
  await card.getByText("after 6 months").waitFor();
  await moveDeal(page, "negotiation", "won");
  const passage = page.locator(".passage", { hasText: "Ask again after six months" });
  await passage.getByText(/^Started on Sat, 21 Nov 2026, 13:00, waiting until Fri, 21 May 2027, 09:00/).waitFor();
  await passage.getByRole("button", { name: "Reschedule" }).click();
  await passage.getByLabel("New time").fill("2027-06-01T10:30");
  await passage.getByRole("button", { name: "Move", exact: true }).click();
  await passage.getByText(/waiting until Tue, 1 Jun 2027, 10:30/).waitFor();
  await show(page, "board/deals/sales");
  await card.getByText("started: 1, waiting: 1").waitFor();
  await page.goBack();
  await page.locator(".row-button").first().waitFor();
});

test("to mailing lists: two labelled conditions, five events, and what is missing beside its field (S4.3-16, S4.19)", async (t) => {
  const page = await openDemo(t, "board");
  const pipelines = page.getByLabel("Pipeline");
  assert.ok((await choices(pipelines)).map((text) => text.trim()).includes("Deals › Delivery"));
  await pipelines.selectOption({ label: "Deals › Sales" });
  const dialog = await add(page, "New lead", "Add to mailing lists");
  await dialog.getByRole("heading", { name: "For all deals where" }).waitFor();
  await dialog.getByLabel("The same as text").fill("amount between 0 and 1000000");
  await dialog.getByLabel("Field or event").waitFor();
  await dialog.getByRole("heading", { name: "Execute on event" }).waitFor();
  const events = await choices(dialog.getByLabel("Event", { exact: true }));
  assert.deepEqual(events.slice(0, 5), [
    "On moving into the stage",
    "On creation in the stage",
    "On moving into the stage or creation in it",
    "The client reads an e-mail",
    "An invoice is paid",
  ]);
  await dialog.getByLabel("Event", { exact: true }).selectOption({ label: "An invoice is paid" });
  assert.equal(await dialog.getByLabel("While the record is on").inputValue(), "new_lead");
  await dialog.locator("mailing-lists-choice a").waitFor();
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await dialog.locator("step-card .field-problem", { hasText: "`lists` is missing" }).waitFor();

  // What the sample account has prepared says why it would not run.
  await dialog.getByRole("button", { name: "Close" }).click();
  const card = column(page, "New lead").getByRole("listitem").filter({ hasText: "New leads to the mailing list" }).first();
  await card.getByText(/^Not running: /).waitFor();
});

test("rules are ordered by buttons and keys, switched off, and listed with all others (D25, S2.7)", async (t) => {
  const page = await openDemo(t, "board/deals/sales");
  const names = () => column(page, "Negotiation").locator(".rule-open").allInnerTexts();
  assert.deepEqual(await names(), ["Send the contract", "Go through the contract"]);
  await page.getByRole("button", { name: "Move Send the contract down" }).click();
  await page.getByText("Send the contract moved to position 2 of 2").waitFor({ state: "attached" });
  assert.deepEqual(await names(), ["Go through the contract", "Send the contract"]);
  await page.getByRole("button", { name: "Send the contract", exact: true }).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.getByText("Send the contract moved to position 1 of 2").waitFor({ state: "attached" });
  assert.deepEqual(await names(), ["Send the contract", "Go through the contract"]);

  await page.getByRole("button", { name: "Switch off Send the contract" }).click();
  await show(page, "automations?kind=rule");
  const card = page.getByRole("listitem").filter({ hasText: "Send the contract" });
  await card.getByText("switched off").waitFor();
  await card.getByRole("button", { name: "Activate" }).click();
  await card.getByText("active", { exact: true }).waitFor();
});

test("a rule without a stage: what is received becomes a task (S0.4-6)", async (t) => {
  const page = await openDemo(t, "board/emails/");
  await page.getByRole("button", { name: "New rule" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Add a tag" }).click();
  const dialog = page.getByRole("dialog");
  assert.equal(await dialog.getByLabel("Event", { exact: true }).locator("option:checked").innerText(), "An e-mail is received");
  await dialog.getByLabel("The same as text").fill('subject contains "offer" or body contains "offer"');
  await dialog.getByLabel("Tag", { exact: true }).fill("offer");
  await save(page, dialog);
  await page.getByRole("listitem").filter({ hasText: "An e-mail is received" }).getByText("active", { exact: true }).waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  test(`board, catalogue, rule window and lists have no accessibility problems, ${colorScheme}`, async (t) => {
    const page = await openDemo(t, "board/deals/sales", { ...WIDE, colorScheme, bypassCSP: true });
    const check = async (state) => assert.deepEqual(await accessibilityProblems(page), [], state);
    await page.getByText("after 6 months").waitFor();
    await check("board");
    await page.getByRole("button", { name: "Add a rule to Won" }).click();
    await check("catalogue");
    await page.getByRole("dialog").getByRole("button", { name: "Branch" }).click();
    await page.getByRole("dialog").getByText("Check it").click();
    await page.getByRole("dialog").getByLabel("Sample record").waitFor();
    await check("rule window");
    await page.keyboard.press("Escape");
    await show(page, "automations");
    await page.getByText("Follow-up after an offer").waitFor();
    await check("automations");
  });
}

for (const language of ["hu", "ru"]) {
  test(`at 360 px the board scrolls by itself, the page does not, ${language}`, async (t) => {
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
    const page = await openDemo(t, "board/deals/sales", phone, language);
    for (const hash of ["board/deals/sales", "automations", "board/deals/sales?rule=r_contract_talk"]) {
      await show(page, hash);
      await page.waitForLoadState("networkidle");
      const [width, wide] = await page.evaluate(() => {
        const place = document.querySelector("dialog[open]") ?? document.querySelector(".main");
        return [place.scrollWidth, place.clientWidth];
      });
      assert.ok(width <= wide, `${hash}: ${width} px of content in ${wide} px`);
    }
  });
}

test("a rule set up in the console runs in the Worker (S3.10, S3.23)", async (t) => {
  const page = await openPage(t, browser, WIDE);
  const server = await startServer(t);
  await loadSample({ url: server.url, adminToken: server.adminToken, records: 200 });
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.getByRole("navigation", { name: "Screens" }).waitFor();
  await show(page, "board/deals/sales");
  await column(page, "Won").getByRole("button", { name: "Hand over to Delivery", exact: true }).waitFor();
  const dialog = await add(page, "Contacted", "Copy the record");
  await dialog.getByLabel("Move to pipeline").selectOption({ label: "Delivery" });
  await save(page, dialog);
  await column(page, "Contacted").getByText("active", { exact: true }).waitFor();

  const name = await moveDeal(page, "offer_sent", "contacted");
  await page.locator("record-happenings tr[data-what='record_created']").first().waitFor();
  await page.getByLabel("The same as text").fill(`stage is to_pack and name contains "${name.slice(0, 20)}"`);
  await page.locator('#count:not([data-count="0"])').waitFor();
});
