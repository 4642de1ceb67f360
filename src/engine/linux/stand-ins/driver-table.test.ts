import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../../api/messages/testing.ts';
import { ROOT } from '../../../../scripts/stale.mjs';
import { KERNEL_VERSIONS } from '../../api/kernel-versions.ts';
import { type DriverTable, decodeDriverTable, driversFor, driversForId } from './driver-table.ts';
import { type DriverTableFile, shortForms } from './driver-table-file.ts';
import { parseScannedIrqs } from './scanned-irqs.ts';

interface Row {
  readonly bus?: string;
  readonly name: string;
  readonly file?: string;
  readonly mask?: number;
  readonly irq?: number | readonly number[];
  readonly compatibles?: string;
  readonly names?: string;
  readonly numbers?: string;
  readonly cells?: string;
}

function fileOf(rows: readonly Row[], irqs: readonly string[] = ['']): DriverTableFile {
  const buses = [...new Set(rows.map((row) => row.bus ?? 'platform'))];
  return {
    format: 1,
    versions: [
      { version: '6.1', release: '6.1.1' },
      { version: '6.12', release: '6.12.1' },
    ],
    buses,
    folders: ['drivers/acme'],
    irqs,
    bus: rows.map((row) => buses.indexOf(row.bus ?? 'platform')),
    folder: rows.map(() => 0),
    level: rows.map(() => 12),
    mask: rows.map((row) => row.mask ?? 3),
    irq: rows.map((row) => row.irq ?? 0),
    rows: rows.map((row) =>
      [row.file ?? 'acme', row.name, row.compatibles, row.names, row.numbers, row.cells].join('^'),
    ),
  };
}

function tableOf(json: unknown): DriverTable {
  const decoded = decodeDriverTable(MESSAGES.scenario, json);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
}

describe('which driver binds', () => {
  const table = tableOf(
    fileOf([
      { name: 'generic', compatibles: 'acme,uart|other,uart' },
      { name: 'special', compatibles: 'acme,uart|,uart-v2|,uart-v3@2' },
      { name: 'gone', mask: 1, compatibles: 'acme,old' },
    ]),
  );
  const names = (version: '6.1' | '6.12', ...compatibles: string[]) =>
    driversFor(table, version, 'platform', compatibles).map(({ driver }) => driver.name);

  it('is the first registered of those that match, whichever compatible it is by', () => {
    expect(names('6.12', 'acme,uart-v2', 'acme,uart')).toEqual(['generic', 'special']);
  });

  it('matches by the most specific compatible of the node that one driver has', () => {
    const [, second] = driversFor(table, '6.12', 'platform', ['acme,uart-v2', 'acme,uart']);
    expect(second?.by).toEqual({ kind: 'compatible', compatible: 'acme,uart-v2' });
  });

  it('depends on the version, for a whole driver and for an entry of its table', () => {
    expect(names('6.1', 'acme,old')).toEqual(['gone']);
    expect(names('6.12', 'acme,old')).toEqual([]);
    expect(names('6.1', 'acme,uart-v3')).toEqual([]);
    expect(names('6.12', 'acme,uart-v3')).toEqual(['special']);
  });

  it('is none on another bus, or for a compatible that no driver has', () => {
    expect(driversFor(table, '6.12', 'i2c', ['acme,uart'])).toEqual([]);
    expect(names('6.12', 'acme,none')).toEqual([]);
    expect(names('6.12')).toEqual([]);
  });
});

