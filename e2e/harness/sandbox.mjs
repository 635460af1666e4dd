// The sandbox's terminal, as a visitor types into it and reads it.

/** The line that is typed. */
export const line = (page) => page.locator("#command-line");

/** Waits until the sandbox has a session. */
export async function ready(page) {
  await line(page).waitFor({ state: "attached" });
}

/** Types a command, sends it off, and gives what it printed. */
export async function run(page, command) {
  const entries = page.locator(".term__entry");
  const before = await entries.count();
  await line(page).fill(command);
  await line(page).press("Enter");
  await page.waitForFunction((count) => document.querySelectorAll(".term__entry").length > count, before);
  return printed(page);
}

/** What the last command printed, without what only a screen reader gets. */
export async function printed(page) {
  return page.evaluate(() => {
    const copy = [...document.querySelectorAll(".term__entry")].at(-1)?.querySelector(".term__out")?.cloneNode(true);
    copy?.querySelectorAll(".visually-hidden").forEach((hidden) => hidden.remove());
    return copy?.textContent ?? "";
  });
}

/** What was typed, command by command. */
export const typed = (page) => page.locator(".term__typed").allTextContents().then((lines) => lines.map((text) => text.trim()));

/** The disk's tree, with its marks. */
export async function tree(page) {
  await page.locator(".tree__row").first().waitFor({ state: "attached" });
  return page.evaluate(() => [...document.querySelectorAll(".tree__row")].map((row) => `${row.getAttribute("aria-level")} ${row.textContent}`));
}
