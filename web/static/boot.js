// Starts the program. A file of its own, because the page's policy allows no script in the HTML.
const entry = document.querySelector('meta[name="app-entry"]').dataset;
const here = (path) => new URL(path, document.baseURI).href;

// Another screen begins at its top, after Back as well: the browser would scroll there later, to a place on the screen before.
history.scrollRestoration = "manual";

// The built program comes in two files. The first holds what the start page and the first lesson need; where it calls anything
// else, it calls `load` before. The second comes as soon as the reader does anything, so that nobody waits for it.
const { instantiate } = WebAssembly;
let first;

const failed = document.getElementById("load-failed");

/** Says that the program could not be loaded; its links reload the page at the place where the reader is. */
function tell(error) {
  console.error(error);
  document.getElementById("loading")?.setAttribute("hidden", "");
  // The program has put its own page in place of the one that held it.
  if (!failed.isConnected) document.body.prepend(failed);
  failed.removeAttribute("hidden");
  for (const link of failed.querySelectorAll("a")) {
    link.addEventListener("click", (event) => (event.preventDefault(), location.reload()));
  }
}

/** The second file's functions are in the table now. */
function arrived() {
  first["second.loaded"].value = 1;
}

/** In the middle of a call, and the second file is not here yet: there is no other way than to wait for it. */
function load() {
  try {
    const request = new XMLHttpRequest();
    request.open("GET", here(entry.second), false);
    // The only form in which a request that is waited for gives bytes.
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`${entry.second}: HTTP ${request.status}`);
    const bytes = Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 255);
    new WebAssembly.Instance(new WebAssembly.Module(bytes), { first });
    arrived();
  } catch (error) {
    // The call cannot go on, and nothing on the page works any more.
    tell(error);
    throw error;
  }
}

let coming;
const bring = () => (coming ??= compiled(entry.second).then((second) => instantiate(second, { first })).then(arrived));

async function compiled(path) {
  const response = await fetch(here(path));
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  // A server that gives it another type than application/wasm sends the same bytes.
  return WebAssembly.compileStreaming(response.clone()).catch(async () => WebAssembly.compile(await response.arrayBuffer()));
}

/** Whether the first file is enough for the place that the address names. */
function isLight() {
  const place = location.hash.slice(1).split("?")[0] || "/";
  return entry.light.split(" ").some((light) => place === light || (light !== "/" && place.startsWith(`${light}/`)));
}

/** Runs `start` on a program whose first file asks for `load`. */
async function withLoader(start) {
  WebAssembly.instantiate = async (module, imports) => {
    const instance = await instantiate(module, { ...imports, second: { load } });
    first = instance.exports;
    if (!isLight()) await bring();
    return instance;
  };
  try {
    return await start();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}

try {
  const { default: init } = await import(here(entry.js));
  if (entry.second) {
    const program = compiled(entry.wasm);
    await withLoader(async () => init({ module_or_path: await program }));
    for (const sign of ["pointermove", "pointerdown", "keydown", "hashchange"]) {
      addEventListener(sign, () => bring().catch(() => (coming = undefined)), { once: true, passive: true, capture: true });
    }
  } else {
    await init({ module_or_path: here(entry.wasm) });
  }
} catch (error) {
  tell(error);
}
