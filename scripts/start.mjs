/**
 * `npm start`: everything from a fresh checkout to the running page. Installs what is missing, builds what is stale,
 * serves the result. `npm start -- --port 8080 --host 0.0.0.0` chooses where. Only Node's own modules at the top.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from './install.mjs';
import { serve } from '../src/cli/server.mjs';
import { ROOT } from './stale.mjs';

/** @param {string} sentence @returns {never} */
function giveUp(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

const { values } = parseArgs({ options: { port: { type: 'string' }, host: { type: 'string' } } });
const port = values.port === undefined ? 5173 : Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65535)
  giveUp(`--port takes a number up to 65535, not ${values.port}.`);

const problem = installPackages();
if (problem !== undefined) giveUp(problem);

const { buildWeb, webIsFresh } = await import('./build.mjs');
if (!webIsFresh()) {
  console.log('Building the page …');
  try {
    await buildWeb();
  } catch (error) {
    giveUp(`The page did not build: ${error instanceof Error ? error.message : error}`);
  }
}

try {
  const address = await serve(join(ROOT, 'dist/web'), {
    port,
    host: values.host ?? '127.0.0.1',
    strictPort: values.port !== undefined,
  });
  console.log(`\nirqscope is at ${address}  (Ctrl+C ends it)`);
} catch (error) {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (taken) giveUp(`Port ${port} is taken; choose another, or leave --port away and the next free one is used.`);
  giveUp(`The page could not be served: ${error instanceof Error ? error.message : error}`);
}
