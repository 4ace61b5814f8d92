// A plain file server on loopback, as any web host is: for pages without a Worker behind them.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { repository } from "../../worker/dev/local.mjs";

const MEDIA_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

/** What a careful host sends: WebAssembly is allowed, inline scripts and styles are not. */
export const STRICT_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data:; worker-src 'self'";

/**
 * Serves folders of the repository, first match first; stopped when `t` ends.
 *
 * @param {string[]} folders Relative to the repository.
 * @param {Record<string, string>} [headers] Sent with every file.
 * @returns {Promise<string>} The address, with a slash at its end.
 */
export async function serveFiles(t, folders, headers = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    for (const folder of folders) {
      const root = path.join(repository, folder);
      const file = path.join(root, decodeURIComponent(name));
      if (!file.startsWith(root)) break;
      const bytes = await readFile(file).catch(() => undefined);
      if (!bytes) continue;
      const type = MEDIA_TYPES[path.extname(file)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type, ...headers }).end(bytes);
      return;
    }
    response.writeHead(404, { "content-type": "text/plain" }).end("not found");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Also when a hook before this one fails: an open server must not keep the process.
  server.unref();
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}/`;
}
