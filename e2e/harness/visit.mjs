// One visit to the built site, watched for what must never happen.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after } from "node:test";
import { open, project, quit } from "./browser.mjs";

export { SCREENS, started } from "./browser.mjs";

const screenshots = process.env.DRYDOCK_SCREENSHOTS ?? join(project, "target/screenshots");

after(quit);

/**
 * Serves the site, opens a page on it and, when the test ends, closes both and fails the test if there was an error in the console,
 * an uncaught error, something the content security policy forbids, a file that was not found or a request to another host.
 *
 * `address` is what follows the site's own address (`#…`, `?…`); the rest are options of a browser context: `viewport`, `locale`,
 * `colorScheme`, `reducedMotion`, `hasTouch`. `expectTrouble: true` leaves judging `visit.trouble` to the test.
 *
 * @param {import("node:test").TestContext} t
 */
export async function visit(t, { expectTrouble = false, prepare, ...options } = {}) {
  const trouble = [];
  const watch = async ({ page, context, site }) => {
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) trouble.push(`console ${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => trouble.push(`uncaught: ${error.message}`));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin !== site.origin && !["data:", "blob:", "about:"].includes(url.protocol)) trouble.push(`request to elsewhere: ${url}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) trouble.push(`${response.status()}: ${response.url()}`);
    });
    await page.exposeFunction("reportViolation", (what) => trouble.push(`policy: ${what}`));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        window.reportViolation(`${event.violatedDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
      });
    });
    await prepare?.({ page, context, site });
  };
  const { page, context, site, close } = await open({ prepare: watch, ...options });
  t.after(async () => {
    await close();
    if (!expectTrouble) assert.deepEqual(trouble, []);
  });
  return { page, context, site, trouble };
}

/** Writes a picture of the page to target/screenshots/NAME.png. */
export async function screenshot(page, name) {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}
