// How quick *Inspect yours* is in a browser: `cargo xtask bench inspect-page`, on what is in `dist/`.
//
// Ten thousand names are opened as a file, searched, scrolled, sorted and chosen; then come the inputs that are hard by their form.
// Of each: how long until the picture stands, and the tasks of the page that were longer than 50 ms.
import { open, quit } from "../harness/browser.mjs";

const { page, close } = await open({ address: "#/inspect?lang=en" });
const field = page.locator("#inspect-field");
await field.waitFor();
await page.waitForLoadState("networkidle");
await page.evaluate(() => {
  window.long = [];
  const note = (list) => window.long.push(...list.getEntries().map((entry) => Math.round(entry.duration)));
  window.observer = new PerformanceObserver(note);
  window.observer.observe({ type: "longtask" });
  window.takeLong = async () => {
    await new Promise((done) => setTimeout(done, 100));
    note({ getEntries: () => window.observer.takeRecords() });
    return window.long.splice(0);
  };
});

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const long = async () => {
  const tasks = await page.evaluate(() => window.takeLong());
  return tasks.length ? `tasks over 50 ms: ${tasks.length}, the longest ${Math.max(...tasks)} ms` : "no task over 50 ms";
};
const say = async (what, times) => console.log(`${what.padEnd(44)} ${times.padEnd(28)} ${await long()}`);

// The texts are made within the page: to send them there would take longer than to read them.

/** A repositories.json with so many names, in repositories of 20, of images with three names each. */
function names(count) {
  const repositories = {};
  for (let repository = 0; repository < count / 20; repository += 1) {
    const name = `registry.example.com:5000/team${repository % 97}/app${repository}`;
    repositories[name] = {};
    for (let tag = 0; tag < 20; tag += 1) {
      const image = Math.floor((repository * 20 + tag) / 3).toString(16).padStart(64, "0");
      repositories[name][`${name}:v${tag}`] = `sha256:${image}`;
    }
  }
  return JSON.stringify({ Repositories: repositories });
}

/** Opens a file and waits until what it says is there; how long that took from the choice of the file, in the page's own time. */
async function read(name, make, argument) {
  await page.evaluate(([name, make, argument]) => {
    const text = new Function("argument", `return (${make})(argument)`)(argument);
    const files = new DataTransfer();
    files.items.add(new File([text], name));
    const input = document.querySelector("input[type=file]");
    input.files = files.files;
    window.shown = undefined;
    const begin = performance.now();
    const look = () => {
      if (document.querySelector('.bench__input') && document.querySelector('.inspect[aria-busy="false"]')) {
        document.body.getBoundingClientRect();
        window.shown = performance.now() - begin;
      } else requestAnimationFrame(look);
    };
    setTimeout(() => {
      window.long.splice(0);
      input.dispatchEvent(new Event("change", { bubbles: true }));
      requestAnimationFrame(look);
    }, 200);
  }, [name, String(make), argument]);
  await page.waitForFunction(() => window.shown !== undefined, undefined, { timeout: 120_000 });
  return page.evaluate(() => window.shown);
}

async function clear() {
  await page.getByRole("button", { name: "Clear" }).click();
  await page.locator(".inspect__empty").waitFor();
  await page.evaluate(() => window.takeLong());
}

const key = async (locator, press) => {
  const times = [];
  for (const one of press) {
    await page.evaluate(() => {
      document.addEventListener("keydown", (event) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => { document.body.getBoundingClientRect(); window.took = performance.now() - event.timeStamp; };
        requestAnimationFrame(() => channel.port2.postMessage(0));
      }, { capture: true, once: true });
      window.took = undefined;
    });
    await locator.press(one);
    await page.waitForFunction(() => window.took !== undefined);
    times.push(await page.evaluate(() => window.took));
  }
  return `median ${median(times).toFixed(1)} ms, most ${Math.max(...times).toFixed(1)} ms`;
};

await say("10 000 names opened", `${(await read("repositories.json", names, 10_000)).toFixed(0)} ms`);
const list = page.getByRole("listbox");
await say("arrow keys in the graph", await key(list, Array(20).fill("ArrowDown")));
await say("pages of the graph", await key(list, [...Array(10).fill("PageDown"), "End", "Home"]));
await list.hover();
for (let turn = 0; turn < 40; turn += 1) await page.mouse.wheel(0, 3000);
await say("the wheel, 40 times", "");
await say("a search typed", await key(page.getByRole("searchbox"), [..."team9/app1"]));
await say("the search taken back", await key(page.getByRole("searchbox"), Array(10).fill("Backspace")));
await page.getByRole("button", { name: "Table", exact: true }).click();
await say("to the table", "");
for (const heading of ["Repository", "Image", "Names"]) await page.locator(".name-table__head", { hasText: heading }).first().click();
await say("three columns sorted", "");
await page.getByRole("row").nth(3).click();
await say("a name chosen", "");
await page.getByRole("button", { name: /docker rmi/ }).first().click();
await page.locator(".ask__said").waitFor();
await say("docker rmi asked", "");
await page.getByRole("button", { name: "docker images" }).click();
await page.waitForTimeout(1000);
await say("docker images asked", "");
await clear();

const hard = {
  "a line of 10 MB": () => `{"Repositories":{"a":{"a:${"x".repeat(10_000_000)}":"x"}}}`,
  "10 MB that are nothing": () => "lorem ipsum dolor ".repeat(580_000),
  "200 000 lines of find": () =>
    Array.from({ length: 200_000 }, (_, n) => `/var/lib/docker/overlay2/${(n % 1000).toString(16).padStart(64, "0")}/diff/${n}`).join("\n"),
  "200 000 lines of nothing": () => Array.from({ length: 200_000 }, (_, n) => `line ${n} of a log`).join("\n"),
  "10 000 levels of nesting": () => "[".repeat(10_000),
  "10 000 faults": () => JSON.stringify({ Repositories: { a: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`A:${n}`, "x"])) } }),
};
for (const [what, text] of Object.entries(hard)) {
  await say(what, `${(await read("input", text)).toFixed(0)} ms`);
  await clear();
}
await close();
await quit();
