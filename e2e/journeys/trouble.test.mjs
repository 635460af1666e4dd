// What goes wrong is said, with a way on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../harness/accessibility.mjs";
import { lesson, playing } from "../harness/lesson.mjs";
import { visit } from "../harness/visit.mjs";

test("what was remembered and cannot be read is kept aside", async (t) => {
  const { page } = await visit(t, {
    address: lesson(),
    prepare: ({ page }) => page.addInitScript(() => localStorage.getItem("drydock.unreadable") ?? localStorage.setItem("drydock", "{broken")),
  });
  await playing(page);
  await page.getByText("could not be read").waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem("drydock.unreadable")), "{broken");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByText("could not be read").waitFor({ state: "detached" });
});

test("a lesson that does not come can be asked for again", async (t) => {
  let refuse = true;
  const { page } = await visit(t, {
    address: lesson(),
    expectTrouble: true,
    prepare: ({ page }) => page.route("**/lessons/pull-nginx.en.json", (route) => (refuse ? route.abort() : route.continue())),
  });
  const message = page.getByRole("alert");
  await message.waitFor();
  await assertAccessible(page);
  refuse = false;
  await message.getByRole("button").click();
  await playing(page);
});

test("a lesson that cannot be used says so", async (t) => {
  const { page } = await visit(t, {
    address: lesson(),
    prepare: ({ page }) => page.route("**/lessons/pull-nginx.en.json", (route) => route.fulfill({ json: { id: "pull-nginx" } })),
  });
  const message = page.getByRole("alert");
  await message.waitFor();
  assert.match(await message.innerText(), /cannot be used/);
  await assertAccessible(page);
});

test("a stop, a lesson and an address that do not exist", async (t) => {
  const { page, site } = await visit(t, { address: lesson("no-such-stop"), expectTrouble: true });
  await playing(page);
  await page.getByText("no longer has").waitFor();
  await page.goto(`${site.url}#/lesson/nothing?lang=en`);
  assert.match(await page.getByRole("alert").innerText(), /no such lesson/);
  await page.goto(`${site.url}#/nowhere?lang=en`);
  await page.getByRole("heading", { name: "nothing at this address" }).waitFor();
  await assertAccessible(page);
  await page.locator("#main a").first().click();
  await page.locator(".home").waitFor();
});
