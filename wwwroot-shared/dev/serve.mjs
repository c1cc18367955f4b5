// Serves the built web root and the pages of this folder on a free loopback port, for looking at. Never part of the product.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { root, webRoot } from "../build/layout.mjs";

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ws://127.0.0.1:*; base-uri 'none'; form-action 'none'";

const server = createServer(async (request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  const file = path.startsWith("/dev/") ? join(root, path) : join(webRoot, path);
  try {
    const body = await readFile(file);
    response.writeHead(200, { "content-type": `${types[extname(file)] ?? "application/octet-stream"}; charset=utf-8`, "content-security-policy": csp, "cache-control": "no-store" });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
server.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
