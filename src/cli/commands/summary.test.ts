import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { summaryCommand } from './summary.ts';

const BOARD = `/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>; interrupt-parent = <&gic>;
  cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a57"; reg = <0>; }; };
  gic: intc@8000000 {
    compatible = "arm,gic-400"; #interrupt-cells = <3>; interrupt-controller;
    reg = <0x8000000 0x1000>, <0x8010000 0x2000>;
  };
  timer { compatible = "arm,armv8-timer"; interrupts = <1 13 4>, <1 14 4>, <1 11 4>, <1 10 4>; };
  ethernet@ff0e0000 { compatible = "cdns,zynqmp-gem", "cdns,gem"; reg = <0xff0e0000 0x1000>; interrupts = <0 63 4>; };
  widget@ff0f0000 { compatible = "nobody,widget"; reg = <0xff0f0000 0x1000>; interrupts = <0 64 4>; };
};
`;

function summaryOf(board: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'irqscope-'));
  try {
    const file = join(folder, 'board.dts');
    writeFileSync(file, board);
    const done = summaryCommand([file], {}, 'en');
    if (!done.ok) throw new Error(done.error.message);
    return done.value.text ?? '';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the summary of a board', () => {
  it('says who has an interrupt, that a stand-in asked for it, and why another has none', () => {
    const text = summaryOf(BOARD);
    expect(text).toMatch(/0x5f +level high +0 +ff0e0000\.ethernet/);
    expect(text).toContain('2 of 6 interrupts of the device tree are requested, 1 of them by stand-ins.');
    expect(text).toContain('Of the others: 3 optional; 1 no driver.');
    expect(text).toMatch(/\/widget@ff0f0000 +0 +no driver of this kernel matches/);
  });
});
