// Starts the program. A file of its own, because the page's policy allows no script in the HTML.
const entry = document.querySelector('meta[name="app-entry"]').dataset;
const here = (path) => new URL(path, document.baseURI).href;

try {
  const { default: init } = await import(here(entry.js));
  await init({ module_or_path: here(entry.wasm) });
} catch (error) {
  console.error(error);
  document.getElementById("loading")?.setAttribute("hidden", "");
  document.getElementById("load-failed")?.removeAttribute("hidden");
}
