// What people answer, in the console: the switch of a sequence, the answer among the e-mails, and the reason in the
// run log.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accessibilityProblems } from "../support/axe.mjs";
import { contact, deal, setUp } from "../e2e/account.mjs";
import { activate, day, MONDAY } from "../e2e/sequence.mjs";
import { openBrowser, openPage } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";

const browser = await openBrowser();
after(() => browser.close());

test("an answer is shown with what it answers, and ends it; a switch keeps a sequence going (E1)", async (t) => {
  const page = await openPage(t, browser, { bypassCSP: true });
  const server = await startServer(t, { variables: { RELANCE_MAIL_DOMAIN: "in.example" } });
  const v1 = await setUp(server);
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.post("/inbound-addresses", { local_part: "sales", takes_answers: true });
  await v1.post("/templates", { id: "t_mail", name: "Letter", module: "deals", kind: "email", class: "transactional", subject: "About {{ name }}", body: "<p>Our offer</p>" });
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  const step = (id, amount) => ({ id, action: "email_to_contact", delay: { amount, unit: "days" }, template: "t_mail" });
  await v1.post("/automations", { id: "a_letters", name: "Letters", kind: "sequence", module: "deals",
    basis: { filter: { field: "stage", op: "is", value: "offer" } }, steps: [step("first", 1), step("second", 3)] });
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.locator("nav a").first().waitFor({ state: "attached" });

  await page.evaluate(() => { location.hash = "#/sequences/a_letters"; });
  const options = page.locator("sequence-options details");
  await options.locator("summary").click();
  const stop = page.getByLabel("Stop when the contact answers");
  assert.equal(await stop.isChecked(), true, "where nobody chose");
  /** Saves, and waits until the server has it. */
  const save = async (expected) => {
    await page.getByRole("button", { name: "Save", exact: true }).click();
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await v1.get("/automations/a_letters")).stop_on_reply === expected) return;
      await page.waitForTimeout(50);
    }
    assert.fail(`stop_on_reply never was ${expected}`);
  };
  await stop.uncheck();
  await save(false);
  await stop.check();
  await save(true);

  await activate(v1, "a_letters");
  await v1.post("/dev/tick", { until: day(2) });
  const { messages: [message] } = await v1.get("/messages");
  const raw = `From: Jan <${message.to}>\r\nTo: ${message.reply_to}\r\nSubject: Re: ${message.subject}\r\nMessage-ID: <1@client.example>\r\nIn-Reply-To: ${message.message_id}\r\n\r\nYes, please.`;
  assert.equal(await server.deliver({ from: message.to, to: message.reply_to, raw }), undefined);
  await v1.post("/dev/tick", { until: day(2, 1) });
  await page.evaluate(() => { location.hash = "#/emails"; });
  await page.getByRole("button", { name: "Refresh" }).click();
  const answer = page.locator("li", { hasText: "Re: About Deal 1" });
  await answer.locator("summary").click();
  await answer.getByText("Answers “Letters”.").waitFor();
  await answer.getByText("It names the message.").waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.evaluate(() => { location.hash = "#/log?record=d_1"; });
  await page.getByText("the contact has answered").first().waitFor();
});
