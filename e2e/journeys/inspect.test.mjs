// Inspect yours: what is pasted is recognised, shown and explained; whatever it holds, it stays text, and nothing leaves the page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll } from "../harness/accessibility.mjs";
import { ready, run, typed } from "../harness/sandbox.mjs";
import { SCREENS, screenshot, visit } from "../harness/visit.mjs";

const data = (name) => readFile(new URL(`../../core/tests/data/inspect/${name}`, import.meta.url));
const ID = `sha256:${"a".repeat(64)}`;
const field = "#inspect-field";

async function inspect(t, { lang = "en", ...options } = {}) {
  const visited = await visit(t, { address: `#/inspect?lang=${lang}`, ...options });
  await visited.page.locator(field).waitFor();
  // The page's own files are all here before anything is pasted: what is asked for after that would be a leak.
  await visited.page.waitForLoadState("networkidle");
  visited.paste = async (text) => {
    await visited.page.locator(field).fill(text);
    await visited.page.locator('.inspect[aria-busy="false"] .problems').waitFor();
  };
  return visited;
}

const names = (page) => page.getByRole("listbox").getByRole("option");
const chosen = (page) => page.getByRole("listbox").getByRole("option", { selected: true });
const codes = (page) => page.locator(".problem code").allInnerTexts();

test("a recorded file becomes a graph, a table and an answer of the engine", async (t) => {
  const { page, paste, site } = await inspect(t);
  const before = site.served.length;
  await paste(`[root@localhost ~]# cat /var/lib/docker/image/overlay2/repositories.json\n${await data("repositories.json")}`);
  assert.deepEqual(await codes(page), ["prompt-line"]);
  assert.match(await page.locator(".bench__inputs").innerText(), /repositories\.json/);
  assert.equal(await names(page).count(), 7);
  assert.equal(await page.locator(".graph__lines path").count(), 14);
  await assertAccessible(page);

  // By keyboard: the second name, then its answer.
  await page.getByRole("listbox").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await chosen(page).count(), 1);
  await page.getByRole("button", { name: "docker rmi myweb:v2" }).press("Enter");
  assert.match(await page.locator(".ask__said").innerText(), /^# docker rmi myweb:v2\nUntagged: myweb:v2$/);
  await page.getByRole("button", { name: "docker images" }).click();
  assert.match(await page.locator(".ask__said").innerText(), /myweb +v1 +da0d627b91c1/);
  await screenshot(page, "inspect-graph");

  await page.getByRole("button", { name: "Table", exact: true }).click();
  await page.getByRole("searchbox").fill("nginx");
  await page.getByText("2 of 7 names").waitFor();
  assert.equal(await page.getByRole("row").count(), 2);
  await page.getByRole("combobox").selectOption("digests");
  await page.getByText("1 of 7 names").waitFor();
  await assertAccessible(page);
  assert.deepEqual(site.served.slice(before).map(({ path }) => path), []);
});

test("several inputs make one picture, with layers and the order of a mount", async (t) => {
  const { page } = await inspect(t, { lang: "zh" });
  const files = ["nginx-config.json", "links.txt", "mount.txt"];
  await page.locator(".bench__file input").setInputFiles(await Promise.all(files.map(async (name) => ({ name, mimeType: "text/plain", buffer: await data(name) }))));
  await page.locator(".details__layers").waitFor();
  assert.equal(await page.locator(".details__layers tbody tr").count(), 5);
  assert.equal(await page.locator(".details__order").first().locator("li").count(), 7);
  await page.getByRole("button", { name: "重新计算" }).click();
  assert.match(await page.locator(".result").innerText(), /da0d627b91c14e89/);
  assert.equal(await page.locator(".result--same").count(), 1);
  await assertAccessible(page);
  await screenshot(page, "inspect-layers-zh");
});

