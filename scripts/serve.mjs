/** Serves the built page on this machine: `node scripts/serve.mjs [--port N] [--host NAME] [--strict-port]`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serve } from '../src/cli/server.mjs';
import { ROOT } from './stale.mjs';

const { values } = parseArgs({
  options: { port: { type: 'string' }, host: { type: 'string' }, 'strict-port': { type: 'boolean' } },
});
const address = await serve(join(ROOT, 'dist/web'), {
  port: Number(values.port ?? 5173),
  host: values.host ?? '127.0.0.1',
  strictPort: values['strict-port'] ?? false,
});
console.log(`Serving dist/web on ${address}`);
