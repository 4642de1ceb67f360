import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import { irqFacts } from '../compare/facts.ts';
import { changedBoard } from '../views/testing.ts';
import { blankedBoard } from './blanked.ts';

const TELLING = `
/ {
  model = "Acme Secret 9000"; compatible = "acme,secret-9000"; serial-number = "K1234XYZ";
  chosen { bootargs = "console=ttyAMA0 root=/dev/acme"; };
  whose: ethernet@7000 { compatible = "acme,eth"; local-mac-address = [52 54 00 12 34 56]; label = "to the lab"; };
};
`;
const board = readFileSync(new URL('../../../public/dts/qemu-virt-gicv2m.dts', import.meta.url), 'utf8') + TELLING;

describe('a blanked board', () => {
  const blanked = blankedBoard(MESSAGES, { board: { dts: board } }, new Map());
  if (!blanked.ok || !('dts' in blanked.value.board)) throw new Error('a blanked source');
  const { dts } = blanked.value.board;

  it('has no string that tells whose it is, and what decides stays', () => {
    expect(dts).not.toMatch(/Secret|secret|K1234|console=|to the lab|whose|0x52540012/);
    expect(dts).toContain('"acme,eth"');
    for (const stays of ['"arm,cortex-a15-gic"', 'interrupt-parent', 'phandle', 'interrupt-map', 'msi-map'])
      expect(dts).toContain(stays);
  });

  it('has the same interrupts in the same domains', () => {
    const facts = (source: string): unknown =>
      irqFacts(changedBoard('qemu-virt-gicv2m', () => source).snapshot).map(({ domains, hwirqs, virq, state }) => ({
        domains,
        hwirqs,
        virq,
        state,
      }));
    expect(facts(dts)).toEqual(facts(board));
  });
});
