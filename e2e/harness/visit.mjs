// One visit to the built site in a real browser, watched for what must never happen.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const project = join(dirname(fileURLToPath(import.meta.url)), "../..");
const dist = process.env.DRYDOCK_DIST ?? join(project, "dist");
const screenshots = process.env.DRYDOCK_SCREENSHOTS ?? join(project, "target/screenshots");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"];

/** The browser to use: the one `cargo xtask test` found, or the first on PATH. */
function browserProgram() {
  if (process.env.CHROME) return process.env.CHROME;
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    try {
      return execFileSync("which", [name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    } catch {
      // The next name.
    }
  }
  throw new Error("no browser: set CHROME to its program, or run `cargo xtask test e2e`, which finds one");
}

/** The screen sizes for which the page is laid out. */
export const SCREENS = {
  wide: { width: 1440, height: 900 },
  medium: { width: 900, height: 1000 },
  phone: { width: 320, height: 640 },
};

/**
 * Serves the site, opens a page on it and, when the test ends, closes both and fails the test if there was an error in the console,
 * an uncaught error, something the content security policy forbids, a file that was not found or a request to another host.
 *
 * `address` is what follows the site's own address (`#…`, `?…`); the rest are options of a browser context: `viewport`, `locale`,
 * `colorScheme`, `reducedMotion`, `hasTouch`. `expectTrouble: true` leaves judging `visit.trouble` to the test.
 *
 * @param {import("node:test").TestContext} t
 */
export async function visit(t, { address = "", expectTrouble = false, prepare, ...options } = {}) {
  const site = await serve(dist);
  const browser = await chromium.launch({ executablePath: browserProgram(), args: FLAGS });
  const context = await browser.newContext({ viewport: SCREENS.wide, locale: "en-US", ...options });
  const page = await context.newPage();
  const trouble = [];

  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) trouble.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => trouble.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== site.origin && !["data:", "blob:"].includes(url.protocol)) trouble.push(`request to elsewhere: ${url}`);
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

  t.after(async () => {
    await browser.close();
    await site.close();
    if (!expectTrouble) assert.deepEqual(trouble, []);
  });

  await page.goto(site.url + address);
  return { page, context, site, trouble };
}

/** Waits until the program runs: the static shell of index.html is gone. */
export async function started(page) {
  await page.locator("#loading").waitFor({ state: "detached" });
}

/** Writes a picture of the page to target/screenshots/NAME.png. */
export async function screenshot(page, name) {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}
