/** irqscope without an input, and irqscope serve: the page on this machine, opened in the browser. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import open from 'open';
import { fail, ok, type Result } from '../../base/result.ts';
import { cliMessages, type Language } from '../../engine/api/messages/index.ts';
import type { CliOptions, Outcome } from '../options.ts';
import { serve } from '../server.mjs';

const PAGE = fileURLToPath(new URL('../../../dist/web', import.meta.url));

/** Resolves once the page is served; the process then goes on until it is ended. */
export async function serveCommand(
  inputs: readonly string[],
  options: CliOptions,
  language: Language,
): Promise<Result<Outcome>> {
  const say = cliMessages(language).serve;
  if (inputs.length > 0) return fail('cli-inputs', say.takesNone, undefined, cliMessages(language).tryHelp);
  const port = options.port === undefined ? undefined : Number(options.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535))
    return fail('cli-port', say.badPort({ given: options.port ?? '' }));
  if (!existsSync(join(PAGE, 'index.html'))) return fail('cli-no-page', say.noPage, undefined, say.buildIt);
  try {
    const address = await serve(PAGE, {
      ...(port === undefined ? {} : { port, strictPort: true }),
      ...(options.host === undefined ? {} : { host: options.host }),
    });
    if (options['no-open'] !== true) await openBrowser(address);
    return ok({ code: 0, text: `${say.at({ address })}\n` });
  } catch (error) {
    return fail('cli-serve', say.cannot({ why: error instanceof Error ? error.message : String(error) }));
  }
}

/** A machine without a browser is none of our business: the address is printed in any case. */
async function openBrowser(address: string): Promise<void> {
  try {
    const started = await open(address);
    started.on('error', () => {});
  } catch {
    // No program opens addresses here.
  }
}
