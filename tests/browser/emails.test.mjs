// The screen "E-mails" against the Worker: an address is chosen, a macro is made without the API, a
// real message arrives at it, and the task that it makes stands in the list.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accessibilityProblems } from "../support/axe.mjs";
import { setUp } from "../e2e/account.mjs";
import { openBrowser, openPage } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";

const browser = await openBrowser();
after(() => browser.close());

const message = (number, subject, body) => ({
  from: "jan@client.example",
  to: "office@in.example",
  raw: `From: Jan Nowak <jan@client.example>\r\nTo: office@in.example\r\nSubject: ${subject}\r\nMessage-ID: <${number}@client.example>\r\n\r\n${body}\r\n`,
});

async function show(page, screen) {
  await page.evaluate((to) => { location.hash = `#/${to}`; }, screen);
  await page.locator(`screen-${screen} h1`).waitFor();
}

test("an e-mail that contains a text makes a task for a person, set up in the console (S0.4, S0.5, S0.6)", async (t) => {
  const page = await openPage(t, browser, { bypassCSP: true });
  const server = await startServer(t, { variables: { RELANCE_MAIL_DOMAIN: "in.example" } });
  const v1 = await setUp(server);
  await page.goto(`${server.url.href}?lang=en#token=${server.adminToken}`);
  await page.locator("nav a").first().waitFor({ state: "attached" });
  await show(page, "emails");
  await page.getByText("No e-mails").waitFor();

  await page.getByLabel("Beginning of a further address").fill("our office");
  await page.getByRole("button", { name: "Add address" }).click();
  await page.getByText(/cannot stand before the @/).waitFor();
  await page.getByLabel("Beginning of a further address").fill("Office");
  await page.getByLabel("Name", { exact: true }).fill("The office");
  await page.getByRole("button", { name: "Add address" }).click();
  await page.getByText("office@in.example").waitFor();
  await page.getByLabel("Answers come to office@in.example").waitFor();
  assert.equal(await page.getByLabel("Answers come to office@in.example").isChecked(), true, "the first that a person adds");

  await page.getByRole("button", { name: "New macro" }).click();
  await page.getByLabel("Containing").fill("complaint");
  await page.getByLabel("Create a task").fill("Answer the complaint");
  await page.getByLabel("Arrives at").selectOption({ label: "The office" });
  await page.getByLabel("For", { exact: true }).selectOption({ label: "Ana Kowalska" });
  await page.getByRole("button", { name: "Save and switch on" }).click();
  await page.getByText("An e-mail arrives: complaint").first().waitFor();

  assert.equal(await server.deliver(message(1, "My window", "This is a COMPLAINT.")), undefined);
  assert.equal(await server.deliver(message(2, "Offer", "How much?")), undefined);
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.getByText("My window").waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);

  const { records } = await v1.get("/records/tasks");
  assert.deepEqual(records.map(({ values }) => [values.name, values.owner]), [["Answer the complaint", "u_ana"]]);
  assert.match(records[0].values.description, /jan@client\.example\nMy window\n\nThis is a COMPLAINT\./);
  assert.match(records[0].values.origin, /^a_/);
  assert.equal(await server.deliver({ ...message(3, "Third", "One more complaint."), to: (await v1.get("/inbound-addresses")).addresses.at(-1).address }), undefined);
  assert.equal((await v1.get("/records/tasks")).records.length, 1, "it came to another address");
  if (process.env.SHOTS) await shots(page);
});

/** Pictures for whoever changes the screen: SHOTS=folder. */
async function shots(page) {
  await show(page, "emails");
  await page.getByText("My window").click();
  for (const [name, width, scheme] of [["wide", 1280, "light"], ["dark", 1280, "dark"], ["phone", 360, "light"]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
  }
}
