import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../base/result.ts';
import { loadScenario } from './load.ts';
import { checkScenario } from './check.ts';

const good = { irqscope: 1, board: { bundled: 'a' }, kernel: '6.12' };

function problem(json: unknown): string {
  const result = checkScenario(json);
  return result.ok ? '' : formatProblem(result.error);
}

describe('checking a scenario', () => {
  it('accepts the smallest one', () => {
    expect(checkScenario(good).ok).toBe(true);
  });

  it('names a key it does not know', () => {
    expect(problem({ ...good, kernal: '6.1' })).toContain('kernal');
  });

  it.each([
    [{ ...good, bord: 1 }, 'key that schema 1 does not know: bord Did you mean “board”?'],
    [{ irqscope: 1, bord: good.board, kernel: '6.12' }, 'bord Did you mean “board”?'],
    [{ ...good, hardware: { gicdd: {} } }, 'hardware.gicdd Did you mean “gicd”?'],
    [
      { ...good, hardware: { aplic: {} } },
      'hardware.aplic Known here: gicd, gicr, gicc, its, v2m, smmu, timer, secure, words, map.',
    ],
    [{ ...good, hardware: { gicd: { type: '0x1' } } }, 'hardware.gicd.type Did you mean “typer”?'],
    [{ ...good, pci: [{ bdf: '0000:00:01.0', modle: 'nvme' }] }, 'pci[0].modle Did you mean “model”?'],
    [{ ...good, pci: [{ bdf: '0000:00:01.0', msix: { entrys: 1 } }] }, 'entrys Did you mean “entries”?'],
    [{ ...good, script: [{ do: 'msix.fier' }] }, 'Did you mean “msix.fire”?'],
    [{ ...good, script: [{ do: 'irq.affinity', irq: { virq: 1 }, cpu: '1' }] }, 'cpu Did you mean “cpus”?'],
    [{ ...good, script: [{ do: 'irq.free', irq: { nod: '/a', index: 0 } }] }, 'Did you mean “node”?'],
    [{ ...good, board: { bundeld: 'a' } }, 'Did you mean “bundled”?'],
  ])('says of %j what may have been meant', (json, words) => {
    expect(problem(json)).toContain(words);
  });

  it('accepts registers as texts of as many bits as they have', () => {
    const hardware = { gicd: { typer: '0x00000000037a0007' }, gicr: { typer: '0xffffffffffffffff' } };
    expect(problem({ ...good, hardware })).toBe('');
    expect(problem({ ...good, hardware: { gicd: { typer: '0x1037a0007' } } })).toContain('at most 32 bits');
    expect(problem({ ...good, pci: [{ bdf: '0000:00:01.0', vendor: '0xzz' }] })).toContain('pci[0].vendor');
    expect(problem({ ...good, hardware: { smmu: { idr: Array(7).fill('0x0') } } })).toContain('at most 6 entries');
  });

  it('does not take the key of a prototype for one of its own', () => {
    expect(
      problem(JSON.parse('{"irqscope": 1, "board": {"bundled": "a"}, "kernel": "6.1", "hasOwnProperty": 1}')),
    ).toContain('hasOwnProperty');
  });

  it('names the path of a bad value in the script', () => {
    const script = [{ do: 'boot' }, { do: 'msix.fire', bdf: '00:02.0', vector: 1 }];
    expect(problem({ ...good, script })).toContain('script[1].bdf');
  });

  it('names a command that does not exist', () => {
    expect(problem({ ...good, script: [{ do: 'explode' }] })).toContain('script[0].do');
  });

  it('says that a newer schema needs a newer irqscope', () => {
    expect(problem({ irqscope: 2 })).toContain('newer irqscope');
  });

  it('refuses what is no object', () => {
    expect(problem('hello')).not.toBe('');
    expect(problem(undefined)).not.toBe('');
  });

  it('accepts every command of the schema', () => {
    const bdf = '0000:00:02.0';
    const script = [
      { do: 'boot' },
      { do: 'msix.fire', bdf, vector: 1 },
      { do: 'msix.maskAll', bdf },
      { do: 'line.raise', node: '/pl011@9000000', index: 0, stuck: true },
      { do: 'sgi.send', from: 0, to: '1-3', id: 2 },
      { do: 'ppi.raise', cpu: 1, intid: 27 },
      { do: 'irq.affinity', irq: { bdf, vector: 1 }, cpus: '2' },
      { do: 'irq.inject', irq: { node: '/pl031@9010000', index: 0 } },
      { do: 'irq.free', irq: { virq: 13 } },
      { do: 'cpu.offline', cpu: 2 },
      { do: 'vfio.bind', bdf },
      {
        do: 'vfio.setIrqs',
        bdf,
        index: 'msix',
        action: 'trigger',
        start: 0,
        count: 2,
        data: 'bool',
        values: [true, false],
      },
      { do: 'checkpoint', name: 'here' },
    ];
    expect(problem({ ...good, script })).toBe('');
  });
});

describe('finding the board', () => {
  const load = (board: object, files: [string, string][] = []): string => {
    const scenario = checkScenario({ ...good, board });
    if (!scenario.ok) return formatProblem(scenario.error);
    const result = loadScenario(
      scenario.value,
      new Map(files.map(([name, text]) => [name, new TextEncoder().encode(text)])),
    );
    return result.ok
      ? `loaded ${result.value.tree.root.children.map(({ name }) => name).join()}`
      : formatProblem(result.error);
  };

  it('reads text in the scenario', () => {
    expect(load({ dts: '/dts-v1/; / { a { }; };' })).toBe('loaded a');
  });

  it('reads a file beside it, with what it includes from its folder', () => {
    const files: [string, string][] = [
      ['boards/x.dts', '/dts-v1/;\n/include/ "x.dtsi"\n/ { b { }; };'],
      ['boards/x.dtsi', '/ { a { }; };'],
    ];
    expect(load({ file: 'boards/x.dts' }, files)).toBe('loaded a,b');
  });

  it('says which board is missing', () => {
    expect(load({ file: 'gone.dtb' })).toContain('gone.dtb');
    expect(load({ bundled: 'gone' })).toContain('gone');
  });

  it('refuses a board that is not base64url', () => {
    expect(load({ dtb: '***' })).toContain('base64url');
  });
});
