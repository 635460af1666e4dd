// How quick the sandbox is: `cargo xtask bench sandbox`, on what is in `dist/`.
//
// A session of 500 commands is typed. Of each command: how long from the key press until its output stands on the page and is laid
// out, and how many tasks of the page were longer than 50 ms on the way; at the end, how much memory the page holds.
import { readFile } from "node:fs/promises";
import { open, quit } from "../harness/browser.mjs";
import { line, ready } from "../harness/sandbox.mjs";

const COMMANDS = 500;
/** What is typed, again and again: what changes the disk and what looks at it. */
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

const { page, close } = await open({ address: "#/sandbox?lang=en" });
await ready(page);
await page.evaluate(() => {
  window.measured = { key: [], painted: [], long: [] };
  new PerformanceObserver((list) => window.measured.long.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
  let pressed;
  document.addEventListener("keydown", (event) => { if (event.key === "Enter") pressed = event.timeStamp; }, true);
  // The command has run, and the page has its output, when the handlers and what they queued are done.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const start = pressed;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      document.body.getBoundingClientRect();
      window.measured.key.push(performance.now() - start);
    };
    channel.port2.postMessage(0);
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => window.measured.painted.push(performance.now() - start);
      after.port2.postMessage(0);
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

const before = await memory();
const type = async (command, count) => {
  await line(page).fill(command);
  await line(page).press("Enter");
  await page.waitForFunction((done) => document.querySelectorAll(".term__entry").length >= done && window.measured.painted.length >= done, count);
};
await type("docker pull drydock.example/hello", 1);
const pull = await page.evaluate(() => window.measured.key[0]);
for (let count = 1; count < COMMANDS; count += 1) await type(ROUND[count % ROUND.length], count + 1);

const { key, painted, long } = await page.evaluate(() => window.measured);
const share = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];
const row = (name, values) => console.log(`${name.padEnd(44)} ${share(values, 0.5).toFixed(1).padStart(7)} ${share(values, 0.95).toFixed(1).padStart(7)} ${Math.max(...values).toFixed(1).padStart(7)}`);
console.log(`${`${COMMANDS} commands, in ms`.padEnd(44)} ${["median", "95 %", "most"].map((word) => word.padStart(7)).join(" ")}`);
row("key press to output laid out", key.slice(1));
row("the same, the last hundred", key.slice(-100));
row("key press to the frame that shows it", painted.slice(1));
console.log(`the pull at the start: ${pull.toFixed(1)} ms`);
console.log(`tasks over 50 ms: ${long.length}${long.length ? ` (${long.map((ms) => Math.round(ms)).join(", ")})` : ""}`);
const after = await memory();
if (before && after) console.log(`memory of the page: ${(before / 1e6).toFixed(0)} MB before, ${(after / 1e6).toFixed(0)} MB after`);
await close();
await quit();