describe('matching by other than compatible', () => {
  const table = tableOf(
    fileOf([
      { bus: 'i2c', name: 'lm75', compatibles: 'national,lm75', names: 'ds75' },
      { bus: 'spi', name: 'flash', compatibles: 'jedec,spi-nor', names: 'm25p80' },
      { bus: 'spi', name: 'adc', compatibles: 'acme,adc1', names: '*|=' },
      { bus: 'platform', name: 'acme-rtc', compatibles: 'acme,rtc', names: '=' },
      { bus: 'platform', name: 'acme', cells: 'acme-rtc acme,rtc|acme-led @2', compatibles: 'acme,pmic' },
      { bus: 'amba', name: 'uart-pl011', numbers: '41011/fffff' },
      { bus: 'phy', name: 'Acme PHY', numbers: '600d84a0/fffffff0' },
      { bus: 'soundwire', name: 'amp', names: 'sdw:0217010d' },
    ]),
  );
  const by = (bus: string, compatibles: readonly string[], name?: string) =>
    driversFor(table, '6.12', bus, compatibles, name).map(({ driver, by: how }) => `${driver.name} ${how.kind}`);

  it('takes an I2C device whose compatible has another vendor, by the part after the comma', () => {
    expect(by('i2c', ['other,lm75'])).toEqual(['lm75 name']);
    expect(by('i2c', ['other,ds75'])).toEqual(['lm75 name']);
    expect(by('i2c', ['national,lm75'])).toEqual(['lm75 compatible']);
  });

  it('takes an SPI device by its id table only where there is such an id', () => {
    expect(by('spi', ['acme,m25p80'])).toEqual(['flash name']);
    expect(by('spi', ['other,spi-nor'])).toEqual([]);
    expect(by('spi', ['other,adc1'])).toEqual(['adc name']);
    expect(by('spi', ['other,adc'])).toEqual(['adc name']);
  });

  it('looks at the first compatible only for a name', () => {
    expect(by('i2c', ['acme,unknown', 'other,lm75'])).toEqual([]);
  });

  it('takes the cell of a multi-function device by its name', () => {
    expect(by('platform', [], 'acme-rtc')).toEqual(['acme-rtc name']);
    const [parent] = driversFor(table, '6.1', 'platform', ['acme,pmic']);
    expect(parent?.driver.cells).toEqual([{ name: 'acme-rtc', compatible: 'acme,rtc' }]);
    const [later] = driversFor(table, '6.12', 'platform', ['acme,pmic']);
    expect(later?.driver.cells).toContainEqual({ name: 'acme-led', compatible: undefined });
  });

  it('takes numbers that hardware tells', () => {
    const named = (bus: 'amba' | 'phy', id: number) =>
      driversForId(table, '6.12', bus, id).map(({ driver }) => driver.name);
    expect(named('amba', 0x00341011)).toEqual(['uart-pl011']);
    expect(named('amba', 0x00341012)).toEqual([]);
    expect(named('phy', 0x600d84a7)).toEqual(['Acme PHY']);
    expect(named('phy', 0x600d8500)).toEqual([]);
  });

  it('takes a SoundWire device by manufacturer and part', () => {
    expect(by('soundwire', ['sdw20217010d00'])).toEqual(['amp name']);
  });
});

describe('what the scan says of interrupts', () => {
  it('reads asks and requests', () => {
    expect(parseScannedIrqs('p0 N=tx c p*;t:0:O:probe:dev h:1:?:ndo_open:=tx k:::probe:')).toEqual({
      whole: false,
      asked: [
        { from: 'platform', by: { kind: 'index', index: 0 }, optional: false },
        { from: 'platform', by: { kind: 'name', name: 'tx' }, optional: true },
        { from: 'i2c-client', by: { kind: 'index', index: 0 }, optional: false },
        { from: 'platform', by: { kind: 'unknown' }, optional: false },
      ],
      requested: [
        { kind: 'threaded', asked: 0, flags: ['oneshot'], where: 'probe', name: { kind: 'device' } },
        { kind: 'plain', asked: 1, flags: undefined, where: 'ndo_open', name: { kind: 'text', text: 'tx' } },
        { kind: 'chained', asked: undefined, flags: undefined, where: 'probe', name: { kind: 'unknown' } },
      ],
    });
  });

  it('says nothing for nothing, and for what it does not understand', () => {
    for (const text of ['', 'z0;', 'p0;y:0::probe:', 'p0;h:3:0:probe:']) expect(parseScannedIrqs(text)).toBeUndefined();
  });

  it('may differ between versions', () => {
    const table = tableOf(fileOf([{ name: 'a', compatibles: 'x', irq: [1, 2] }], ['', 'p0;', 'p0 p1;']));
    const asked = (version: '6.1' | '6.12') =>
      driversFor(table, version, 'platform', ['x'])[0]?.driver.scannedIrqs?.asked.length;
    expect([asked('6.1'), asked('6.12')]).toEqual([1, 2]);
  });
});

describe('a file that is no table', () => {
  it.each([
    ['nothing', undefined],
    ['a text', 'x'],
    ['another format', { ...fileOf([]), format: 2 }],
    ['a column that is too short', { ...fileOf([{ name: 'a' }]), rows: [] }],
    ['a column of another kind', { ...fileOf([{ name: 'a' }]), mask: ['3'] }],
    ['a bus that it does not have', { ...fileOf([{ name: 'a' }]), bus: [7] }],
  ])('%s gives a problem', (_, json) => {
    expect(decodeDriverTable(MESSAGES.scenario, json).ok).toBe(false);
  });
});

