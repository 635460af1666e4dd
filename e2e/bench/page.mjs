// The page's speed, measured in a real browser on what is in dist/: `cargo xtask bench page`.
import { open, quit } from "../harness/browser.mjs";
import { lesson, playing } from "../harness/lesson.mjs";

const VISITS = 5;
const IDLE_SECONDS = 5;
/** Between two keys, in milliseconds: for who looks at each step until it has come to rest, and for who holds the key down. */
const READING = 400;
const HOLDING = 40;

/** The value below which the given part of all lies. */
function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

const line = (what, value) => console.log(`${what.padEnd(52)} ${value}`);
const ms = (value) => `${value.toFixed(1)} ms`;

/** A first visit to the first lesson: when it takes keys, and what was asked for until then. */
async function firstVisit() {
  const visit = await open({ address: lesson() });
  await playing(visit.page);
  // The title is there once the lesson has run; a task later the page has been painted and takes keys.
  const time = await visit.page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now())))),
  );
  const requests = visit.site.served.map((each) => ({ ...each }));
  return { ...visit, time, requests };
}

/**
 * From each key to the picture that it paints, in milliseconds; the page shows another place on the timeline then. Between two keys
 * there are `gap` milliseconds and a little more, not in step with the screen, as keys are not.
 */
function keys(page, names, gap) {
  return page.evaluate(async ([names, gap]) => {
    const slider = document.querySelector(".track__slider");
    const changed = () => new Promise((done) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        done(performance.now());
      });
      observer.observe(slider, { attributeFilter: ["aria-valuetext"] });
    });
    const painted = () => new Promise((done) => requestAnimationFrame(() => {
      // A message posted in a frame's callback arrives after that frame has been laid out and painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now());
      port2.postMessage(0);
    }));
    const times = [];
    for (const key of names) {
      await new Promise((done) => setTimeout(done, gap + ((times.length * 7) % 17)));
      const start = performance.now();
      const change = changed();
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      const work = (await change) - start;
      times.push({ work, paint: (await painted()) - start });
    }
    return times;
  }, [names, gap]);
}

const visits = [];
for (let count = 0; count < VISITS; count += 1) {
  const visit = await firstVisit();
  visits.push(visit);
  if (count + 1 < VISITS) await visit.close();
}
const { page, requests, close } = visits.at(-1);
const cdp = await page.context().newCDPSession(page);
await cdp.send("Performance.enable");
const metrics = async () => Object.fromEntries((await cdp.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value]));

line("requests until the first lesson is interactive", requests.length);
line("bytes of them (gzip)", requests.reduce((sum, { bytes }) => sum + bytes, 0));
line(`time until then, from this machine (of ${VISITS})`, `median ${ms(quantile(visits.map(({ time }) => time), 0.5))}`);

const stops = Number(await page.locator(".track__slider").getAttribute("max"));
const there = Array.from({ length: stops }, () => "ArrowRight");
const back = Array.from({ length: stops }, () => "ArrowLeft");

/** Two lines: until the step is painted, and what of that passes until the document has changed. */
function steps(what, times) {
  for (const [name, of] of [[what, "paint"], ["  of it until the document has changed", "work"]]) {
    const all = times.map((each) => each[of]);
    line(name, `median ${ms(quantile(all, 0.5))}, p95 ${ms(quantile(all, 0.95))} (${all.length} steps)`);
  }
}

const busyBefore = await metrics();
const read = await keys(page, [...there, ...back], READING);
const busyAfter = await metrics();
steps("key press to painted step, on a screen of 60 Hz", read);
line("  the page's processor time for a step, all in all", `mean ${ms(((busyAfter.ThreadTime - busyBefore.ThreadTime) * 1000) / read.length)}`);
steps("the same, one key after another", await keys(page, [...there, ...back], HOLDING));

// The same in a browser that paints a frame as soon as there is one: what the page and the browser take, without the wait for the
// screen's next frame, which is as long as the key is early.
const unpaced = await open({ address: lesson(), flags: ["--disable-frame-rate-limit", "--disable-gpu-vsync"] });
await playing(unpaced.page);
steps("key press to painted step, no wait for a screen", await keys(unpaced.page, [...there, ...back], READING));
await unpaced.close();

await page.waitForTimeout(1000);
const before = await metrics();
await page.waitForTimeout(IDLE_SECONDS * 1000);
const after = await metrics();
line(`busy while idle, of ${IDLE_SECONDS} s`, ms((after.TaskDuration - before.TaskDuration) * 1000));

await cdp.send("HeapProfiler.collectGarbage");
const { JSHeapUsedSize } = await metrics();
const memory = await page.evaluate(async () => {
  const entry = document.querySelector('meta[name="app-entry"]').dataset.js;
  // The program is running: its start function only gives what it exports.
  const { memory } = await (await import(new URL(entry, document.baseURI))).default();
  return memory.buffer.byteLength;
});
line("memory after the lesson: the program", `${(memory / 1e6).toFixed(1)} MB`);
line("memory after the lesson: JavaScript", `${(JSHeapUsedSize / 1e6).toFixed(1)} MB`);
await close();
await quit();
