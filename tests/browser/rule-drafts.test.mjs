// A rule that runs is edited as everything that runs: a draft beside it, published after its preview
// (D29); and what the rule window says before: what is never reached, and what the stage's rules do together.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { loadSample } from "../../worker/dev/sample.mjs";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage, show } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { api } from "../e2e/account.mjs";

const browser = await openBrowser();
after(() => browser.close());

const WIDE = { viewport: { width: 1500, height: 1100 }, bypassCSP: true };
const column = (page, stage) => page.getByRole("region", { name: stage, exact: true });

async function openSample(t, hash) {
  const page = await openPage(t, browser, WIDE);
  const server = await startServer(t);
  await loadSample({ url: server.url, adminToken: server.adminToken, records: 200 });
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.getByRole("navigation", { name: "Screens" }).waitFor();
  await show(page, hash);
  return { page, v1: api(server) };
}

test("a rule that runs keeps running while it is edited: a draft, published after its preview (D29)", async (t) => {
  const { page, v1 } = await openSample(t, "board/deals/sales");
  const open = () => column(page, "Won").getByRole("button", { name: "Hand over to Delivery", exact: true }).click();
  await open();
  const dialog = page.getByRole("dialog", { name: /^Rule: / });
  await dialog.getByText("It runs. What you change here").waitFor();
  await dialog.getByLabel("Name of the rule").fill("Hand over at once");
  await dialog.getByRole("button", { name: "Save draft" }).click();
  await dialog.getByText("There is a draft beside what runs.").waitFor();
  const rule = (await v1.get("/automations")).automations.find((one) => one.name === "Hand over to Delivery");
  assert.equal(rule.state, "active", "it was never switched off");
  assert.equal(rule.unpublished.draft.name, "Hand over at once");
  assert.deepEqual(await accessibilityProblems(page), []);

  await dialog.getByRole("button", { name: "Save and publish…" }).click();
  const publishing = page.getByRole("dialog", { name: "Publish “Hand over to Delivery”?" });
  await publishing.getByLabel("I confirm exactly this.").check();
  await publishing.getByRole("button", { name: "Confirm and change" }).click();
  await column(page, "Won").getByRole("button", { name: "Hand over at once", exact: true }).waitFor();
  const after = await v1.get(`/automations/${rule.id}`);
  assert.deepEqual([after.name, after.unpublished, after.activation.at], ["Hand over at once", undefined, rule.activation.at]);

  await page.getByRole("button", { name: "Move Send the contract down" }).click();
  await page.getByText("Send the contract moved to position 2 of 2").waitFor({ state: "attached" });
  const states = (await v1.get("/automations")).automations.filter((one) => one.kind === "rule").map((one) => [one.state, one.unpublished]);
  assert.ok(states.every(([state, draft]) => state !== "inactive" && draft === undefined), JSON.stringify(states));
});

test("the rule window names steps that are never reached, and plans the stage's rules together (D14, D25, S3.21)", async (t) => {
  const { page } = await openSample(t, "board/deals/sales");
  await column(page, "Negotiation").getByRole("button", { name: "Go through the contract", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Rule: / });
  await dialog.getByText("Check it").click();
  await dialog.locator("rule-check tbody tr").first().waitFor();
  const said = await dialog.locator("rule-check table").innerText();
  assert.match(said, /Send the contract/, "the rule before it acts too");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Add a rule to Contacted", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Move to a stage" }).click();
  const fresh = page.getByRole("dialog", { name: /^Rule: / });
  const stages = fresh.locator("step-card").first().locator("select", { has: page.locator("option", { hasText: "Offer sent" }) });
  await stages.first().selectOption({ label: "Offer sent" });
  await fresh.locator("select.further").selectOption("add_tag");
  const tag = fresh.locator("step-card").last().getByLabel("Tag", { exact: true });
  await tag.fill("late");
  await tag.press("Tab");
  await fresh.getByText(/Step 1 .* moves the record off the stage/).waitFor();
});

test("of an hour that clocks show twice in autumn, the first is meant (D4)", async (t) => {
  const { page, v1 } = await openSample(t, "records/activities");
  await v1.post("/records/activities/bulk", { records: [{ id: "act_1", values: { name: "Call in the night", kind: "call", starts_at: "2026-10-24T10:00:00Z" } }] });
  await page.reload();
  await page.locator(".row-button", { hasText: "Call in the night" }).first().click();
  await page.locator("record-panel").getByRole("button", { name: "Edit", exact: true }).click();
  await page.locator("#value-starts_at").fill("2026-10-25T02:30");
  await page.locator("record-form").getByRole("button", { name: "Save", exact: true }).click();
  await page.locator("record-form").waitFor({ state: "detached" });
  const record = await v1.get("/records/activities/act_1");
  assert.equal(record.values.starts_at, "2026-10-25T00:30:00Z");
});