describe('the table of this repository', () => {
  const json: DriverTableFile = JSON.parse(readFileSync(join(ROOT, 'public/drivers.json'), 'utf8'));
  const table = tableOf(json);

  it('has every kernel version that is modelled, from the same release', () => {
    for (const { version, release } of KERNEL_VERSIONS) {
      expect(json.versions.find((each) => each.version === version)?.release).toBe(release);
    }
  });

  it('has no text twice in a row, and masks of known versions only', () => {
    const all = 2 ** json.versions.length - 1;
    const wrong: string[] = [];
    for (const [key, entries] of [...table.compatibles, ...table.names]) {
      if (entries.some(({ mask }) => mask <= 0 || mask > all)) wrong.push(key);
    }
    for (const [key, entries] of table.compatibles) {
      if (new Set(entries.map(({ row }) => row)).size < entries.length) wrong.push(key);
    }
    for (const [row, mask] of json.mask.entries()) if (mask <= 0 || mask > all) wrong.push(`row ${row}`);
    expect(wrong).toEqual([]);
  });

  it('has levels in order for each version', () => {
    for (const index of json.versions.keys()) {
      const rows = [...json.mask.keys()].filter((row) => ((json.mask[row] ?? 0) & (1 << index)) !== 0);
      const levels = rows.map((row) => json.level[row] ?? -1);
      expect(levels).toEqual(levels.toSorted((a, b) => a - b));
      const keys = rows.map((row) => [json.bus[row], json.folder[row], json.level[row], json.rows[row]].join(' '));
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('has compatibles sorted, and only facts that can be read', () => {
    for (const row of json.rows) {
      const [base = ''] = row.split('^');
      let packed = row.split('^')[2] ?? '';
      for (const [form, sign] of shortForms(base)) packed = packed.replaceAll(sign, form);
      let vendor = '';
      const texts = packed.split('|').map((part) => {
        const text = part.startsWith(',') ? vendor + part : part;
        vendor = text.split(',')[0] ?? '';
        return text.replace(/@\d+$/, '');
      });
      expect(texts).toEqual(texts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    }
    expect(json.irqs.slice(1).filter((text) => parseScannedIrqs(text) === undefined)).toEqual([]);
  });

  it.each([
    ['platform', 'rockchip,rk3399-gmac', 'rk_gmac-dwmac', 'drivers/net/ethernet/stmicro/stmmac/dwmac-rk.c'],
    ['platform', 'cdns,zynqmp-gem', 'macb', 'drivers/net/ethernet/cadence/macb_main.c'],
    ['platform', 'snps,dw-apb-uart', 'dw-apb-uart', 'drivers/tty/serial/8250/8250_dw.c'],
    ['platform', 'qcom,pdc', 'qcom_pdc', 'drivers/irqchip/qcom-pdc.c'],
    ['i2c', 'rockchip,rk808', 'rk8xx-i2c', 'drivers/mfd/rk8xx-i2c.c'],
    ['spmi', 'qcom,spmi-pmic', 'pmic-spmi', 'drivers/mfd/qcom-spmi-pmic.c'],
    ['irqchip', 'arm,gic-v3', 'gic_v3', 'drivers/irqchip/irq-gic-v3.c'],
  ])('knows what binds to %s %s in 6.12', (bus, compatible, name, file) => {
    const [first] = driversFor(table, '6.12', bus, [compatible]);
    expect([first?.driver.name, first?.driver.file]).toEqual([name, file]);
  });

  it('has what 6.12 has and 6.1 had not, and the other way about', () => {
    const names = (version: '6.1' | '6.12', bus: string, compatible: string) =>
      driversFor(table, version, bus, [compatible]).map(({ driver }) => driver.name);
    expect(names('6.1', 'i2c', 'rockchip,rk808')).toEqual(['rk808']);
    expect(names('6.1', 'i2c', 'rockchip,rk806')).toEqual([]);
  });

  it('has no driver for what only other architectures build', () => {
    expect(driversFor(table, '6.12', 'irqchip', ['riscv,cpu-intc'])).toEqual([]);
    expect(driversFor(table, '6.12', 'platform', ['no-such,device'])).toEqual([]);
  });
});
