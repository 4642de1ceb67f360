/** The script gathers from a folder that stands for a machine, and what is that machine's alone is blanked. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../options.ts';
import type { Result } from '../../base/result.ts';
import { collectCommand } from './collect.ts';
import { diffCommand } from './diff.ts';
import { summaryCommand } from './summary.ts';

const GOLDEN = 'conformance/golden';
const folder = mkdtempSync(join(tmpdir(), 'irqscope-collect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

function textOf(done: Result<Outcome>): string {
  if (!done.ok) throw new Error(done.error.message);
  return done.value.text ?? '';
}

const sections = (text: string): Map<string, string> =>
  new Map(
    text
      .split(/^@@@@ /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]),
  );

/** A golden's dump as the files that it was made of. */
function asFiles(dump: ReadonlyMap<string, string>): void {
  for (const [name, body] of dump) {
    const [family, id] = [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)];
    if (name === 'interrupts') put('proc/interrupts', body);
    if (family === 'domains' || family === 'irqs') put(`sys/kernel/debug/irq/${family}/${id}`, body);
    if (family === 'sysirq')
      for (const [, key = '', value = ''] of body.matchAll(/^(\w+)=(.*\n)/gm))
        put(`sys/kernel/irq/${id}/${key}`, value);
    if (family === 'pci') {
      const [, vendor = '', device = '', kind = ''] = /vendor=(\w+) device=(\w+) class=(\w+)/.exec(body) ?? [];
      const own = `sys/bus/pci/devices/${id}`;
      put(`${own}/vendor`, `0x${vendor}\n`);
      put(`${own}/device`, `0x${device}\n`);
      put(`${own}/class`, `0x${kind}\n`);
      for (const [, irq = '', type = ''] of body.matchAll(/^msi_irqs\/(\d+)=(\w+)$/gm))
        put(`${own}/msi_irqs/${irq}`, `${type}\n`);
      const driver = /^driver=(\S+)$/m.exec(body)?.[1];
      if (driver !== undefined) symlinkSync(`../../drivers/${driver}`, join(folder, own, 'driver'));
    }
  }
}

describe('irqscope collect', () => {
  it('prints a script that gathers from any POSIX shell what a dump has', async () => {
    const dump = readFileSync(`${GOLDEN}/6.12/gicv3-its/boot.txt`, 'utf8');
    asFiles(sections(dump));
    put('sys/firmware/fdt', readFileSync(`${GOLDEN}/6.12/gicv3-its/board.dtb`));
    put('sys/devices/system/cpu/possible', '0-3\n');
    put('sys/devices/system/cpu/online', '0-3\n');
    const script = put('collect.sh', textOf(collectCommand([], {}, 'en')));
    const env = { ...process.env, PROC: join(folder, 'proc'), SYS: join(folder, 'sys') };
    const { stdout, status } = spawnSync('sh', [script], { encoding: 'utf8', env });
    expect(status).toBe(0);
    const [own, golden] = [sections(stdout), sections(dump)];
    for (const name of golden.keys())
      if (/^(interrupts$|domains\/|irqs\/)/.test(name)) expect(own.get(name)).toBe(golden.get(name));
    expect(own.get('pci/0000:00:02.0')).toContain('driver=nvme');
    const machine = put('machine.txt', stdout);
    const found = await diffCommand([`${GOLDEN}/6.12/gicv3-its/scenario.json`, machine], {}, 'en');
    expect(found.ok && found.value.code).toBe(0);
    expect(textOf(summaryCommand([machine], {}, 'en'))).toContain('4 CPUs, 6 domains, 30 irqs');
    // With its tree in the file, a machine is held against the model without another input.
    expect(textOf(await diffCommand([machine], { drivers: 'modelled' }, 'en'))).toContain('0000:00:02.0 vector 1');
  });

  it('blanks serial numbers and MAC addresses, in the tree too', () => {
    const tree = spawnSync('dtc', ['--version']).error === undefined;
    const machine = put(
      'own.txt',
      '@@@@ interrupts\n           CPU0\n  1:  0  GIC 1 Level eth0\n@@@@ lspci\nDevice Serial Number 52-54-00-ff-fe-12-34-56\n@@@@ dmesg\neth0: 52:54:00:12:34:56 at 0000:00:01.0, S/N: AB12345\n',
    );
    const clean = textOf(collectCommand([], { clean: machine }, 'en'));
    expect(clean).not.toMatch(/12:34:56|AB12345|fe-12-34/);
    expect(clean).toContain('0000:00:01.0');
    expect(clean).toHaveLength(readFileSync(machine, 'utf8').length);
    if (!tree) return;
    const source = put(
      'own.dts',
      '/dts-v1/; / { serial-number = "K1234XYZ"; e@0 { local-mac-address = [52 54 00 12 34 56]; reg = <0x52540012 0x34560000>; }; };',
    );
    const blob = spawnSync('dtc', ['-I', 'dts', '-O', 'dtb', source]).stdout;
    const file = put('tree.txt', `@@@@ interrupts\n           CPU0\n@@@@ fdt.b64\n${blob.toString('base64')}\n`);
    const body = sections(textOf(collectCommand([], { clean: file }, 'en'))).get('fdt.b64') ?? '';
    const bytes = Buffer.from(body, 'base64');
    expect(bytes).toHaveLength(blob.length);
    expect(bytes.includes('K1234XYZ')).toBe(false);
    expect(bytes.includes(Buffer.from([0x52, 0x54, 0, 0x12, 0x34, 0x56, 0, 0, 0, 0, 0, 3]))).toBe(false);
  });

  it('takes no input, and a machine without a tree is not held against the model alone', async () => {
    expect(collectCommand(['x'], {}, 'en').ok).toBe(false);
    const found = await diffCommand([`${GOLDEN}/machines/q35-intremap/boot.txt`], {}, 'en');
    expect(found.ok ? '' : found.error.code).toBe('cli-no-tree');
  });
});
