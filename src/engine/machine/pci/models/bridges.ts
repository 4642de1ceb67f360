/** QEMU's host bridge function, its generic root port, and the two halves of a TI switch. */
import { describe, type FunctionDesign, type MsiRequest, type Word } from '../design.ts';
import {
  errorReporting,
  EXP_DOWNSTREAM,
  EXP_ROOT_PORT,
  EXP_UPSTREAM,
  powerManagement,
  slotWords,
  subsystemId,
} from './common.ts';
import type { ModelRequest } from './index.ts';

const BRIDGE_CLASS = 0x060400;

/** Windows that can be set: I/O of 16 bits, memory, prefetchable memory of 64 bits. */
function windows(closed: boolean): Word[] {
  return [
    [0x1c, closed ? 0xf0 : 0, 0xf0f0],
    [0x20, closed ? 0xfff0 : 0, 0xfff0fff0],
    [0x24, closed ? 0x0001fff1 : 0x00010001, 0xfff0fff0],
    [0x28, 0, 0xffffffff],
    [0x2c, 0, 0xffffffff],
  ];
}

export function hostBridge(): FunctionDesign {
  return describe({ vendor: 0x1b36, device: 0x0008, class: 0x060000, subsystem: 0x11001af4 });
}

/** Its slot has the number of its place among the bridges, as the goldens' machines number their slots. */
export function rootPort(request: ModelRequest): FunctionDesign {
  const { msix } = request.options;
  return describe({
    vendor: 0x1b36,
    device: 0x000c,
    class: BRIDGE_CLASS,
    bridge: true,
    pin: 1,
    bars: msix === null ? [] : [{ index: 0, size: 0x1000 }],
    words: [...windows(true), ...errorReporting(0x14820001, 0x2a0), [0x148, 0x0001000d], [0x14c, 0x5f]],
    capabilities: [
      subsystemId(0x40, 0x1b36),
      msix === null
        ? undefined
        : { kind: 'msix', entries: msix?.entries ?? 1, tableBar: 0, tableOffset: 0, pbaBar: 0, pbaOffset: 0x800 },
      {
        id: 0x10,
        size: 0x3c,
        at: 0x54,
        words: [
          [0, (0x0102 | (EXP_ROOT_PORT << 4)) * 0x10000],
          [4, 0x8000],
          [8, 0, 0xf],
          [0xc, 0x00300604],
          [0x10, 0x20110000],
          ...slotWords(request.slot, request.occupied),
          [0x1c, 0, 7],
          [0x24, 0x00300020],
          [0x28, 0, 0x8020],
          [0x2c, 0x1e],
          [0x30, 4],
        ],
      },
    ],
  });
}

/** The root port of a DesignWare core: one MSI, no slot. */
export function designwareRootPort(): FunctionDesign {
  return describe({
    vendor: 0x16c3,
    device: 0xabcd,
    class: BRIDGE_CLASS,
    revision: 1,
    bridge: true,
    pin: 1,
    words: [...windows(false), ...errorReporting(0x00020001, 0)],
    capabilities: [
      powerManagement(0x40, 3),
      { kind: 'msi', at: 0x50, vectors: 1, is64: true, maskable: true },
      {
        id: 0x10,
        size: 0x3c,
        at: 0x70,
        words: [
          [0, (0x0002 | (EXP_ROOT_PORT << 4)) * 0x10000],
          [4, 0x8001],
          [8, 0, 0xf],
          [0xc, 0x00433c12],
          [0x10, 0x20120000],
          [0x1c, 0, 0x1f],
        ],
      },
    ],
  });
}

function ourMsi(request: ModelRequest): MsiRequest | undefined {
  const { msi } = request.options;
  if (msi === null) return undefined;
  return {
    kind: 'msi',
    at: 0x70,
    vectors: msi?.vectors ?? 1,
    is64: msi?.is64 ?? true,
    maskable: msi?.maskable ?? false,
  };
}

/** One half of the TI switch; `express` is its PCI Express capability. */
function switchPort(request: ModelRequest, device: number, revision: number, express: readonly Word[]): FunctionDesign {
  return describe({
    vendor: 0x104c,
    device,
    class: BRIDGE_CLASS,
    revision,
    bridge: true,
    words: [...windows(false), ...errorReporting(0x00020001, 0x2a0)],
    capabilities: [ourMsi(request), subsystemId(0x80), { id: 0x10, size: 0x3c, at: 0x90, words: express }],
  });
}

export function switchUpstream(request: ModelRequest): FunctionDesign {
  return switchPort(request, 0x8232, 2, [
    [0, (0x0002 | (EXP_UPSTREAM << 4)) * 0x10000],
    [4, 0x10008000],
    [0xc, 0x411],
    [0x10, 0x00110000],
    [0x24, 0x00300000],
    [0x28, 0, 0x8000],
  ]);
}

export function switchDownstream(request: ModelRequest): FunctionDesign {
  return switchPort(request, 0x8233, 1, [
    [0, (0x0102 | (EXP_DOWNSTREAM << 4)) * 0x10000],
    [4, 0x10008000],
    [0xc, 0x400],
    [0x10, 0x20110000],
    ...slotWords(request.slot, request.occupied),
    [0x24, 0x00300020],
    [0x28, 0, 0x8020],
  ]);
}
