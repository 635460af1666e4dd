// Every screen of the site: nothing wrong on it, in both languages and both themes.
import { test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll } from "../harness/accessibility.mjs";
import { SCREENS, screenshot, started, visit } from "../harness/visit.mjs";

/** Each with its address, and what is there when it is ready. Lessons and pages come from the catalogue. */
const SCREENS_OF_THE_SITE = [
  { name: "home", address: "#/", ready: ".lesson-card" },
  { name: "sandbox", address: "#/sandbox", ready: ".lesson--sandbox" },
  { name: "inspect", address: "#/inspect", ready: ".bench" },
];

async function places(site) {
  const { lessons, pages } = await (await fetch(`${site.url}lessons/catalogue.en.json`)).json();
  return [
    ...SCREENS_OF_THE_SITE,
    ...lessons.map(({ id }) => ({ name: id, address: `#/lesson/${id}`, ready: "#story-title" })),
    ...pages.map(({ id }) => ({ name: id, address: `#/page/${id}`, ready: ".page h1" })),
  ];
}

for (const [screen, viewport] of [["wide", SCREENS.wide], ["phone", SCREENS.phone]]) {
  for (const [lang, colorScheme] of [["en", "light"], ["zh", "dark"]]) {
    test(`every place on a ${screen} screen, ${lang}, ${colorScheme}`, async (t) => {
      const { page, site } = await visit(t, { viewport, colorScheme, reducedMotion: "reduce" });
      await started(page);
      for (const { name, address, ready } of await places(site)) {
        await page.goto(`${site.url}${address}?lang=${lang}`);
        await page.locator(ready).first().waitFor();
        await assertAccessible(page);
        await assertNoSidewaysScroll(page);
        await screenshot(page, `${name}-${screen}-${lang}-${colorScheme}`);
      }
    });
  }
}