test("every fault has its message at its place", async (t) => {
  const { page, paste } = await inspect(t);
  const file = (inside) => `{"Repositories":{${inside}}}`;
  const table = {
    "json-syntax": '{"Repositories":{"a":{"a:1":"x",}}}',
    "repository-name": file(`"Redis":{"Redis:6":"${ID}"}`),
    tag: file(`"a":{"a:-x":"${ID}"}`),
    digest: file(`"a":{"a@sha256:abc":"${ID}"}`),
    "wrong-repository": file(`"a":{"b:1":"${ID}"}`),
    "duplicate-key": file(`"a":{"a:1":"${ID}","a:1":"${ID}"}`),
    "image-id-length": file('"a":{"a:1":"sha256:abc"}'),
    "image-id-case": file(`"a":{"a:1":"${ID.replace(/a{64}/, "A".repeat(64))}"}`),
    "image-id-algorithm": file(`"a":{"a:1":"md5:00"}`),
    "bare-tag": `{"library/nginx":{"latest":"${ID}"}}`,
    "not-familiar": file(`"docker.io/library/a":{"docker.io/library/a:1":"${ID}"}`),
    "null-repositories": '{"Repositories":null}',
    "no-repositories-key": `{"nginx:1":"${ID}"}`,
    "key-case": `{"repositories":{"a":{"a:1":"${ID}"}}}`,
    "unknown-key": '{"Repositories":{},"Version":1}',
    "wrong-type": '{"Repositories":[]}',
    "trailing-data": '{"Repositories":{}} {}',
    "null-repository": file('"a":null'),
    "empty-repository": file('"a":{}'),
    "repository-key-has-tag": file(`"a:1":{"a:1":"${ID}"}`),
    "reserved-name": file(`"sha256":{"sha256:1":"${ID}"}`),
    "no-tag-or-digest": file(`"a":{"a":"${ID}"}`),
    "tag-and-digest": file(`"a":{"a:1@${ID}":"${ID}"}`),
    "image-id-null": file('"a":{"a:1":null}'),
    "image-id-empty": file('"a":{"a:1":""}'),
    "image-id-digits": file('"a":{"a:1":"sha256:xyz"}'),
    "not-recognised": "hello",
  };
  for (const [code, text] of Object.entries(table)) {
    await paste(text);
    const found = await codes(page);
    assert.ok(found.includes(code), `${code}: ${found}`);
    const problem = page.locator(".problem", { has: page.locator("code", { hasText: new RegExp(`^${code}$`) }) });
    assert.match(await problem.innerText(), /line 1, column \d+/);
    if (code !== "not-recognised") assert.match(await problem.innerText(), /dockerd 20\.10/);
  }
  await page.getByRole("button", { name: /line 1, column/ }).first().click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "inspect-field");
});

/** Drops files on the page as a person does who drags them from a folder. */
async function drop(page, files) {
  const parts = files.map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const [name, text] of list) data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
    return data;
  }, parts);
  for (const event of ["dragenter", "dragover", "drop"]) await page.locator(".inspect__picture").dispatchEvent(event, { dataTransfer: transfer });
}

test("several files dropped at once are read together, each fault in its own", async (t) => {
  const { page, site } = await inspect(t);
  const before = site.served.length;
  const repositories = String(await data("repositories.json"));
  const pretty = JSON.stringify(JSON.parse(repositories), null, 2);
  const config = String(await data("nginx-config.json"));
  await drop(page, [
    ["good.json", repositories],
    ["marked.json", `\ufeff${repositories}`],
    ["lines.json", pretty.replaceAll("\n", "\r\n")],
    ["utf16.json", Buffer.from(`\ufeff${repositories}`, "utf16le")],
    ["empty.json", ""],
    ["latin1.json", Buffer.from('{"Repositories":{"caf\u00e9":{}}}', "latin1")],
    ["null.json/repositories.json", "null"],
    ["config.json", config],
    ["cut.json", repositories.slice(0, 60)],
  ]);
  await page.locator(".bench__inputs li").nth(8).waitFor();
  await page.locator(".problem").nth(5).waitFor();
  await page.waitForTimeout(500);
  const found = (await page.locator(".problem").allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " "));
  const table = { "marked.json": "byte-order-mark", "lines.json": "crlf", "utf16.json": "utf-16", "empty.json": "empty-input", "latin1.json": "invalid-utf8", "cut.json": "json-syntax" };
  for (const [name, code] of Object.entries(table)) {
    assert.ok(found.some((text) => text.includes(name) && text.includes(code)), `${name} ${code}: ${found.join("\n")}`);
  }
  assert.ok(!found.some((text) => text.includes("good.json") || text.includes("config.json")), found.join("\n"));
  assert.equal(await names(page).count(), 7);
  await page.getByRole("button", { name: "Remove: empty.json" }).press("Enter");
  await page.waitForTimeout(500);
  assert.ok(!(await codes(page)).includes("empty-input"));
  await assertAccessible(page);
  assert.deepEqual(site.served.slice(before).map(({ path }) => path), []);
});

