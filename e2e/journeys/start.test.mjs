// The page starts: anywhere, in both themes, on every size of screen, with nothing wrong.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll } from "../harness/accessibility.mjs";
import { lesson, playing } from "../harness/lesson.mjs";
import { SCREENS, screenshot, started, visit } from "../harness/visit.mjs";

for (const [screen, viewport] of Object.entries(SCREENS)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`starts on a ${screen} screen, ${colorScheme}`, async (t) => {
      const { page } = await visit(t, { viewport, colorScheme });
      await started(page);
      await page.locator("h1").waitFor();
      await assertAccessible(page);
      await assertNoSidewaysScroll(page);
      await screenshot(page, `start-${screen}-${colorScheme}`);
    });
  }
}

test("the policy of the built page is in force", async (t) => {
  const { page, trouble } = await visit(t, { expectTrouble: true });
  await started(page);
  const before = [...trouble];
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.intruder = true";
    document.head.append(script);
  });
  await page.waitForFunction(() => document.scripts.length > 1);
  assert.equal(await page.evaluate(() => window.intruder), undefined);
  assert.deepEqual(before, []);
  assert.ok(trouble.some((line) => line.includes("script-src")), trouble.join("\n"));
});

test("a program that cannot be loaded is said so, in both languages", async (t) => {
  const { page } = await visit(t, {
    expectTrouble: true,
    prepare: ({ page }) => page.route("**/*.wasm", (route) => route.abort()),
  });
  const message = page.getByRole("alert");
  await message.waitFor();
  assert.match(await message.innerText(), /could not be loaded/);
  assert.match(await message.innerText(), /没有载入成功/);
  await assertAccessible(page);
});

test("a first visitor waits for the first half of the program only", async (t) => {
  const { page, site } = await visit(t, { address: lesson() });
  await playing(page);
  const asked = () => site.served.map(({ path }) => path).filter((path) => path.endsWith(".wasm"));
  assert.equal(asked().length, 1, "the program is one file: was the site built without a browser on the machine?");
  assert.match(asked()[0], /-first-/);
  // The second comes before it can be needed.
  await page.keyboard.press("ArrowRight");
  for (const until = Date.now() + 5000; asked().length < 2 && Date.now() < until; ) await page.waitForTimeout(50);
  assert.match(asked()[1] ?? "", /-second-/);
});

test("a second half that cannot be loaded is said so, and reloading leads back to the place", async (t) => {
  let refuse = true;
  const { page } = await visit(t, {
    address: lesson(),
    expectTrouble: true,
    prepare: ({ page }) => page.route("**/*-second-*.wasm", (route) => (refuse ? route.abort() : route.continue())),
  });
  await playing(page);
  await page.evaluate(() => { location.hash = "#/sandbox?lang=en"; });
  const message = page.getByRole("alert");
  await message.waitFor();
  assert.match(await message.innerText(), /could not be loaded/);
  refuse = false;
  await message.getByRole("link").first().click();
  await page.locator("#command-line").waitFor({ state: "attached" });
});
