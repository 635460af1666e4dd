// A static server for the built site, under a path that no file of the site knows.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

/** What was compressed before, by its path: every visit asks for the same files. */
const compressed = new Map();

async function body(path) {
  if (!compressed.has(path)) compressed.set(path, readFile(path).then((bytes) => compress(bytes, { level: 9 })));
  return compressed.get(path);
}

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * Serves `folder` at `http://127.0.0.1:PORT/base`, compressed as any web host does.
 * `served` lists what was asked for: { path, status, bytes }, the bytes being those of the body as sent.
 */
export async function serve(folder, base = "/somewhere/below/") {
  const served = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://127.0.0.1");
    const send = (status, headers, body) => {
      served.push({ path: pathname, status, bytes: body.length });
      response.writeHead(status, { "content-length": body.length, ...headers });
      response.end(body);
    };
    if (!pathname.startsWith(base)) return send(404, {}, Buffer.from("not here\n"));
    const name = normalize(decodeURIComponent(pathname.slice(base.length))) || ".";
    const path = join(folder, name === "." ? "index.html" : name);
    try {
      if (name.startsWith("..")) throw new Error("outside");
      send(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", "content-encoding": "gzip" }, await body(path));
    } catch {
      send(404, {}, Buffer.from("not here\n"));
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}${base}`,
    origin: `http://127.0.0.1:${port}`,
    served,
    close: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }),
  };
}
