// Goes through the first lesson with a program that notes which of its functions run, and writes the notes to a file.
// `cargo xtask build` does: node e2e/record.mjs FILE ADDRESS COUNT (see xtask/src/halves/).
import { writeFile } from "node:fs/promises";
import { open, quit, started } from "./harness/browser.mjs";
import { lesson, playing } from "./harness/lesson.mjs";

const [file, address, count] = process.argv.slice(2);

/** The state of the page after everything that was asked of it. */
const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));

async function press(page, key, times = 1) {
  for (let time = 0; time < times; time += 1) {
    await page.keyboard.press(key);
    await settled(page);
  }
}

const ran = new Uint8Array(Number(count));

/** Adds what the program has noted since the page was loaded. */
async function note(page) {
  const notes = await page.evaluate(async ([at, count]) => {
    const entry = document.querySelector('meta[name="app-entry"]').dataset.js;
    // The program is running: its start function only gives what it exports.
    const { memory } = await (await import(new URL(entry, document.baseURI))).default();
    return Array.from(new Uint8Array(memory.buffer, at, count));
  }, [Number(address), Number(count)]);
  notes.forEach((noted, index) => (ran[index] |= noted));
}

const { page, site, close } = await open({ address: "#/?lang=en" });
// What notes everything is slow, and the machine may be busy.
page.setDefaultTimeout(120_000);
await started(page);
await page.locator('a[href^="#/lesson/"]').first().click();
await playing(page);
const stops = Number(await page.locator(".track__slider").getAttribute("max"));
for (let stop = 0; stop <= stops; stop += 1) {
  for (const answer of await page.locator(".answer__choice").all()) await answer.click();
  await press(page, "ArrowRight");
}
await press(page, "ArrowLeft", stops);
// The other ways along the timeline, the other language and theme.
await press(page, "w");
await press(page, "ArrowRight", 20);
await press(page, "w");
await press(page, "l");
await page.locator(".lesson[lang=zh-CN]").waitFor();
await press(page, "l");
await page.locator(".lesson[lang=en]").waitFor();
await press(page, "d", 2);
// What can be pointed at and pressed.
await page.locator(".tree__row").nth(2).click();
await page.locator(".tree__row").nth(5).click();
await page.locator(".story .chip").first().click();
await page.getByRole("dialog").waitFor();
await press(page, "Escape");
await page.evaluate((address) => (location.hash = address), lesson("real-digest"));
await page.locator(".formula .recompute button").click();
await page.locator(".formula .result").waitFor();
await press(page, "?");
await press(page, "Escape");
// What runs when the reader leaves: nothing can be loaded then. Once with a step that has not been remembered yet, once without.
await page.evaluate(() => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
  return new Promise((done) => setTimeout(() => done(dispatchEvent(new PageTransitionEvent("pagehide")))));
});
await settled(page);
await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide")));
await note(page);
// A second visit finds what was remembered.
await page.goto("about:blank");
await page.goto(`${site.url}#/`);
await started(page);
await page.locator('a[href^="#/lesson/"]').first().click();
await playing(page);

await note(page);
await writeFile(file, ran);
console.log(`${ran.filter((note) => note).length} of ${ran.length} functions ran`);
await close();
await quit();
