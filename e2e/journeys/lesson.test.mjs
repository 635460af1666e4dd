// "Pull nginx", as a learner goes through it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll } from "../harness/accessibility.mjs";
import { lesson, moved, panes, playing } from "../harness/lesson.mjs";
import { SCREENS, screenshot, visit } from "../harness/visit.mjs";

const CHAIN_2 = "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5";

test("the whole lesson by keyboard, and back to its start", async (t) => {
  const { page } = await visit(t, { address: "#/", reducedMotion: "reduce" });
  // From the start page without a mouse.
  await page.locator(".home").waitFor();
  const start = page.getByRole("link", { name: /Pull nginx/ }).first();
  await start.focus();
  await page.keyboard.press("Enter");
  await playing(page);

  const seen = [await panes(page)];
  const last = Number(await page.locator(".track__slider").getAttribute("max"));
  assert.ok(last >= 19 && last <= 27, `${last + 1} stops`);
  for (let stop = 1; stop <= last; stop += 1) {
    await page.keyboard.press("ArrowRight");
    await moved(page, seen.at(-1).address);
    seen.push(await panes(page));
  }
  for (const [index, now] of seen.entries()) {
    assert.equal(now.slider, String(index), now.address);
    assert.ok(now.said.includes(now.story), `a screen reader hears the title of ${now.address}: ${now.said}`);
  }
  assert.equal(new Set(seen.map((now) => now.story)).size, seen.length, "each stop has a title of its own");
  // One key more changes nothing.
  await page.keyboard.press("ArrowRight");
  assert.deepEqual(await panes(page), seen.at(-1));

  for (let stop = last - 1; stop >= 0; stop -= 1) {
    const before = await page.evaluate(() => location.hash);
    await page.keyboard.press("ArrowLeft");
    await moved(page, before);
    assert.deepEqual(await panes(page), seen[stop], `back at stop ${stop}`);
  }
  await page.keyboard.press("End");
  await moved(page, seen[0].address);
  assert.deepEqual(await panes(page), seen.at(-1));
});

test("a link leads to its stop, and another language to the same place", async (t) => {
  const { page, site } = await visit(t, { address: lesson("chain-of-two"), reducedMotion: "reduce" });
  await playing(page);
  assert.equal(await page.locator(".layer.is-focus .card--chain .chip").getAttribute("data-id"), CHAIN_2);
  const english = await panes(page);

  await page.keyboard.press("l");
  await page.locator(".lesson[lang=zh-CN]").waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
  const chinese = await panes(page);
  assert.match(chinese.address, /\/chain-of-two\?lang=zh$/);
  assert.match(chinese.story, /\p{Script=Han}/u);
  // Names, paths and what the terminal says are the same in every language.
  assert.deepEqual([chinese.picture, chinese.terminal, chinese.slider], [english.picture, english.terminal, english.slider]);
  assert.equal(chinese.tree.length, english.tree.length);
  await assertAccessible(page);

  // A later visit, without a stop in its address: language and place are remembered.
  await page.goto("about:blank");
  await page.goto(`${site.url}#/lesson/pull-nginx`);
  await playing(page);
  assert.deepEqual(await panes(page), chinese);
});

test("a step's picture is made of its own before and after", async (t) => {
  const { page } = await visit(t, { address: lesson("parent-file") });
  await playing(page);
  const record = page.locator(".layer.is-focus .card--chain");
  const writeSet = page.locator(".tree__row", { hasText: "write-set-" }).first();
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  assert.match(await record.getAttribute("class"), /is-making/);
  const inode = await writeSet.getAttribute("data-flip");

  // What moves after a key: looked at until something of the tree does; where nothing may, once.
  const press = (key, patience = 5000) =>
    page.evaluate(async ([name, patience]) => {
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
      const moving = () => document.getAnimations().map((animation) => ({
        longest: animation.effect.getComputedTiming().endTime,
        flip: animation.effect.target.dataset.flip ?? null,
      }));
      const until = performance.now() + patience;
      while (performance.now() < until && !moving().some(({ flip }) => flip)) await new Promise(requestAnimationFrame);
      return moving();
    }, [key, patience]);
  const forwards = await press("ArrowRight");
  assert.match(await record.getAttribute("class"), /is-present/);
  // The directory is the same inode under another name: its row travels.
  assert.equal(await page.locator(`.tree__row[data-flip="${inode}"] [data-id="${CHAIN_2}"]`).count(), 1);
  assert.ok(forwards.some((animation) => animation.flip === inode), "the renamed directory moves");
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  const backwards = await press("ArrowLeft");
  assert.match(await record.getAttribute("class"), /is-making/);
  assert.ok(backwards.some((animation) => animation.flip === inode), "and back");
  assert.ok([...forwards, ...backwards].every((animation) => animation.longest <= 400), "no motion takes more than 400 ms");

  // With less motion: the same picture at once.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  const still = await press("ArrowRight", 300);
  assert.match(await record.getAttribute("class"), /is-present/);
  assert.deepEqual(still, []);
});

