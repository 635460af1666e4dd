// WCAG 2.2, levels A and AA, as far as a program can judge.
import assert from "node:assert/strict";
import axe from "axe-core";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/** Fails with one line for each element that breaks a rule. */
export async function assertAccessible(page) {
  // By the debugger, not by a script element: the page's policy forbids those.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), STANDARD);
  const lines = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id} (${help}): ${node.target.join(" ")}: ${node.failureSummary}`));
  assert.deepEqual(lines, []);
}

/** Fails if the page can be scrolled sideways. */
export async function assertNoSidewaysScroll(page) {
  const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= screen, `the page is ${content} wide on a screen of ${screen}`);
}
