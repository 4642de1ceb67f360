/** Holds decoded registers against the run. */
import { type Ledger, numbersOf, firstNumber } from './ledger.ts';
import type { ReadPage, ReadRegister } from './page-reader.ts';
import type { NodeRun, Raw } from './run-in-node.ts';

/** Bits of registers as IHI 0069 has them; a field that is not here is where the page says that it is. */
const BITS: Readonly<Record<string, readonly [low: number, width: number]>> = {
  'GICD_CTLR.RWP': [31, 1],
  'GICD_CTLR.DS': [6, 1],
  'GICD_TYPER.ITLinesNumber': [0, 5],
  'GICD_TYPER.CPUNumber': [5, 3],
  'GICD_TYPER.LPIS': [17, 1],
  'GICD_TYPER.IDbits': [19, 5],
  'GICR_CTLR.EnableLPIs': [0, 1],
  'GICR_TYPER.Affinity_Value': [32, 32],
  'GICR_TYPER.Processor_Number': [8, 16],
  'GICR_TYPER.Last': [4, 1],
  'GICR_TYPER.PLPIS': [0, 1],
  'GICR_WAKER.ChildrenAsleep': [2, 1],
  'GICR_WAKER.ProcessorSleep': [1, 1],
  'GICR_PROPBASER.IDbits': [0, 5],
  'GITS_CTLR.Enabled': [0, 1],
  'GITS_CTLR.Quiescent': [31, 1],
  'GITS_TYPER.Devbits': [13, 5],
  'GITS_TYPER.ID_bits': [8, 5],
  'GITS_CBASER.Valid': [63, 1],
  'GITS_CBASER.Size': [0, 8],
  'GITS_CREADR.Stalled': [0, 1],
};

export function checkRegisters(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  for (const register of page.registers) {
    const what = `${register.block} ${register.name}`;
    const value = registerValue(register, run);
    if (/^(no )?INTID/.test(register.value) || register.value === '') checkBank(ledger, what, register, run);
    else if (value === undefined) ledger.unknown(`${what} "${register.value}"`);
    else ledger.equal(what, BigInt(register.value), value);
    for (const { bits, name, value: shown } of register.fields) {
      const [high = '0', low = high] = bits.split(':');
      const [known, width] = BITS[`${register.name}.${name}`] ?? [Number(low), Number(high) - Number(low) + 1];
      ledger.equal(`${what}.${name} at`, Number(low), known);
      const part = (BigInt(register.value) >> BigInt(low)) & ((1n << BigInt(width)) - 1n);
      ledger.equal(`${what}.${name}`, BigInt(/^\S+/.exec(shown)?.[0] ?? shown), part);
    }
  }
}

/** A bit for each INTID, as ranges of those that are set. */
function checkBank(ledger: Ledger, what: string, { block, name, value }: ReadRegister, run: NodeRun): void {
  const shown = numbersOf(value.replace(/^.*INTID ?/, ''));
  const field = { ISENABLER: 'enable', ISACTIVER: 'active', IGROUPR: 'group' }[
    /[GI]\w*?_(\w+?)R?n?$/.exec(name)?.[1] ?? ''
  ];
  const cpu = firstNumber(block);
  const states = Number.isNaN(cpu)
    ? [...run.raw('gic_distributor'), ...run.raw('gicv2_distributor')]
    : run.raw('gic_redistributor').filter((one) => one['cpu'] === cpu);
  if (field === undefined) return;
  for (const state of states) {
    const words = (state[field] as { entries(): [number, number][] }).entries();
    const set = words.flatMap(([word, bits]) =>
      Array.from({ length: 32 }, (_, bit) => word * 32 + bit).filter((intid) => ((bits >>> (intid & 31)) & 1) === 1),
    );
    ledger.equal(what, shown.join(), set.join());
  }
}

function registerValue({ block, name }: ReadRegister, run: NodeRun): bigint | undefined {
  const { dump } = run;
  const [, smmu] = /^SMMU_(\w+)$/.exec(name) ?? [];
  if (smmu !== undefined) return rawValue(run.raw('smmu_v3')[0], smmu.toLowerCase());
  const [, frame] = /^MSI_(\w+)$/.exec(name) ?? [];
  if (frame !== undefined) return rawValue(run.raw('gic_v2m')[0], frame.toLowerCase());
  const [, unit = '', short = ''] = /^(GICD|GICR|GITS|ICC)_(\w+?)(?:_EL1)?$/.exec(name) ?? [];
  const key = short.toLowerCase();
  const cpu = firstNumber(block);
  if (unit === 'GICD') {
    const [own] = [...run.raw('gic_distributor'), ...run.raw('gicv2_distributor')];
    return fromHex(dump.pairs('gicd', 'gicd')?.[key]) ?? rawValue(own, key);
  }
  if (unit === 'GITS')
    return fromHex(key.startsWith('baser') ? dump.pairs('its', key)?.[key] : dump.pairs('its', 'its')?.[key]);
  if (unit === 'GICR') {
    const state = run.raw('gic_redistributor').find((one) => one['cpu'] === cpu);
    if (state === undefined) return undefined;
    return fromHex(dump.pairs('gicr', `gicr cpu=${cpu} `)?.[key]) ?? redistributorValue(state, key);
  }
  const [, older] = /^GICC_(\w+)$/.exec(name) ?? [];
  if (older !== undefined) {
    const own = run.raw('gicv2_cpu_interface').find((one) => one['cpu'] === cpu);
    return rawValue(own, older.toLowerCase().replace(/^hppir$/, 'hppi'));
  }
  const state = run.raw('gic_cpu_interface').find((one) => one['cpu'] === cpu);
  const own = state?.[key === 'hppir1' ? 'hppi' : key];
  return typeof own === 'number' ? BigInt(own) : undefined;
}

/** A field that has the register's name; of those that are numbered, one of a list. */
function rawValue(state: Raw | undefined, key: string): bigint | undefined {
  const [, list = '', index] = /^([a-z]+)(\d)$/.exec(key) ?? [];
  const own = state?.[key] ?? (state?.[list] as readonly number[] | undefined)?.[Number(index)];
  return typeof own === 'bigint' ? own : typeof own === 'number' ? BigInt(own >>> 0) : undefined;
}

const fromHex = (text: string | undefined): bigint | undefined =>
  text === undefined ? undefined : BigInt(`0x${text}`);

/** The dump lists redistributors of CPUs that are online, and no pending or active bits. */
function redistributorValue(state: Raw, key: string): bigint | undefined {
  const word = (field: string): number => (state[field] as Map<number, number>).get(0) ?? 0;
  switch (key) {
    case 'isenabler0':
      return BigInt(word('enable') >>> 0);
    case 'isactiver0':
      return BigInt(word('active') >>> 0);
    case 'ispendr0':
      // A level-sensitive interrupt is pending while its line is high.
      return BigInt((word('pending') | (word('line') & ~word('edge'))) >>> 0);
    default: {
      const own = state[key];
      return typeof own === 'bigint' ? own : typeof own === 'number' ? BigInt(own >>> 0) : undefined;
    }
  }
}
