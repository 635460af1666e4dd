// Going from screen to screen, in one tab and in two: where the focus is, what language it is, what is remembered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ready, run, typed } from "../harness/sandbox.mjs";
import { started, visit } from "../harness/visit.mjs";

const here = (page) => page.evaluate(() => ({ scrolled: scrollY, focus: document.activeElement.id, lang: document.documentElement.lang, title: document.title }));

test("another screen begins at its top, with the focus in it, and Back keeps the language", async (t) => {
  const { page } = await visit(t, { address: "#/?lang=en", viewport: { width: 900, height: 500 } });
  await started(page);
  const link = page.locator(".home__pages a").first();
  await link.focus();
  assert.ok((await here(page)).scrolled > 0, "the start page is scrolled");
  await page.keyboard.press("Enter");
  await page.locator("article h1").waitFor();
  await page.waitForFunction(() => document.activeElement.id === "main" && document.title !== "Drydock");
  assert.equal((await here(page)).scrolled, 0);
  await page.keyboard.press("l");
  await page.waitForFunction(() => location.hash.endsWith("lang=zh"));
  await page.goBack();
  await page.locator(".home").waitFor();
  await page.waitForFunction(() => location.hash === "#/?lang=zh");
  assert.deepEqual(await here(page), { scrolled: 0, focus: "main", lang: "zh-CN", title: "Drydock" });
});

test("two tabs lose nothing of each other's", async (t) => {
  const { page: one, context, site } = await visit(t, { address: "#/sandbox?lang=en", reducedMotion: "reduce" });
  await ready(one);
  await run(one, "echo shared");
  const two = await context.newPage();
  await two.goto(`${site.url}#/sandbox?lang=en`);
  await ready(two);
  assert.deepEqual(await typed(two), ["echo shared"]);
  // The one that is typed in last is kept, the other put aside, however often that changes.
  for (const number of [1, 2]) {
    for (const [tab, other, name] of [[two, one, "second"], [one, two, "first"]]) {
      await run(tab, `echo ${name} ${number}`);
      // Browsers take a moment to tell the other tab.
      await other.waitForFunction((line) => localStorage.getItem("drydock.session").includes(line), `echo ${name} ${number}`);
    }
  }
  await one.reload();
  await ready(one);
  assert.deepEqual(await typed(one), ["echo shared", "echo first 1", "echo first 2"]);
  await one.locator(".sandbox-shelf summary").click();
  const aside = await one.locator(".sandbox-shelf li").allInnerTexts();
  assert.ok(aside.some((text) => text.includes("echo second 2") && text.includes("another tab")), aside.join("\n"));
  assert.equal(aside.length, 2, "of each tab's session only how far it came");

  // What one tab remembers, the other does, too.
  await two.locator(".masthead__tools button").nth(1).click();
  const theme = await two.evaluate(() => document.documentElement.dataset.theme);
  await one.waitForFunction((theme) => document.documentElement.dataset.theme === theme, theme);
});
