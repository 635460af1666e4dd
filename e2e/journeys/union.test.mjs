// The union view: which layer provides a path, and why. By keyboard, in both languages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll } from "../harness/accessibility.mjs";
import { ready, run } from "../harness/sandbox.mjs";
import { SCREENS, screenshot, started, visit } from "../harness/visit.mjs";

const IMAGE = "drydock.example/tidy";

/** What the slabs say, from the top: `layer 3|whiteout: stop|old.log`. */
async function slabs(page) {
  return page.locator(".slab").evaluateAll((all) =>
    all.map((slab) => {
      const text = (selector) => slab.querySelector(selector)?.textContent.trim() ?? "";
      const told = [...(slab.querySelector(".slab__told")?.childNodes ?? [])].filter((node) => node.nodeType === Node.TEXT_NODE);
      return [text(".slab__name"), told.map((node) => node.data).join(""), text(".slab__file")].join("|");
    }),
  );
}

const LANGUAGES = {
  en: {
    tab: "Union view",
    whiteout: "ENOENT: a whiteout in layer 3",
    slabs: ["layer 3|whiteout: stop|old.log", "layer 2|hidden|old.log", "layer 1|not asked|"],
    provided: "Provided by layer 2",
  },
  zh: {
    tab: "联合视图",
    whiteout: "ENOENT：第 3 层里有 whiteout",
    slabs: ["第 3 层|whiteout，停|old.log", "第 2 层|被遮住|old.log", "第 1 层|没有问到|"],
    provided: "由第 2 层提供",
  },
};

for (const [lang, words] of Object.entries(LANGUAGES)) {
  test(`a deleted file and who provides its neighbour, by keyboard (${lang})`, async (t) => {
    const { page } = await visit(t, { address: `#/sandbox?lang=${lang}`, reducedMotion: "reduce" });
    await ready(page);
    await run(page, `docker pull ${IMAGE}`);
    await page.getByRole("button", { name: words.tab }).focus();
    await page.keyboard.press("Enter");
    const path = page.locator(".union__query input");
    await path.focus();
    assert.equal(await path.inputValue(), "/");
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("/cargo/old.log");
    await page.keyboard.press("Enter");
    const answer = page.locator(".union__answer b");
    await page.getByText(words.whiteout).waitFor();
    assert.deepEqual(await slabs(page), words.slabs);
    assert.match(await page.evaluate(() => location.hash), /[?&]union&path=\/cargo\/old\.log/);

    // The names: up from the deleted one to its neighbour.
    await page.getByRole("tree").last().focus();
    const tree = page.locator(".union-tree");
    await tree.focus();
    assert.equal(await tree.locator(".is-chosen").getAttribute("title"), "/cargo/old.log");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.getByText(words.provided).waitFor();
    assert.equal(await path.inputValue(), "/cargo/manifest.txt");
    assert.equal(await answer.innerText(), words.provided);

    // A layer and its part of the mount line light up together.
    await page.locator('.slab[data-slab="1"] button').first().focus();
    assert.equal(await page.locator(".mount-line__part.is-lit").getAttribute("data-slab"), "1");
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator(".slab.is-lit").getAttribute("data-slab"), "2");
    await assertAccessible(page);
    await screenshot(page, `union-${lang}`);

    // The link leads back to the same view.
    await page.reload();
    await page.getByText(words.provided).waitFor();
  });
}

test("an opaque directory cuts off what lies below it, on a phone and in the dark", async (t) => {
  const { page } = await visit(t, { address: "#/sandbox?lang=en", viewport: SCREENS.phone, colorScheme: "dark", reducedMotion: "reduce" });
  await started(page);
  await page.getByRole("button", { name: "Terminal" }).click();
  await run(page, `docker pull ${IMAGE}`);
  await page.evaluate(() => { location.hash = "#/sandbox?union=drydock.example/tidy&path=/cargo/crates/one"; });
  await page.getByRole("button", { name: "Stage", exact: true }).first().click();
  await page.getByText("ENOENT: no layer shows this name").waitFor();
  assert.deepEqual(await slabs(page), ["layer 3|nothing here|", "layer 2|hidden|one", "layer 1|not asked|"]);
  await assertAccessible(page);
  await assertNoSidewaysScroll(page);
  await screenshot(page, "union-phone");
});

test("before there is an image the view says so", async (t) => {
  const { page } = await visit(t, { address: "#/sandbox?union=nginx&lang=en" });
  await started(page);
  await page.getByText("There is no image and no container called nginx").waitFor();
  await assertAccessible(page);
});
