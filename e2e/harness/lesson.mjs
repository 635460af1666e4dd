// What a lesson's screen shows, as data: two moments can be compared.

/** The address of a stop of the first lesson. */
export const lesson = (stop = "", query = "lang=en") => `#/lesson/pull-nginx${stop && `/${stop}`}?${query}`;

/** Waits until the lesson has been run and is on the screen. */
export async function playing(page) {
  await page.locator("#story-title").waitFor();
}

/** Waits until the page has been painted and what follows it, such as the address, has followed. */
export function followed(page) {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
}

/** Everything that the panes show, each as text, and the picture as what each of its parts is. */
export async function panes(page) {
  await followed(page);
  return page.evaluate(() => {
    // Without the words that only a screen reader gets.
    const text = (selector) => {
      const copy = document.querySelector(selector)?.cloneNode(true);
      copy?.querySelectorAll(".visually-hidden").forEach((hidden) => hidden.remove());
      return copy?.textContent ?? "";
    };
    const parts = (selector) => [...document.querySelectorAll(selector)].map((part) => `${part.className} ${part.dataset.id ?? ""}`.trim());
    return {
      address: location.hash,
      said: document.querySelector(".lesson > [role=status]").textContent.trim(),
      story: text(".story h1"),
      tree: [...document.querySelectorAll(".tree__row")].map((row) => `${row.getAttribute("aria-level")} ${row.innerText.replace(/\s+/g, " ")}`),
      file: text(".file"),
      picture: parts(".stage__picture :is(.card, .wire, .names__card, .names__wire, .card__parent, .blob, .chip)"),
      terminal: text(".term"),
      slider: document.querySelector(".track__slider").value,
    };
  });
}

/** Waits until the address names another place than `before`. */
export async function moved(page, before) {
  await page.waitForFunction((old) => location.hash !== old, before);
}
