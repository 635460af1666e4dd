// The sandbox: what is typed, taken back, kept, shared, and what strangers send.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll } from "../harness/accessibility.mjs";
import { followed } from "../harness/lesson.mjs";
import { line, printed, ready, run, tree, typed } from "../harness/sandbox.mjs";
import { screenshot, visit } from "../harness/visit.mjs";

const PHONE = { width: 360, height: 740 };
const LAYERDB = "/var/lib/docker/image/overlay2/layerdb/sha256";
const CHAIN_2 = "a3ee2510dcf02c980d7aff635909612006fd1662084d6225e52e769b984abeb5";

/** The document's first half: what is typed, and what of its output must be there. */
const DOCUMENT = [
  ["docker pull nginx", "Status: Downloaded newer image for nginx:latest\n"],
  ["tree /var/lib/docker/image/overlay2 -L 2", "\n9 directories, 1 file\n"],
  ["cat /var/lib/docker/image/overlay2/repositories.json | jq .", '    "nginx": {\n      "nginx:latest": "sha256:f6d0b4767a6c466c178bf718f99bea0d3742b26679081e52dbf8e0c7c4c42d74",\n'],
  [
    'echo -n "sha256:cb42413394c4059335228c137fe884ff3ab8946a014014309676c25e3ac86864 sha256:1c91bf69a08b515a1f9c36893d01bd3123d896b38b082e7c21b4b7cc7023525a" | sha256sum -',
    `${CHAIN_2}  -\n`,
  ],
  [`ls ${LAYERDB} | grep a3ee2510dcf0*`, `${CHAIN_2}\n`],
  [`cat ${LAYERDB}/${CHAIN_2}/cache-id`, "0363fcae3b4410c394b8a99e0a24d1ec01eb5198c82d3422f9c411ceaad98286"],
  ["ll /var/lib/docker/overlay2/l", "55T5LSGE3C2NFFQ54FHM7YDNKY -> ../0363fcae3b4410c394b8a99e0a24d1ec01eb5198c82d3422f9c411ceaad98286/diff\n"],
];

test("the document's first half, back to the start, and on again after a reload", async (t) => {
  const { page, site } = await visit(t, { address: "#/sandbox?lang=en", reducedMotion: "reduce" });
  await ready(page);
  const fresh = await tree(page);
  const loadedBefore = site.served.filter(({ path }) => path.includes("drydock-jq"));
  assert.deepEqual(loadedBefore, [], "jq is no part of the first load");
  for (const [command, expected] of DOCUMENT) {
    assert.ok((await run(page, command)).includes(expected), `${command}: ${await printed(page)}`);
  }
  // Hashes in the output are chips of the right kind.
  assert.equal(await page.locator(".term .chip[data-kind=link]").count(), 5);
  await assertAccessible(page);

  const undo = page.getByRole("button", { name: "Undo" });
  for (let left = DOCUMENT.length; left > 0; left -= 1) {
    assert.equal((await typed(page)).length, left);
    await undo.click();
  }
  assert.deepEqual([await typed(page), await tree(page)], [[], fresh]);
  assert.ok(await undo.isDisabled());

  // What was taken back can still be done again after the page was loaded anew.
  const redo = page.getByRole("button", { name: "Redo" });
  await redo.click();
  const pulled = await tree(page);
  await page.reload();
  await ready(page);
  assert.deepEqual([await typed(page), await tree(page)], [["docker pull nginx"], pulled]);
  await redo.click();
  assert.deepEqual(await typed(page), ["docker pull nginx", DOCUMENT[1][0]]);
});

