import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CliOptions, Outcome } from '../options.ts';
import { diffCommand } from './diff.ts';
import { linkCommand } from './link.ts';

const BOARD = 'public/dts/qemu-virt-gicv2m.dts';
const OTHER = 'public/dts/qemu-virt-gicv3-its.dts';

async function diff(inputs: readonly string[], options: CliOptions = {}): Promise<Outcome> {
  const done = await diffCommand(inputs, { drivers: 'modelled', ...options }, 'en');
  return done.ok ? done.value : { code: 2, error: done.error.message };
}

describe('irqscope diff', () => {
  it('compares one input between the kernels, and tells the order of calls at last', async () => {
    const { code, text = '' } = await diff([BOARD], { kernel: '6.1,6.12', pci: ['nvme@0000:00:02.0'] });
    expect(code).toBe(1);
    expect(text).toMatch(/^A: qemu-virt-gicv2m\.dts, Linux 6\.1, step \d+: 4 CPUs/);
    expect(text).toMatch(/^ {2}\+ \S*PCI-MSIX-0000:00:02\.0-\d+$/m);
    expect(text).toMatch(/^ {2}~ domains: .* → .* {2}5: 0000:00:02\.0 vector 0, /m);
    expect(text).toContain('order of calls:');
  });

  it('finds nothing where nothing differs, and says so', async () => {
    const same = await diff([BOARD, BOARD], { kernel: '6.12' });
    expect(same.code).toBe(0);
    expect(same.text).toContain('no differences');
  });

  it('compares two boards, and two steps of one run', async () => {
    const boards = await diff([BOARD, OTHER], { format: 'json', only: 'domains' });
    const { differences } = JSON.parse(boards.text ?? '');
    expect(differences).toContainEqual(expect.objectContaining({ change: 'only-b', area: 'domains' }));
    const steps = await diff([BOARD], { at: '0,boot', only: 'cpus,irqs' });
    expect(steps.text).toContain('  ~ online: none → 0-3  CPUs');
  });

  it('compares a board with the same under an overlay', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'irqscope-diff-'));
    try {
      const plain = { irqscope: 1, board: { bundled: 'qemu-virt-gicv2m' }, kernel: '6.12', script: [{ do: 'boot' }] };
      // The clock goes.
      const overlays = [{ dts: '/dts-v1/;\n/plugin/;\n&{/pl031@9010000} { status = "disabled"; };\n' }];
      const [without, with_] = [plain, { ...plain, overlays }].map((scenario, n) => {
        const path = join(folder, `${n}.json`);
        writeFileSync(path, JSON.stringify(scenario));
        return path;
      });
      const { code, text } = await diff([without ?? '', with_ ?? ''], { only: 'irqs' });
      expect(code).toBe(1);
      expect(text).toMatch(/^ {2}- .*pl031/m);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each([
    [[], {}, 'diff takes one or two inputs'],
    [[BOARD], { kernel: '6.12' }, 'compares a run with itself'],
    [[BOARD], { kernel: '6.1,6.12,6.1' }, 'two with a comma'],
    [[BOARD, BOARD], { only: 'irqs,colour' }, 'there is nothing called colour'],
    [[BOARD, BOARD], { format: 'xml' }, 'there is no format xml'],
    [[BOARD, 'nowhere.dtb'], {}, 'there is no file nowhere.dtb'],
    [[BOARD], { at: '0,never' }, 'never'],
  ])('refuses %j with %j', async (inputs, options, why) => {
    const { code, error } = await diff(inputs, options);
    expect(code).toBe(2);
    expect(error).toContain(why);
  });

  it('takes links of the page, and says what two kernels’ differences mean', async () => {
    const preset = '#v=1&s=qemu-virt-gicv2m';
    const { code, text = '' } = await diff([`http://127.0.0.1:5173/${preset}@6.1`, preset], { only: 'domains,virqs' });
    expect(code).toBe(1);
    expect(text).toContain('Linux 6.1, step');
    expect(text).toContain('give each PCI function an MSI domain of its own');
    expect(text.match(/Nothing but a script that names one/g)).toHaveLength(1);
    expect((await diff(['#v=1&s=nothing', preset])).error).toContain('is not bundled here');
    expect((await diff(['#v=99&s=x', preset])).error).toContain('version 99');
  });

  it('says first whether any interrupt loses its handler', async () => {
    const same = await diff(['conformance/golden/6.12/gicv3-its/scenario.json'], { kernel: '6.12,7.3' });
    expect(same.text).toMatch(/^Every interrupt that has a handler on A has one on B \(\d+\)\.$/m);
    const fewer = await diff(
      ['conformance/golden/6.12/gicv3-its/scenario.json', 'conformance/golden/6.12/gicv2m/scenario.json'],
      {},
    );
    expect(fewer.text).toMatch(/interrupts? ha(s|ve) a handler on A and none on B: \S/);
  });

  it('opens the link that irqscope link prints', async () => {
    const made = await linkCommand(['conformance/golden/6.12/gicv2m/scenario.json'], { step: '500' }, 'en');
    const link = (made.ok ? made.value.text : made.error.message)?.trim() ?? '';
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:5173\/#v=1&s=b:.*&t=500&h=[0-9a-f]{16}&hs=/);
    const { code, error } = await diff([link, 'conformance/golden/6.12/gicv2m/scenario.json'], { at: 'boot' });
    expect(error).toBeUndefined();
    expect(code).toBe(0);
    for (const options of [{ step: '999999999' }, { base: 'ftp://x' }])
      expect((await linkCommand([BOARD], options, 'en')).ok).toBe(false);
  });
});
