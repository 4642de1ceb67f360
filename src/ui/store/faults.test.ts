import { describe, expect, it } from 'vitest';
import { edited, mended, placeIn } from './faults.ts';

const TEXT = `/dts-v1/;
/ {
	soc {
		uart: serial@0 {
			reg = <0>;
			interrupts = <0 72 4>;
		};
		serial@1 {
			interrupts = <0 41 0>;
		};
	};
};
`;
const LINES = TEXT.split('\n');

describe('a finding in the text of the editor', () => {
  it('is at its own place where the text has the property there', () => {
    expect(placeIn(LINES, { node: '/soc/serial@1', property: 'interrupts', line: 9, column: 17 })).toEqual({
      line: 9,
      column: 17,
    });
  });

  it('is found by the path of its node where the lines are others, as of a blob', () => {
    expect(placeIn(LINES, { node: '/soc/serial@1', property: 'interrupts', offset: 300 })).toEqual({
      line: 9,
      column: 4,
    });
    expect(placeIn(LINES, { node: '/soc/serial@0', line: 900, column: 3 })).toEqual({ line: 4, column: 9 });
    expect(placeIn(LINES, { node: '/soc/none' })).toBeUndefined();
  });

  it('is mended where the text says what the change takes away, and only there', () => {
    const change = { file: 'board.dts', line: 9, column: 23, remove: '0', insert: '4' };
    expect(edited(TEXT, change)?.split('\n')[8]).toBe('\t\t\tinterrupts = <0 41 4>;');
    expect(edited(TEXT, { ...change, remove: '7' })).toBeUndefined();
    expect(edited(TEXT, { ...change, line: 99 })).toBeUndefined();
  });

  it('is mended over several lines', () => {
    const text = 'a = <1\n\t2>;\nb;';
    expect(edited(text, { file: 'board.dts', line: 1, column: 1, remove: 'a = <1\n\t2>;', insert: '' })).toBe('\nb;');
  });

  it('tells of the interrupt that had been refused, and is mapped now', () => {
    const where = { node: '/bank' };
    const finding = { code: 'x', severity: 'error', message: '', where, linux: {}, consequence: '' } as const;
    const interrupts = { total: 1, resolved: 1, byStandIn: 0, unresolved: 0 };
    const walk = { walk: [], linux: {}, consequence: '', standIn: false, result: '' };
    const before = {
      interrupts,
      mapped: [],
      findings: [finding],
      refusals: [{ node: '/key', index: 0, finding: 'x', ...walk }],
    };
    const line = { node: '/key', index: 0, irq: 27 };
    expect(mended(finding, before, { interrupts, mapped: [line], findings: [], refusals: [] })).toEqual({
      gone: true,
      line,
    });
    expect(mended(finding, before, before)).toEqual({ gone: false, line: undefined });
  });
});