test("every write, by keyboard", async (t) => {
  const { page } = await visit(t, { address: lesson("first-commit"), reducedMotion: "reduce" });
  await playing(page);
  const stops = Number(await page.locator(".track__slider").getAttribute("max"));
  await page.keyboard.press("w");
  await page.waitForFunction((old) => Number(document.querySelector(".track__slider").max) > old, stops);
  const at = await panes(page);
  await page.keyboard.press("ArrowRight");
  await moved(page, at.address);
  const next = await panes(page);
  assert.equal(Number(next.slider), Number(at.slider) + 1);
  assert.match(next.address, /write=\d+/);
  await page.getByText("dockerd", { exact: true }).first().waitFor();
  await assertAccessible(page);
  await page.keyboard.press("w");
  await moved(page, next.address);
});

test("predictions say why, and exactly one answer is right", async (t) => {
  const { page } = await visit(t, { address: lesson("wait"), reducedMotion: "reduce" });
  await playing(page);
  const answers = page.locator(".answer__choice");
  const verdicts = [];
  for (let index = 0; index < (await answers.count()); index += 1) {
    await answers.nth(index).focus();
    await page.keyboard.press("Enter");
    await page.locator(`.answer:nth-child(${index + 1}) [role=status] .answer__reason`).waitFor();
    verdicts.push(await page.locator(".answer__reason").innerText());
  }
  assert.equal(verdicts.filter((verdict) => verdict.startsWith("Right.")).length, 1, verdicts.join("\n"));
  assert.ok(verdicts.every((verdict) => verdict.length > 40), "each answer has its reason");
  await assertAccessible(page);
});

test("a chip lights up everywhere, and its card computes the hash again", async (t) => {
  const { page } = await visit(t, { address: lesson("real-digest"), reducedMotion: "reduce" });
  await playing(page);
  const chip = page.locator(".story .chip[data-kind=digest]").first();
  const value = await chip.getAttribute("data-id");
  await chip.hover();
  const lit = await page.locator(`[data-id="${value}"]`).evaluateAll((all) => all.map((each) => getComputedStyle(each).outlineStyle));
  assert.ok(lit.length >= 3 && lit.every((style) => style === "solid"), lit.join());

  await chip.focus();
  await page.keyboard.press("Enter");
  const card = page.getByRole("dialog");
  await card.getByRole("button", { name: "Recompute" }).click();
  await card.locator(".result--same").waitFor();
  assert.ok((await card.locator(".result__hash").innerText()).includes(value));
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.dataset.id), value);
});

test("play goes on by itself when asked, and stops when a key is pressed", async (t) => {
  const { page } = await visit(t, { address: lesson("first-commit"), reducedMotion: "reduce" });
  await playing(page);
  await page.keyboard.press("w");
  await page.getByRole("button", { name: /^Speed/ }).click();
  const start = await page.evaluate(() => location.hash);
  await page.getByRole("button", { name: "Play" }).click();
  await moved(page, start);
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("button", { name: "Play" }).waitFor();
});

for (const [screen, viewport] of Object.entries(SCREENS)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`a lesson on a ${screen} screen, ${colorScheme}`, async (t) => {
      const { page } = await visit(t, { address: lesson("chain-of-two"), viewport, colorScheme, reducedMotion: "reduce" });
      await playing(page);
      const tabs = page.locator(".tabs__tab");
      const panesShown = (await tabs.first().isVisible()) ? await tabs.all() : [null];
      for (const [index, tab] of panesShown.entries()) {
        await tab?.click();
        await assertAccessible(page);
        await assertNoSidewaysScroll(page);
        await screenshot(page, `lesson-${screen}-${colorScheme}-${index}`);
      }
    });
  }
}
