// The console as the Worker serves it: a person opens it, signs in, and is in.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openBrowser, openPage } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";

const browser = await openBrowser();
after(() => browser.close());

test("a person signs in with the token that the server printed", async (t) => {
  const page = await openPage(t, browser);
  const server = await startServer(t);
  await page.goto(server.url.href);
  await page.getByLabel("Token").fill(server.adminToken);
  await page.keyboard.press("Enter");
  await page.getByRole("navigation").first().waitFor();
  assert.equal(await page.getByLabel("Token").count(), 0, "the form is gone");
});

test("a wrong token is refused in words, and the form stays", async (t) => {
  const page = await openPage(t, browser);
  const server = await startServer(t);
  await page.goto(server.url.href);
  await page.getByLabel("Token").fill("rel_nobody_knows");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText(/./).first().waitFor();
  assert.equal(await page.getByLabel("Token").count(), 1);
});

test("any address of the console opens the console", async (t) => {
  const page = await openPage(t, browser);
  const server = await startServer(t);
  const answer = await page.goto(new URL("/some/where", server.url).href);
  assert.equal(answer.status(), 200);
  await page.getByLabel("Token").waitFor();
});
