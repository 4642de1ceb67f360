/**
 * Serves a folder of static files on this machine. JavaScript and Node's own modules alone, since scripts use it before
 * anything is installed or built.
 */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, extname, join, resolve, sep } from 'node:path';

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.dts': 'text/plain; charset=utf-8',
  '.dtsi': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** What the page may load and do. The build writes it into the HTML too (vite.config.ts), for servers that send no headers. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'";

/** A worker takes the policy from these, and only here can it say who may have the page in a frame. */
const HEADERS = {
  'Content-Security-Policy': `${POLICY}; frame-ancestors 'none'`,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** The one page that other pages may have in a frame. */
const EMBED = 'embed.html';
const FRAMED = {
  ...HEADERS,
  'Content-Security-Policy': `${POLICY}; frame-ancestors *`,
};

/** The file that an address names, or undefined when there is none inside `folder`. @param {string} folder @param {string} url */
function fileFor(folder, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0')) return undefined;
  const file = resolve(join(folder, path.endsWith('/') ? `${path}index.html` : path));
  if (!file.startsWith(folder + sep)) return undefined;
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true ? { file, stats } : undefined;
}

/**
 * How long a browser may keep a file without asking, and by what it asks whether its copy still holds. A name in assets/ has the digest of
 * its content, so that file never changes; a browser that keeps it also keeps what it compiled of it.
 * @param {string} folder @param {{ file: string, stats: import('node:fs').Stats }} found
 */
function caching(folder, { file, stats }) {
  const isHashed = file.startsWith(join(folder, 'assets') + sep);
  return {
    'Cache-Control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: `"${stats.size.toString(16)}-${Math.trunc(stats.mtimeMs).toString(16)}"`,
  };
}

/**
 * Starts serving and resolves to the address. When `port` is taken the next free one is used, unless `strictPort`. Ends when
 * `signal` is aborted.
 * @param {string} folder
 * @param {{ port?: number, host?: string, strictPort?: boolean, signal?: AbortSignal }} [options]
 * @returns {Promise<string>}
 */
export function serve(folder, { port = 5173, host = '127.0.0.1', strictPort = false, signal } = {}) {
  const server = createServer((request, response) => {
    const found = fileFor(folder, request.url ?? '/');
    if (found === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
      return;
    }
    const { file } = found;
    const headers = { ...(basename(file) === EMBED ? FRAMED : HEADERS), ...caching(folder, found) };
    if (request.headers['if-none-match'] === headers.ETag) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, { ...headers, 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' });
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(file)
        .on('error', () => response.destroy())
        .pipe(response);
  });
  signal?.addEventListener('abort', () => {
    server.close();
    server.closeAllConnections();
  });
  return new Promise((done, fail) => {
    const last = strictPort ? port : port + 20;
    let tried = port;
    server.on('error', (error) => {
      const taken = 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
      if (taken && tried < last) server.listen(++tried, host);
      else if (taken && !strictPort && tried === last) server.listen(((tried = last + 1), 0), host);
      else fail(error);
    });
    server.on('listening', () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : tried;
      done(`http://${host}:${bound}/`);
    });
    server.listen(tried, host);
  });
}
