import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../base/result.ts';
import type { CliOptions, Outcome } from '../options.ts';
import { exportCommand, traceCommand } from './export.ts';

const BOARD = 'public/dts/qemu-virt-gicv2m.dts';
const FAST: CliOptions = { drivers: 'modelled' };

async function outcomeOf(done: Promise<Result<Outcome>>): Promise<Outcome> {
  const result = await done;
  return result.ok ? result.value : { code: 2, error: result.error.message };
}

describe('irqscope trace and export', () => {
  it('give a trace as JSON, as text, and as bytes', async () => {
    const json = await outcomeOf(traceCommand([BOARD], FAST, 'en'));
    expect(JSON.parse(json.text ?? '').traceEvents.length).toBeGreaterThan(1000);
    const text = await outcomeOf(traceCommand([BOARD], { ...FAST, format: 'ftrace' }, 'en'));
    expect(text.text).toMatch(/gic_of_init <-of_irq_init/);
    const dat = await outcomeOf(traceCommand([BOARD], { ...FAST, format: 'dat' }, 'en'));
    expect(new TextDecoder().decode(dat.bytes?.slice(3, 10))).toBe('tracing');
  });

  it('give a table as CSV, a folder of them, and a report as Markdown', async () => {
    const csv = await outcomeOf(exportCommand([BOARD], { ...FAST, format: 'csv', only: 'domains' }, 'en'));
    expect(csv.text).toMatch(/^domain,size,mapped/);
    const report = await outcomeOf(exportCommand([BOARD], { ...FAST, only: 'findings,irqs' }, 'en'));
    expect(report.text).toMatch(/^## qemu-virt-gicv2m\.dts, Linux 7\.3$/m);
    expect(report.text).toMatch(/^## Interrupts$/m);
    const folder = mkdtempSync(join(tmpdir(), 'irqscope-export-'));
    try {
      expect((await outcomeOf(exportCommand([BOARD], { ...FAST, format: 'csv', out: folder }, 'en'))).code).toBe(0);
      expect(readdirSync(folder)).toContain('perCpu.csv');
      const out = join(folder, 'state.txt');
      await exportCommand([BOARD], { ...FAST, format: 'dump', out }, 'en');
      expect(readFileSync(out, 'utf8')).toMatch(/^@@@@ interrupts\n/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('draw the picture without a browser', async () => {
    const svg = async (options: CliOptions): Promise<string> =>
      (await outcomeOf(exportCommand([BOARD], { ...FAST, format: 'svg', ...options }, 'en'))).text ?? '';
    const hardware = await svg({});
    expect(hardware).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+"/);
    for (const name of ['CPU 0', 'CPU 3', 'pl011@9000000', 'v2m@8020000']) expect(hardware).toContain(name);
    expect(hardware.match(/<path class="[^"]*edge/g)?.length).toBeGreaterThan(5);
    expect(hardware).not.toMatch(/tabindex|aria-|data-key|undefined|NaN|<script/);
    expect(await svg({})).toBe(hardware);
    // Before the boot nothing is there yet; the domains are another picture.
    expect((await svg({ at: '0' })).match(/absent/g)?.length).toBeGreaterThan(hardware.match(/absent/g)?.length ?? 0);
    expect(await svg({ only: 'domains' })).not.toContain('CPU 0');
  });

  it.each([
    [exportCommand, { format: 'png' }, 'there is no format png'],
    [exportCommand, { format: 'svg', only: 'irqs' }, 'there are hardware, domains'],
    [exportCommand, { format: 'csv' }, 'need a folder'],
    [exportCommand, { only: 'colours' }, 'nothing called colours'],
    [exportCommand, { at: 'never' }, 'never'],
    [traceCommand, { format: 'vcd' }, 'there is no format vcd'],
  ] as const)('say why they do not: %#', async (command, options, why) => {
    const { code, error } = await outcomeOf(command([BOARD], { ...FAST, ...options }, 'en'));
    expect(code).toBe(2);
    expect(error).toContain(why);
  });
});
