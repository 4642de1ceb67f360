import { readdirSync, readFileSync } from 'node:fs';
import { driverNames } from '../linux/drivers/base/init.ts';
import { decodeDriverTable } from '../linux/stand-ins/driver-table.ts';
import { controllerDrivers } from '../linux/stand-ins/second-level.ts';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import { parseBoard, parseDts, writeDtb } from '../devicetree/index.ts';
import { MODEL_NAMES } from '../machine/pci/models/index.ts';
import { catalog } from './catalog.ts';
import { checkDraft } from './draft.ts';
import { draftDrivers, namesUnmodelled } from './draft-drivers.ts';
import { decompile } from './decompile.ts';
import { sampleOf } from '../../../scripts/sample.ts';

const ROOT = new URL('../../..', import.meta.url);
const read = (path: string): Uint8Array => readFileSync(new URL(path, ROOT));
const BOARD = 'qemu-virt-gicv3-its';
const files = new Map([[`dts/${BOARD}.dts`, read(`public/dts/${BOARD}.dts`)]]);
const decoded = decodeDriverTable(MESSAGES.scenario, JSON.parse(new TextDecoder().decode(read('public/drivers.json'))));
if (!decoded.ok) throw new Error(decoded.error.message);
const table = decoded.value;
const good = { irqscope: 1, board: { bundled: BOARD }, kernel: '6.12' };

