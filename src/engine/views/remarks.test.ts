import { describe, expect, it } from 'vitest';
import type { RunInfo } from '../api/run.ts';
import type { Scenario } from '../api/scenario/types.ts';
import { bootTree } from '../run/testing.ts';
import { changedBoard, bundled, type RunViewer, viewerOf } from './testing.ts';
import { oddBoard } from './odd-boards.ts';
import { runInfo } from './screen.ts';

const ODD = { cpus: 2, gic: 'v3', msis: 1, hosts: 1 } as const;
const info = (viewer: RunViewer): RunInfo => runInfo(viewer, viewer.session);
/** What is assumed of a board, with what else its scenario says. */
const remarksOf = (dts: string, more: Pick<Scenario, 'el2' | 'hardware'>): string =>
  info(viewerOf(bootTree(dts, '7.3', more))).assumed ?? '';
const remarks = (change: (dts: string) => string): readonly string[] =>
  info(changedBoard('qemu-virt-gicv3-its', () => change(oddBoard(ODD)))).remarks;

describe('what is remarked of a board', () => {
  it('is nothing of one that is what QEMU has', () => {
    expect(info(bundled('qemu-virt-gicv3-its')).remarks).toEqual([]);
  });

  it('is which registers are assumed', () => {
    const [asked, first, ...rest] = remarks((dts) => dts);
    expect(asked).toContain('5 of 20 interrupts of the device tree are requested. Of the others: 4 optional');
    expect(first).toContain('GICD_TYPER, GITS_TYPER, CNTFRQ');
    expect(first).toContain('taken to be entered at EL1');
    expect(first).not.toContain('qcom_scm_io_writel');
    expect(rest).toEqual([]);
  });

  it('is at which level Linux is entered and what firmware allows, until the scenario says it', () => {
    const board = oddBoard(ODD).replace(/\};\s*$/, 'pdc { compatible = "qcom,x1e80100-pdc", "qcom,pdc"; }; };');
    const asked = remarksOf(board, {});
    expect(asked).toContain('taken to be entered at EL1');
    expect(asked).toContain('qcom_scm_io_writel');
    const said = remarksOf(board, { el2: 'vhe', hardware: { secure: { refused: [] } } });
    expect(said).not.toContain('entered at EL1');
    expect(said).not.toContain('qcom_scm_io_writel');
  });

  it('is that its CPUs are 32-bit', () => {
    const all = remarks((dts) => dts.replaceAll('"arm,cortex-a57"', '"arm,cortex-a7"'));
    expect(all[0]).toContain('Its CPUs (arm,cortex-a7) are 32-bit');
  });

  it('is which root controller is not modelled, and that Linux does not get far', () => {
    const without = (dts: string): string => dts.replace('"arm,gic-v3"', '"test,intc"');
    expect(remarks(without)[0]).toContain('intc@8000000 (test,intc), is not modelled');
    const { panic, assumed } = info(changedBoard('qemu-virt-gicv3-its', () => without(oddBoard(ODD))));
    expect(panic).toBeDefined();
    expect(assumed).toBeUndefined();
  });
});
