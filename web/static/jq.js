// Loads jq when it is first typed, and checks what it loads. A file of its own, because the page's policy allows no script in the HTML.
const { js, wasm, jsIntegrity, wasmIntegrity } = document.querySelector('meta[name="app-jq"]').dataset;
const here = (path) => new URL(path, document.baseURI).href;
const tell = (why) => document.dispatchEvent(new CustomEvent("drydock-jq", { detail: why }));

/** The module as the browser checked it: `import` then takes the one that is there. */
const checked = (href, integrity) => new Promise((done, fail) => {
  const link = Object.assign(document.createElement("link"), { rel: "modulepreload", href, integrity, onload: done });
  link.onerror = () => fail(new Error(href));
  document.head.append(link);
});

try {
  await checked(here(js), jsIntegrity);
  const { default: init } = await import(here(js));
  await init({ module_or_path: await fetch(here(wasm), { integrity: wasmIntegrity }) });
  tell("");
} catch (error) {
  tell(String(error.message ?? error));
}
