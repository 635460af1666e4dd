// A visit to the built site in a real browser. Journeys use `visit`, which also watches for what must never happen.
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

export const project = join(dirname(fileURLToPath(import.meta.url)), "../..");
const dist = process.env.DRYDOCK_DIST ?? join(project, "dist");

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

// One browser for a process and set of flags; a visit is a context of its own in it, with nothing remembered.
const browsers = new Map();

function browserWith(flags) {
  const name = flags.join(" ");
  if (!browsers.has(name)) browsers.set(name, chromium.launch({ executablePath: browserProgram(), args: [...FLAGS, ...flags] }));
  return browsers.get(name);
}

/** Ends the browsers that were started. */
export async function quit() {
  for (const browser of browsers.values()) await (await browser).close();
}

/**
 * Serves the site and opens a page on it. `address` is what follows the site's own address; `prepare` is called before the page
 * is asked for; `flags` are the browser's; the rest are options of a browser context.
 */
export async function open({ address = "", prepare, flags = [], ...options } = {}) {
  const site = await serve(dist);
  const context = await (await browserWith(flags)).newContext({ viewport: SCREENS.wide, locale: "en-US", ...options });
  const page = await context.newPage();
  await prepare?.({ page, context, site });
  await page.goto(site.url + address);
  const close = async () => {
    await context.close();
    await site.close();
  };
  return { page, context, site, close };
}

/** Waits until the program runs: the static shell of index.html is gone. */
export async function started(page) {
  await page.locator("#loading").waitFor({ state: "detached" });
}