test("the table by keyboard: sorted, searched, filtered, chosen", async (t) => {
  const { page, paste } = await inspect(t);
  await paste(String(await data("repositories.json")));
  await page.getByRole("button", { name: "Table", exact: true }).press("Enter");
  const column = (place) => page.getByRole("row").evaluateAll((rows, at) => rows.map((row) => row.children[at].textContent), place);
  const tag = page.getByRole("button", { name: "Tag or digest" });
  await tag.press("Enter");
  const sorted = await column(2);
  assert.deepEqual(sorted, [...sorted].sort());
  assert.equal(await tag.getAttribute("aria-pressed"), "true");
  await tag.press("Space");
  assert.deepEqual(await column(2), [...sorted].reverse());
  await page.getByRole("searchbox").focus();
  await page.keyboard.type("myweb v2");
  await page.getByText("1 of 7 names").waitFor();
  await page.getByRole("searchbox").fill("");
  await page.getByRole("combobox").focus();
  await page.keyboard.type("digests");
  await page.getByText("2 of 7 names").waitFor();
  await page.getByRole("grid").focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.getByRole("row", { selected: true }).count(), 1);
  await page.getByRole("button", { name: /^docker rmi .*@sha256:/ }).waitFor();
  await assertAccessible(page);
});

test("hostile text stays text", async (t) => {
  const { page, paste } = await inspect(t);
  const markup = "<img src=x onerror=\"window.intruder=1\"><script>window.intruder=1</script>";
  const bidi = "\u202eevil\u2066";
  const quoted = JSON.stringify(markup).slice(1, -1);
  await paste(`{"Repositories":{"${quoted}":{"${quoted}:1":"${ID}"},"${bidi}":{"a\\u001b[31m:1":"${quoted}"}}}`);
  assert.equal(await page.evaluate(() => window.intruder), undefined);
  assert.equal(await page.locator(".inspect img, .inspect script").count(), 0);
  const shown = await page.locator(".problems").innerText();
  assert.ok(shown.includes("<img src=x") && shown.includes("\\u{202e}evil\\u{2066}"), shown);
  assert.ok(!/[\u202a-\u202e\u2066-\u2069\u001b]/.test(await page.locator(".inspect").evaluate((all) => [...all.querySelectorAll(":not(textarea)")].map((one) => one.childElementCount ? "" : one.textContent).join(""))));
  await paste("[".repeat(10000));
  assert.deepEqual(await codes(page), ["json-syntax"]);
});

test("a host of one's own in the sandbox", async (t) => {
  const { page, paste } = await inspect(t);
  await paste(String(await data("repositories.json")));
  await page.getByRole("button", { name: "Open as a host" }).click();
  await ready(page);
  assert.equal(await run(page, "docker tag nginx mine:1"), "");
  assert.match(await run(page, "docker images --format '{{.Repository}}'"), /^mine$/m);
  await page.reload();
  await ready(page);
  assert.deepEqual((await typed(page))[0], "docker tag nginx mine:1");
});

test("ten thousand names: only what is in sight is drawn", async (t) => {
  const { page, paste } = await inspect(t);
  const repositories = {};
  for (let n = 0; n < 10000; n += 1) {
    const name = `team${n % 500}/app`;
    (repositories[name] ??= {})[`${name}:v${n}`] = `sha256:${(n % 3000).toString(16).padStart(64, "0")}`;
  }
  await paste(JSON.stringify({ Repositories: repositories }));
  await page.getByText(/10000 names/).waitFor();
  assert.ok((await names(page).count()) < 60);
  await page.getByRole("listbox").focus();
  await page.keyboard.press("End");
  await chosen(page).waitFor();
  assert.equal(await chosen(page).getAttribute("id"), "row-9999");
  await page.getByRole("searchbox").fill("v99");
  await page.getByText(/ of 10000 names/).waitFor();
});

for (const viewport of [{ width: 820, height: 1180 }, { width: 720, height: 900 }]) {
  test(`the table fits a screen of ${viewport.width} pixels`, async (t) => {
    const { page, paste } = await inspect(t, { viewport });
    await paste(String(await data("repositories.json")));
    await page.getByRole("button", { name: "Table", exact: true }).click();
    await assertNoSidewaysScroll(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight));
  });
}

for (const lang of ["en", "zh"]) {
  test(`on a phone, ${lang}`, async (t) => {
    const { page, paste } = await inspect(t, { lang, viewport: SCREENS.phone, colorScheme: "dark" });
    await paste(`{"Repositories":{"Redis":{"Redis:6":"${ID}"},"nginx":{"nginx:1":"${ID}"}}}`);
    await assertNoSidewaysScroll(page);
    await assertAccessible(page);
    await screenshot(page, `inspect-phone-${lang}`);
  });
}