test("from an earlier command elsewhere, write by write, and a link that shows the same", async (t) => {
  const { page, context } = await visit(t, { address: "#/sandbox?lang=zh", locale: "zh-CN", reducedMotion: "reduce" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await ready(page);
  await run(page, "docker pull drydock.example/tidy");
  await run(page, "docker rmi drydock.example/tidy");
  const back = page.locator(".timeline").getByRole("button", { name: "上一步" });
  await back.click();
  await page.locator(".command-line__past").waitFor();
  // What is typed goes on from there; what came later is not lost.
  await line(page).fill("docker images -q");
  await line(page).press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".term__typed")[1]?.textContent.startsWith("docker images"));
  assert.deepEqual(await typed(page), ["docker pull drydock.example/tidy", "docker images -q"]);
  await page.locator(".sandbox-shelf summary").click();
  assert.match(await page.locator(".sandbox-shelf li").innerText(), /docker rmi drydock\.example\/tidy/);
  await assertAccessible(page);
  await screenshot(page, "sandbox-shelf-zh");

  // Into the middle of the pull, and a link to that very write.
  await back.click();
  await page.locator(".command-card button").click();
  for (let step = 0; step < 40; step += 1) await page.locator(".timeline .tool--primary").click();
  const card = await page.locator(".command-card").innerText();
  const there = await tree(page);
  await page.getByRole("button", { name: "复制链接" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#\/sandbox\?s=1\.[\w-]+$/);

  // A browser that was never here.
  const guest = await visit(t, { address: `${link.slice(link.indexOf("#"))}`, locale: "zh-CN", reducedMotion: "reduce" });
  await ready(guest.page);
  await guest.page.locator(".command-card").waitFor();
  assert.deepEqual([await guest.page.locator(".command-card").innerText(), await tree(guest.page)], [card, there]);
  await followed(guest.page);
  assert.doesNotMatch(await guest.page.evaluate(() => location.hash), /s=/, "the address is the sandbox's own again");
});

test("a session saved as a file and opened again, as it is now and as it was put aside", async (t) => {
  const { page } = await visit(t, { address: "#/sandbox?lang=en", reducedMotion: "reduce" });
  await ready(page);
  const commands = ["docker pull -q drydock.example/web", "echo 'ä 中 <b>' >/tmp/note", "cat /tmp/note"];
  for (const command of commands) await run(page, command);
  const there = await tree(page);
  const save = async (button) => {
    const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
    assert.equal(file.suggestedFilename(), "drydock-session.txt");
    return file.path();
  };
  const saved = await save(page.locator(".sandbox-bar__tools").getByRole("button", { name: "Save as a file" }));
  await page.getByRole("button", { name: "Start over" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".term__entry").length === 0);
  await page.locator(".sandbox-shelf summary").click();
  const aside = await save(page.locator(".sandbox-shelf").getByRole("button", { name: "Save as a file" }));
  for (const file of [saved, aside]) {
    await run(page, "rm /tmp/note");
    await page.locator(".sandbox-bar__file input").setInputFiles(file);
    await page.waitForFunction((count) => document.querySelectorAll(".term__entry").length === count, commands.length);
    assert.deepEqual([await typed(page), await tree(page), await printed(page)], [commands, there, "ä 中 <b>\n"]);
  }
});

test("a hostile link does nothing, and an old or broken save is kept and explained", async (t) => {
  const { page, site } = await visit(t, {
    address: "#/sandbox",
    prepare: ({ page }) => page.addInitScript(() => {
      if (location.protocol !== "http:") return;
      localStorage.setItem("drydock.session", "# Drydock session, version 0\nworld: documents\n\n$ touch /<img src=x onerror=alert(1)>\n");
    }),
  });
  await ready(page);
  const said = page.locator(".sandbox-bar__said");
  assert.match(await said.innerText(), /could not be read.*version 0/s);
  assert.equal(await page.locator(".sandbox-shelf li").count(), 1);
  assert.deepEqual(await typed(page), []);

  let dialogs = 0;
  page.on("dialog", (dialog) => (dialogs += 1, dialog.dismiss()));
  const bad = ["1.AAAA", `1.${"A".repeat(9000)}`, "9.abc", "<script>alert(1)</script>", "javascript:alert(1)", "%3Cimg%20src=x%20onerror=alert(1)%3E"];
  for (const code of bad) {
    await page.goto("about:blank");
    await page.goto(`${site.url}#/sandbox?s=${code}`);
    await ready(page);
    assert.match(await said.innerText(), /could not be opened/, code);
    assert.deepEqual(await typed(page), [], code);
  }
  assert.deepEqual([dialogs, await page.locator("main script, main img, main iframe").count()], [0, 0]);
});

test("the terminal stays at its end, and what only the simulator can tell has its own colour", async (t) => {
  const { page } = await visit(t, { address: "#/sandbox?lang=en", reducedMotion: "reduce" });
  await ready(page);
  await run(page, "seq -s ' ' 400; seq 6");
  await run(page, "dock why /var/lib/docker/overlay2");
  assert.match(await page.locator(".term .ink-6").first().innerText(), /^⚓ .*storage driver/);
  assert.doesNotMatch(await page.locator(".command-line > [role=status].visually-hidden").textContent(), /\x1b/);
  await assertAccessible(page);
  const below = () => page.locator(".term").evaluate((term) => term.scrollHeight - term.scrollTop - term.clientHeight);
  for (const [width, height] of [[1440, 900], [1440, 560], [720, 560], [1440, 1100], [1440, 600]]) {
    await page.setViewportSize({ width, height });
    await followed(page);
    await page.waitForFunction(() => { const term = document.querySelector(".term"); return term.scrollHeight - term.scrollTop - term.clientHeight <= 1; });
  }
  // Unless the reader has gone up.
  await page.locator(".term").evaluate((term) => { term.scrollTop = 0; });
  await followed(page);
  await page.setViewportSize({ width: 1440, height: 540 });
  await followed(page);
  assert.ok(await below() > 1);
});

test("keys: history, search, lists, and no trap", async (t) => {
  const { page, context } = await visit(t, { address: "#/sandbox?lang=en", reducedMotion: "reduce" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await ready(page);
  await run(page, "echo one");
  await run(page, "echo two");
  const field = line(page);
  await field.press("ArrowUp");
  await field.press("ArrowUp");
  assert.equal(await field.inputValue(), "echo one");
  await field.press("Control+c");
  await field.press("Control+r");
  await field.pressSequentially("tw");
  assert.deepEqual(await page.locator("[role=option]").allInnerTexts(), ["echo two"]);
  await field.press("Enter");
  assert.equal(await field.inputValue(), "echo two");
  await field.press("Control+u");
  await field.pressSequentially("docker image p");
  await field.press("Tab");
  assert.equal(await field.inputValue(), "docker image p", "a list puts nothing in place of what was typed");
  assert.deepEqual(await page.locator("[role=option] span").allInnerTexts(), ["prune", "pull", "push"]);
  await assertAccessible(page);
  await field.press("Tab");
  await field.press("Enter");
  assert.equal(await field.inputValue(), "docker image prune ");
  await field.press("Escape");
  await field.press("Tab");
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "command-line", "Escape, then Tab leaves");

  // Several lines at once; what was copied with prompts; an open loop goes on.
  await field.focus();
  await field.press("Control+u");
  await page.evaluate(() => navigator.clipboard.writeText("[root@localhost ~]# echo three\nthree\n[root@localhost ~]# for i in 4 5"));
  await field.press("Control+v");
  await field.press("Enter");
  assert.equal((await typed(page)).length, 2, "the loop is still open");
  await field.pressSequentially("do echo $i; done");
  await field.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".term__entry").length === 4);
  assert.equal(await printed(page), "4\n5\n");

  // Copied, there are no prompts.
  await page.evaluate(() => getSelection().selectAllChildren(document.querySelector(".term")));
  await page.locator(".term").press("Control+c");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied.trim(), "echo one\none\necho two\ntwo\necho three\nthree\nfor i in 4 5\ndo echo $i; done\n4\n5");

  await field.press("Control+l");
  assert.deepEqual(await typed(page), []);
});

test("by tapping, on a phone", async (t) => {
  const { page } = await visit(t, { address: "#/sandbox?lang=zh", viewport: PHONE, hasTouch: true, isMobile: true, reducedMotion: "reduce" });
  await ready(page);
  const tap = (name) => page.locator(".taps").getByRole("button", { name, exact: true }).tap();
  await tap("docker");
  await tap("pull");
  assert.equal(await line(page).inputValue(), "docker pull ");
  await tap("删除一个词");
  await tap("删除一个词");
  await tap("docker pull drydock.example/hello");
  await tap("执行");
  await page.locator(".term__entry").waitFor();
  assert.match(await printed(page), /Downloaded newer image/);
  await assertNoSidewaysScroll(page);
  await assertAccessible(page);
  await screenshot(page, "sandbox-phone-zh");
  await page.locator(".tabs").getByRole("button", { name: "会话" }).tap();
  await assertNoSidewaysScroll(page);
  await page.getByRole("button", { name: "撤销" }).tap();
  await page.locator(".tabs").getByRole("button", { name: "终端" }).tap();
  assert.deepEqual(await typed(page), []);
});