describe('catalog', () => {
  const { models, commands } = catalog(4);

  it('lists every model with what it has unless told otherwise', () => {
    expect(models.map(({ name }) => name)).toEqual(MODEL_NAMES);
    const nvme = models.find(({ name }) => name === 'nvme');
    expect(nvme).toEqual({
      name: 'nvme',
      bridge: false,
      class: '0x010802',
      msix: 65,
      msi: undefined,
      heeds: ['msix'],
    });
    expect(models.find(({ name }) => name === 'virtio-blk-pci')).toMatchObject({
      msix: 5,
      heeds: ['msix', 'queuePairs'],
    });
    expect(models.filter(({ bridge }) => bridge)).toHaveLength(4);
  });

  it('reads the fields of commands off the schema', () => {
    const fieldsOf = (name: string): unknown => commands.find((command) => command.do === name)?.fields;
    expect(fieldsOf('boot')).toEqual([]);
    expect(fieldsOf('msix.fire')).toEqual([
      { name: 'bdf', required: true, kind: { is: 'bdf' } },
      { name: 'vector', required: true, kind: { is: 'number', min: 0, max: 2047 } },
    ]);
    expect(fieldsOf('line.raise')).toContainEqual({ name: 'stuck', required: false, kind: { is: 'flag' } });
    expect(fieldsOf('ppi.raise')).toContainEqual({
      name: 'intid',
      required: true,
      kind: { is: 'number', min: 16, max: 1119 },
    });
    expect(fieldsOf('irq.affinity')).toMatchObject([{ kind: { is: 'irq' } }, { kind: { is: 'cpus' } }]);
  });

  it('lists the drivers that the kernel asks for, and no others', () => {
    const folder = new URL('src/engine/linux/', ROOT);
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    const asked = sources.flatMap((path) =>
      [...readFileSync(new URL(path, folder), 'utf8').matchAll(/builtIn\(k, '([^']+)'\)/g)].map(([, name]) => name),
    );
    const listed = controllerDrivers().map(({ name }) => name);
    expect(new Set([...asked, ...listed])).toEqual(new Set(driverNames()));
  });
});

describe('checking a draft', () => {
  const paths = (draft: unknown): unknown => checkDraft(draft, files).problems.map(({ where }) => where?.path);

  it('finds nothing wrong with a good one, and says what the board has', () => {
    const { problems, remarks, board } = checkDraft(good, files);
    expect([problems, remarks]).toEqual([[], []]);
    expect(board).toMatchObject({ cpus: 4, hosts: [{ domain: 0, firstBus: 0 }] });
    expect(board?.slots).toHaveLength(32);
    expect(board?.lines).toContainEqual({ path: '/pl011@9000000', count: 1 });
    expect(board?.lines).toContainEqual({ path: '/timer', count: 4 });
  });

  it('names every place at which it does not fit', () => {
    const pci = [{ bdf: '0000:00:02.0', model: 'nvme', msix: { entries: 0 } }, { bdf: '2' }];
    const draft = { ...good, pci, script: [{ do: 'msix.fire', bdf: '0000:00:02.0' }] };
    expect(paths(draft)).toEqual(['pci[0].msix.entries', 'pci[1].bdf', 'script[0].vector']);
    expect(checkDraft(draft, files).board?.cpus).toBe(4);
  });

  it('puts it in plain words', () => {
    const { problems } = checkDraft({ ...good, cpuz: 1, kernel: '5.4', pci: [{}] }, files);
    expect(problems.map(({ message }) => message)).toEqual([
      'it must be one of "6.1", "6.12", "7.3", not "5.4"',
      'this is needed',
      'schema 1 does not know this key',
    ]);
  });

  it('builds the PCI functions', () => {
    expect(paths({ ...good, pci: [{ bdf: '0000:00:02.0', model: 'nvm' }] })).toEqual(['pci[0].model']);
    expect(paths({ ...good, pci: [{ bdf: '0000:01:00.0', model: 'nvme' }] })).toEqual(['pci[0].bdf']);
  });

  it('says what functions have once their options are heeded', () => {
    const pci = [{ bdf: '0000:00:01.0', model: 'virtio-net-pci', queuePairs: 4 }];
    const { functions } = checkDraft({ ...good, pci }, files);
    expect(functions).toContainEqual({ bdf: '0000:00:01.0', msix: 10, msi: 0 });
  });

  it('names line and column in the device tree', () => {
    const dts = '/dts-v1/;\n/ {\n\tmodel = ;\n};\n';
    const { problems, board } = checkDraft({ ...good, board: { dts } }, new Map());
    expect(problems[0]?.where).toMatchObject({ line: 3 });
    expect(board).toBeUndefined();
  });

  it('remarks on what has no effect', () => {
    const draft = {
      ...good,
      cpus: 9,
      drivers: ['nvme', 'nvm'],
      probe: ['0000:00:02.0'],
      hardware: { map: { '/intc@8000000': ['0x0'], '/gone': ['0x0'] } },
    };
    const { problems, remarks } = checkDraft(draft, files, 'en', table);
    expect(problems).toEqual([]);
    expect(remarks.map(({ where }) => where?.path)).toEqual(['cpus', 'drivers[1]', 'probe[0]', 'hardware.map']);
  });

  it('knows the drivers that have no model, by the kernel’s version', () => {
    const remarksOf = (kernel: string, drivers: readonly string[], known = true): unknown =>
      checkDraft({ ...good, kernel, drivers }, files, 'en', known ? table : undefined).remarks.map(
        ({ message }) => message,
      );
    expect(remarksOf('6.12', ['macb', 'nvme', 'gpio-dwapb', 'pwm_rp1'])).toEqual([
      expect.stringContaining('Linux 6.12 has no driver named pwm_rp1 for arm64'),
    ]);
    expect(remarksOf('6.12', ['macbb'])).toEqual([expect.stringContaining('Did you mean “macb”?')]);
    // This driver came with 6.2.
    expect(remarksOf('6.12', ['edt_ft5x06', 'gpio-latch'])).toEqual([]);
    expect(remarksOf('6.1', ['edt_ft5x06', 'gpio-latch'])).toEqual([expect.stringContaining('gpio-latch')]);
    expect(remarksOf('6.12', ['no-such'], false)).toEqual([]);
    expect([['nvme'], ['nvme', 'macb'], 'all'].map((drivers) => namesUnmodelled({ drivers }))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('refuses what a virtio-mmio slot cannot hold', () => {
    const [slot = ''] = checkDraft(good, files).board?.slots ?? [];
    const mmio = [
      { node: '/pl011@9000000', model: 'virtio-x' },
      { node: slot, model: 'virtio-rng-device' },
      { node: slot, model: 'virtio-rng-device' },
    ];
    const { problems } = checkDraft({ ...good, mmio }, files);
    expect(problems.map(({ where }) => where?.path)).toEqual(['mmio[0].node', 'mmio[0].model', 'mmio[2].node']);
    expect(problems[0]?.hint).toContain(slot.slice(0, 12));
    expect(problems[1]?.hint).toContain('virtio-rng-device');
  });
});

describe('decompiling a blob', () => {
  const golden = 'conformance/golden/';
  const blobs = readdirSync(new URL(golden, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.dtb'))
    .map((path) => golden + path);
  const sources = [
    ...readdirSync(new URL('public/dts/', ROOT)).map((name) => `public/dts/${name}`),
    ...readdirSync(new URL(`${golden}broken/`, ROOT)).map((name) => `${golden}broken/${name}`),
  ].filter((path) => path.endsWith('.dts'));

  it.each(sampleOf([...blobs, ...sources], 20))('gives a source that compiles to the same blob: %s', (path) => {
    const before = parseBoard(MESSAGES.devicetree, read(path), path);
    if (!before.ok) throw new Error(before.error.message);
    const blob = writeDtb(before.value);
    const text = decompile(MESSAGES.devicetree, blob);
    if (!text.ok) throw new Error(text.error.message);
    const again = parseDts(MESSAGES.devicetree, text.value);
    if (!again.ok) throw new Error(again.error.message);
    expect(writeDtb({ ...again.value, bootCpu: before.value.bootCpu })).toEqual(blob);
  });
});

describe('the drivers that a draft may list', () => {
  const listed = (draft: unknown) => new Map(draftDrivers(table, draft, files).map((facts) => [facts.name, facts]));

  it('says of each what stands for it and how many nodes of the board it matches', () => {
    const all = listed(good);
    expect(all.size).toBeGreaterThan(3000);
    expect(all.get('uart-pl011')).toEqual({
      name: 'uart-pl011',
      file: 'drivers/tty/serial/amba-pl011.c',
      modelled: true,
      nodes: 1,
    });
    expect(all.get('virtio-mmio')).toMatchObject({ modelled: true, nodes: 32 });
    expect(all.get('macb')).toMatchObject({ modelled: false, nodes: 0 });
    // No device tree leads to this one, and none of these can be left out.
    expect(all.get('nvme')).toEqual({ name: 'nvme', file: '', modelled: true, nodes: 0 });
    expect(['pci-host-generic', 'serial8250', 'simple-pm-bus'].filter((name) => all.has(name))).toEqual([]);
  });

  it('counts only what is enabled, and nothing of a board that cannot be read', () => {
    const ethernet = (status: string) =>
      `/dts-v1/;\n/ { a { ${status} ethernet@1 { compatible = "cdns,macb"; reg = <1>; }; }; };\n`;
    const nodes = (dts: string) => listed({ ...good, board: { dts } }).get('macb')?.nodes;
    expect([ethernet(''), ethernet('status = "disabled";'), 'none'].map(nodes)).toEqual([1, 0, 0]);
    expect(listed({}).get('macb')).toMatchObject({ nodes: 0 });
  });
});
