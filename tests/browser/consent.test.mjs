// Consent as people see it: the pages behind links in messages, and the console's panel and settings.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accessibilityProblems } from "../support/axe.mjs";
import { openBrowser, openPage } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { wayOut } from "../support/story.mjs";
import { contact, deal, setUp } from "../e2e/account.mjs";
import { MONDAY, activate, day } from "../e2e/sequence.mjs";

const browser = await openBrowser();
after(() => browser.close());

/** For looking at what was made: `SHOTS=folder`. */
const shot = (page, name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });

/** A contact with a marketing e-mail in the mailbox; answers the API and the e-mail's way out. */
async function withMail(server) {
  const v1 = await setUp(server);
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.put("/settings", { name: "Okna <b>Nowak</b>", consent: { footer_name: "", footer_address: "ul. Długa 1" } });
  await v1.post("/views", { id: "v_offers", name: "Offers", module: "deals", filter: { field: "stage", op: "is", value: "offer" } });
  await v1.post("/templates", { id: "t_mail", name: "Offer", module: "deals", kind: "email", class: "marketing",
    subject: "Our offer", body: "Hello" });
  await v1.post("/automations", { id: "a_offers", name: "Offers", kind: "sequence", module: "deals", basis: { view: "v_offers" },
    steps: [{ id: "s", action: "email_to_contact", delay: { amount: 0, unit: "days" }, template: "t_mail" }] }, { status: 201 });
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  await activate(v1);
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: day(0, 1) });
  const [message] = (await v1.get("/messages")).messages;
  return { v1, link: new URL(wayOut(message), server.url).href };
}

const isWide = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

for (const [language, { heading, button, done, save }] of Object.entries({
  en: { heading: "What you get from", button: "Unsubscribe", done: "You are unsubscribed", save: "Save" },
  hu: { heading: "Mit kap tőlünk", button: "Leiratkozom", done: "Leiratkozott", save: "Mentés" },
  pl: { heading: "Co dostajesz od", button: "Wypisz mnie", done: "Wypisano", save: "Zapisz" },
  ro: { heading: "Ce primiți de la", button: "Mă dezabonez", done: "V-ați dezabonat", save: "Salvați" },
  ru: { heading: "Что вам присылает", button: "Отписаться", done: "Вы отписались", save: "Сохранить" },
})) {
  test(`a person unsubscribes in ${language}, by keyboard, on a phone, without a script (D20, E6)`, async (t) => {
    const dark = language === "pl" || language === "ru";
    const page = await openPage(t, browser, { locale: language, javaScriptEnabled: false,
      viewport: { width: 360, height: 740 }, colorScheme: dark ? "dark" : "light" });
    const server = await startServer(t);
    const { v1, link } = await withMail(server);
    await page.goto(link);
    await shot(page, `unsubscribe-${language}`);
    const h1 = await page.getByRole("heading", { level: 1 }).innerText();
    assert.ok(h1.includes(heading) && h1.includes("Okna <b>Nowak</b>"), h1);
    await page.keyboard.press("Tab");
    assert.equal(await page.locator(":focus").innerText(), button, "the button comes first");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText(done).waitFor();
    await shot(page, `unsubscribed-${language}`);
    assert.equal((await v1.get("/records/contacts/c_1")).values.email_consent, false);

    await page.locator("input[name=email]").check();
    await page.locator("input[name=sms]").uncheck();
    await page.getByRole("button", { name: save }).click();
    await page.getByRole("status").waitFor();
    const { values } = await v1.get("/records/contacts/c_1");
    assert.deepEqual([values.email_consent, values.sms_consent, values.language], [true, false, language]);
    await page.reload();
    assert.equal(await page.locator("input[name=email]").isChecked(), true);
  });
}

test("the pages are accessible, and fit a narrow phone in both colours (D20)", async (t) => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await openPage(t, browser, { colorScheme, viewport: { width: 320, height: 600 }, bypassCSP: true });
    const server = await startServer(t);
    const { v1, link } = await withMail(server);
    await page.goto(link);
    assert.deepEqual(await accessibilityProblems(page), []);
    assert.ok(await isWide(page), "nothing is cut off");
    await v1.post("/suppressions", { channel: "email", address: "jan1@client.example" });
    await page.reload();
    await page.getByText("Nothing at all goes to this address").waitFor();
    await page.goto(new URL("/p/u/nothing", server.url).href);
    await page.getByRole("heading", { name: "This link leads nowhere" }).waitFor();
    await shot(page, `nowhere-${colorScheme}`);
    assert.deepEqual(await accessibilityProblems(page), []);
    await server.stop();
    await page.close();
  }
});

async function signIn(page, server, hash) {
  await page.goto(`${new URL("/", server.url)}#token=${server.adminToken}`);
  await page.locator(".main > pause-bar + *").waitFor();
  await page.goto(`${new URL("/", server.url)}#/${hash}`);
}

test("the console shows a contact's consent with its proof, and suppresses and frees an address with a reason (D20)", async (t) => {
  const page = await openPage(t, browser, { bypassCSP: true, viewport: { width: 1200, height: 1000 } });
  const server = await startServer(t);
  const { v1 } = await withMail(server);
  await v1.post("/records/contacts/bulk", { records: [{ id: "c_1", values: { sms_consent: false } }] });
  await signIn(page, server, "records/contacts");
  await page.getByRole("button", { name: /Jan/ }).or(page.getByRole("link", { name: /Jan/ })).or(page.getByText("Nowak 1")).first().click();
  const panel = page.locator("contact-consent");
  await panel.getByText("Agreed to marketing").waitFor();
  await panel.getByText("No marketing").waitFor();
  await panel.getByText(/^Proof/).click();
  assert.match(await panel.innerText(), /SMS: took it back\s+Another program/);
  await shot(page, "console-consent");
  const email = panel.locator("[data-channel=email]");
  await email.getByRole("button", { name: "Write nothing more to this address" }).click();
  await email.getByText("A colleague decided so").waitFor();
  await shot(page, "console-suppressed");
  assert.deepEqual(await accessibilityProblems(page, "contact-consent"), []);
  await email.getByRole("button", { name: "Allow messages again" }).click();
  await page.keyboard.type("she called");
  await page.keyboard.press("Enter");
  await email.getByRole("button", { name: "Write nothing more to this address" }).waitFor();
  assert.equal((await v1.get("/records/contacts/c_1")).values.email_suppressed, undefined);
});

test("double opt-in and the foot of e-mails are set in the console (D20, E6)", async (t) => {
  const page = await openPage(t, browser, { bypassCSP: true, viewport: { width: 360, height: 800 }, colorScheme: "dark" });
  const server = await startServer(t);
  const v1 = await setUp(server);
  await signIn(page, server, "settings");
  const form = page.locator("settings-consent");
  await form.getByText("The law of most countries").waitFor();
  await form.getByRole("checkbox").check();
  await form.getByLabel("Its postal address").fill("ul. Długa 1\n00-001 Warszawa");
  assert.equal(await form.getByText("The law of most countries").count(), 0);
  await form.scrollIntoViewIfNeeded();
  await shot(page, "console-settings-consent");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved").first().waitFor();
  const { consent } = await v1.get("/settings");
  assert.deepEqual(consent, { double_opt_in: true, footer_name: "", footer_address: "ul. Długa 1\n00-001 Warszawa" });
});
