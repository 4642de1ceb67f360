/**
 * Installs the package from its tarball in an empty folder, without network, and does there what its readers do: the command line,
 * the served page, the library with its example and its types. Needs what `npm run build` makes.
 */
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './stale.mjs';

const folder = mkdtempSync(join(tmpdir(), 'irqscope-package-'));
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** What a program prints, in the folder. @param {string} program @param {string[]} args @param {string} [cwd] */
function output(program, args, cwd = folder) {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** @param {string} what @param {boolean} holds @param {string} [seen] */
function claim(what, holds, seen = '') {
  console.log(`${holds ? 'ok' : 'FAILED'}  ${what}`);
  if (holds) return;
  if (seen !== '') console.log(seen.split('\n').slice(0, 40).join('\n'));
  process.exitCode = 1;
}

/** Starts `npx irqscope` without arguments, as nobody's browser can be opened here, and looks at what it serves. */
async function servedPage() {
  const child = spawn(npm, ['exec', '--offline', '--', 'irqscope', '--no-open', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: process.platform !== 'win32',
  });
  try {
    const address = await new Promise((done, fail) => {
      let text = '';
      child.stdout.on('data', (more) => {
        text += more;
        const found = /http:\S+/.exec(text);
        if (found !== null) done(found[0]);
      });
      child.on('exit', () => fail(new Error(`it ended: ${text}`)));
    });
    const page = await fetch(address);
    return page.ok ? await page.text() : '';
  } finally {
    if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid);
  }
}

try {
  const packed = JSON.parse(output(npm, ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], ROOT));
  const [{ filename, files }] = packed;
  const names = files.map((/** @type {{ path: string }} */ { path }) => path);
  claim('no map of the page is in it', !names.some((/** @type {string} */ name) => /^dist\/web\/.*\.map$/.test(name)));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  output(npm, ['install', '--offline', '--no-audit', '--no-fund', join(folder, filename)]);
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  claim('it depends on nothing', Object.keys(lock.packages).filter((name) => name !== '').length === 1);

  /** @param {string[]} args */
  const irqscope = (...args) => output(npm, ['exec', '--offline', '--', 'irqscope', ...args]);
  claim('--version', irqscope('--version').trim() === `irqscope ${version}`);
  copyFileSync(join(ROOT, 'public/dts/qemu-virt-gicv3-its.dts'), join(folder, 'board.dts'));
  const summary = irqscope('board.dts');
  claim('a board', summary.includes('/intc@8000000') || summary.includes(':intc@8000000'), summary);
  const checked = irqscope('check', '--fail-on', 'never', 'board.dts');
  claim('check', /1 file: 0 errors/.test(checked), checked);
  const page = await servedPage();
  claim('the page', page.includes('<div id="root">') && /assets\/main-[^"]*\.js/.test(page), page);

  copyFileSync(join(ROOT, 'docs/library-example.mjs'), join(folder, 'example.mjs'));
  const example = output(process.execPath, ['example.mjs']);
  claim(
    'the library’s example',
    /panic: none/.test(example) && /GICv3/.test(example) && /\nreturned 0\n/.test(example),
    example,
  );
  writeFileSync(
    join(folder, 'typed.ts'),
    `import { boot, type Command, type Run } from 'irqscope';
const command: Command = { do: 'line.raise', node: '/pl011@9000000', index: 0 };
// @ts-expect-error there is no such command
const wrong: Command = { do: 'line.rise', node: '/pl011@9000000', index: 0 };
export function chips(run: Run): string[] {
  return run.table('irqs').map(({ chip }) => chip);
}
const opened = boot('board.dts', { kernel: '6.12' });
if (opened.ok) console.log(opened.value.run(command), wrong, chips(opened.value));
`,
  );
  const typescript = join(ROOT, 'node_modules/typescript/lib/tsc.js');
  const flags = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--lib',
    'es2023,dom',
    '--types',
    '',
  ];
  try {
    output(process.execPath, [typescript, ...flags, 'typed.ts']);
    claim('the library’s types', true);
  } catch (error) {
    const seen = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
    claim('the library’s types', false, seen);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
