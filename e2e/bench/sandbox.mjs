// How quick the sandbox is: `cargo xtask bench sandbox`, on what is in `dist/`.
//
// A session of 500 commands is typed, each as soon as the one before is on the screen, while the page still moves: how many tasks of
// the page were longer than 50 ms on the way, and how much memory it holds at the end. Then more commands, each with the page at
// rest, as a reader types them who looks at what the one before printed: how long from the key press until the output is painted.
import { readFile } from "node:fs/promises";
import { open, quit } from "../harness/browser.mjs";
import { line, ready } from "../harness/sandbox.mjs";

const COMMANDS = 500;
const AT_REST = 300;
/** What the page moves after a command, it moves for 320 ms. */
const REST = 400;
/** What is typed, again and again: what looks at the disk, and last what changes Docker's part of it. */
const ROUND = [
  "ls /var/lib/docker",
  "echo some text >>/tmp/note",
  "cat /var/lib/docker/image/overlay2/repositories.json",
  "docker images",
  "ls -l /var/lib/docker/overlay2/l",
  "cat /tmp/note | wc -l",
  "docker history drydock.example/hello",
  "find /etc -type f | sort | head -3",
  "docker tag drydock.example/hello copy:1",
  "docker rmi copy:1",
];
const SIMPLE = ROUND.length - 2;

const { page, close } = await open({ address: "#/sandbox?lang=en" });
await ready(page);
await page.evaluate(() => {
  window.measured = { changed: [], painted: [], long: [] };
  new PerformanceObserver((list) => window.measured.long.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const start = event.timeStamp;
    // A frame's callbacks run when the handlers and what they queued are done: the document has changed, and is laid out next.
    requestAnimationFrame(() => {
      window.measured.changed.push(performance.now() - start);
      // What is queued in a frame's callback runs when that frame has been laid out and painted. Of this priority, because the browser
      // keeps other tasks back for some milliseconds after a key: then they would be measured, too.
      scheduler.postTask(() => window.measured.painted.push(performance.now() - start), { priority: "user-blocking" });
    });
  }, true);
});

/** The memory of the largest renderer, in bytes; `undefined` where it cannot be read. */
async function memory() {
  try {
    const session = await page.context().browser().newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const sizes = processInfo.filter(({ type }) => type === "renderer").map(async ({ id }) => {
      const status = await readFile(`/proc/${id}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
    });
    return Math.max(...await Promise.all(sizes));
  } catch {
    return undefined;
  }
}

let count = 0;
const type = async (command, rest) => {
  await line(page).fill(command);
  if (rest) await page.waitForTimeout(rest);
  await line(page).press("Enter");
  count += 1;
  // Not in every frame: looking would be part of what is measured.
  await page.waitForFunction((done) => window.measured.painted.length >= done, count, { polling: 20 });
};
const share = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];
const heading = (title) => console.log(`${title.padEnd(56)} ${["median", "95 %", "most"].map((word) => word.padStart(7)).join(" ")}`);
const row = (name, values) => console.log(`${name.padEnd(56)} ${[share(values, 0.5), share(values, 0.95), Math.max(...values)].map((ms) => ms.toFixed(1).padStart(7)).join(" ")}`);

const before = await memory();
await type("docker pull drydock.example/hello");
while (count < COMMANDS) await type(ROUND[count % ROUND.length]);
const after = await memory();
const busy = await page.evaluate(() => window.measured);
heading(`${COMMANDS} commands, one after the other, in ms`);
row("key press to painted output", busy.painted.slice(1));
row("the same, the last hundred", busy.painted.slice(-100));
console.log(`the pull at the start: ${busy.painted[0].toFixed(1)} ms`);
console.log(`tasks over 50 ms: ${busy.long.length}${busy.long.length ? ` (${busy.long.map((ms) => Math.round(ms)).join(", ")})` : ""}`);
if (before && after) console.log(`memory of the page: ${(before / 1e6).toFixed(0)} MB before, ${(after / 1e6).toFixed(0)} MB after`);

while (count < COMMANDS + AT_REST) await type(ROUND[count % ROUND.length], REST);
const { changed, painted } = await page.evaluate(() => window.measured);
const typed = (values, is) => values.filter((_, index) => index >= COMMANDS && is(index % ROUND.length));
console.log();
heading(`${AT_REST} more, each with the page at rest, in ms`);
row("key press to changed document, what changes no image", typed(changed, (place) => place < SIMPLE));
row("key press to painted output, what changes no image", typed(painted, (place) => place < SIMPLE));
row("key press to painted output, what changes one", typed(painted, (place) => place >= SIMPLE));
for (const [place, command] of ROUND.entries()) row(`  ${command}`, typed(painted, (at) => at === place));
await close();
await quit();
