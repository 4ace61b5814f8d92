// Settings › Sending against the Worker and stand-ins of providers: an address, a key, a test, the choice
// (E3); a template and a sequence to oneself (E4).
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { contact, deal, setUp } from "../e2e/account.mjs";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage } from "../support/browser.mjs";
import { startProviders } from "../support/providers/server.mjs";
import { startServer } from "../support/server.mjs";

const browser = await openBrowser();
after(() => browser.close());

async function signedIn(t, page, { lang = "en", hash = "#/settings", prepare = async () => {} } = {}) {
  const providers = await startProviders(t);
  const bases = ["resend", "postmark", "smsapi", "twilio"].map((name) => [`RELANCE_${name.toUpperCase()}_BASE`, providers[name].base]);
  const server = await startServer(t, { variables: Object.fromEntries(bases) });
  const v1 = await setUp(server);
  await prepare(v1, providers);
  await page.goto(`${server.url.href}?lang=${lang}#token=${server.adminToken}`);
  await page.locator("nav a").first().waitFor({ state: "attached" });
  await page.evaluate((to) => { location.hash = to; }, hash);
  return { providers, server, v1 };
}

/** Pictures for the eye, when a folder is named. */
async function picture(page, name, target = page) {
  if (!process.env.PICTURES) return;
  const { width } = page.viewportSize();
  await page.setViewportSize({ width, height: 3000 });
  await target.screenshot({ path: `${process.env.PICTURES}/${name}.png`, animations: "disabled" });
  await page.setViewportSize({ width, height: 720 });
}

test("from nothing to sending for real: an address, a key, a test to oneself, the choice (E3)", async (t) => {
  const page = await openPage(t, browser, { bypassCSP: true });
  const { providers: { resend }, v1 } = await signedIn(t, page);
  const card = page.locator("sender-card", { hasText: "Resend" });
  await card.getByText("not connected", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Add an address" }).click();
  await page.getByLabel("Address", { exact: true }).fill("biuro@okna.example");
  await page.getByLabel("Telephones for tests").fill("+48 601 234 567");
  await page.getByRole("button", { name: "Save sending" }).click();
  await page.locator(".toast").first().waitFor();

  await card.getByLabel("Key").fill("wrong");
  await card.getByRole("button", { name: "Connect Resend" }).click();
  await card.getByText(/does not take this key/).waitFor();
  await card.getByLabel("Key").fill(resend.key);
  await card.getByRole("button", { name: "Connect Resend" }).click();
  await card.getByText("works", { exact: true }).waitFor();
  await page.getByText("Resend takes it").waitFor();
  await card.getByLabel("Test message to").selectOption("ana@okna.example");
  await card.getByRole("button", { name: "Test Resend" }).click();
  await card.getByText("sent", { exact: true }).waitFor();
  assert.equal(resend.messages.length, 1);
  await picture(page, "sending-connected", page.locator("settings-sending"));

  await page.getByLabel("E-mail leaves by").selectOption("resend");
  await page.getByRole("button", { name: "Save sending" }).click();
  await card.getByText("carries your messages").waitFor();
  assert.equal(await card.getByRole("button", { name: "Disconnect Resend" }).isDisabled(), true);
  // Saving the other settings brings no old copy of these back.
  await page.getByLabel("Company name").fill("Okna i Drzwi");
  await page.getByRole("button", { name: "Save", exact: true }).first().click();
  await page.locator(".toast").last().waitFor();
  const { sending } = await v1.get("/settings");
  assert.deepEqual([sending.email, sending.test_numbers], ["resend", ["+48601234567"]]);
  assert.deepEqual(await accessibilityProblems(page), []);

  resend.key = "another";
  await card.getByRole("button", { name: "Test Resend" }).click();
  await card.getByText("refused", { exact: true }).waitFor();
  await card.getByText(/Messages wait/).waitFor();
});

for (const [lang, colorScheme] of [["pl", "light"], ["hu", "dark"]]) {
  test(`sending fits a telephone, ${lang}, ${colorScheme}`, async (t) => {
    const page = await openPage(t, browser, { viewport: { width: 360, height: 720 }, colorScheme, bypassCSP: true });
    const prepare = (v1) => v1.put("/settings", { sending: { identities: [{ address: "biuro@okna.example", name: "", reply_to: null }] } });
    await signedIn(t, page, { lang, prepare });
    await page.locator("sender-card").nth(4).waitFor();
    await picture(page, `sending-${lang}-${colorScheme}`, page.locator("settings-sending"));
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `${width} px wide`);
    assert.deepEqual(await accessibilityProblems(page), []);
  });
}

test("a template and a sequence are sent to oneself from their editors (E4)", async (t) => {
  const page = await openPage(t, browser, { bypassCSP: true });
  const prepare = async (v1) => {
    await v1.put("/settings", { sending: { test_numbers: ["+48601234567"] }, quiet_from: "03:00", quiet_until: "03:01" });
    await v1.post("/templates", { id: "t_letter", name: "Offer", module: "deals", kind: "email", class: "transactional",
      format: "text", subject: "Your offer {{ name }}", body: "Dear {{ contact.first_name }}" }, { status: 201 });
    await v1.post("/templates", { id: "t_text", name: "Reminder", module: "deals", kind: "sms", class: "transactional", text: "Dzień dobry!" }, { status: 201 });
    await v1.post("/automations", { id: "a_offers", name: "After the offer", kind: "sequence", module: "deals", basis: { stage: "offer" }, steps: [
      { id: "s_mail", action: "email_to_contact", delay: { amount: 1, unit: "days" }, template: "t_letter" },
      { id: "s_text", action: "sms_to_contact", delay: { amount: 3, unit: "days" }, template: "t_text" },
    ] }, { status: 201 });
    await v1.post("/records/contacts/bulk", { records: [contact(1)] });
    await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  };
  const { v1 } = await signedIn(t, page, { hash: "#/templates/t_letter", prepare });
  await page.getByRole("button", { name: "Send test" }).click();
  await page.getByLabel("Filled in with").selectOption({ label: "Deal 1" });
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator("test-send").getByText("[Test] Your offer Deal 1").waitFor();
  await picture(page, "test-send-template");
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.getByRole("button", { name: "Close" }).click();
  await page.locator("test-send").waitFor({ state: "detached" });

  await page.evaluate(() => { location.hash = "#/sequences/a_offers"; });
  await page.locator("sequence-editor").waitFor();
  await page.getByRole("button", { name: "Send test" }).click();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator("test-send").getByText("TEST: Dzień dobry!").waitFor();
  await picture(page, "test-send-sequence");
  await page.keyboard.press("Escape");
  const { messages } = await v1.get("/messages?limit=10");
  assert.deepEqual(messages.map((one) => [one.to, one.is_test]).sort(),
    [["+48601234567", true], ["ana@okna.example", true], ["ana@okna.example", true]]);
});
