/** Small device trees and machines for tests. */
import { word } from '../api/messages/said.ts';
import { MESSAGES } from '../api/messages/testing.ts';
import type { DeviceTree, DtNode, DtProperty } from '../devicetree/index.ts';
import { Recorder, type Signal } from '../recorder/index.ts';
import { buildMachine } from './board.ts';
import type { MachineOptions } from './hardware.ts';
import type { Machine } from './machine.ts';

type Value = readonly number[] | string | true;

/** A node to be: properties, and children by name. */
export interface Sketch {
  readonly [name: string]: Value | Sketch;
}

function bytes(value: Value): Uint8Array {
  if (value === true) return new Uint8Array(0);
  if (typeof value === 'string') return new TextEncoder().encode(`${value}\0`);
  const cells = new DataView(new ArrayBuffer(value.length * 4));
  value.forEach((cell, i) => cells.setUint32(i * 4, cell));
  return new Uint8Array(cells.buffer);
}

function isSketch(value: Value | Sketch): value is Sketch {
  return typeof value === 'object' && !Array.isArray(value);
}

function build(name: string, parent: DtNode | undefined, sketch: Sketch): DtNode {
  const path = parent === undefined ? '/' : `${parent.path === '/' ? '' : parent.path}/${name}`;
  const children: DtNode[] = [];
  const properties: DtProperty[] = [];
  const node: DtNode = { name, path, parent, children, properties, labels: [], where: {} };
  for (const [key, value] of Object.entries(sketch)) {
    if (isSketch(value)) children.push(build(key, node, value));
    else properties.push({ name: key, value: bytes(value), where: {} });
  }
  return node;
}

export function treeOf(sketch: Sketch): DeviceTree {
  return { root: build('', undefined, sketch), memreserve: [], bootCpu: 0, plugin: false, warnings: [], sources: [] };
}

export const GICD = 0x8000000;
export const GICR = 0x80a0000;
export const GITS = 0x8080000;
export const GICC = 0x8010000;
export const V2M = 0x8020000;
export const RAM = 0x40000000;
export const UART = '/uart@9000000';

function cpuNodes(count: number): Sketch {
  const cpus: Record<string, Value | Sketch> = { '#address-cells': [1], '#size-cells': [0] };
  for (let cpu = 0; cpu < count; cpu++) cpus[`cpu@${cpu}`] = { device_type: 'cpu', reg: [cpu] };
  return cpus;
}

function board(cpus: number, gic: Sketch): Sketch {
  return {
    '#address-cells': [2],
    '#size-cells': [2],
    compatible: 'linux,dummy-virt',
    'interrupt-parent': [1],
    cpus: cpuNodes(cpus),
    'memory@40000000': { device_type: 'memory', reg: [0, RAM, 0, 0x10000000] },
    'uart@9000000': { compatible: 'test,uart', reg: [0, 0x9000000, 0, 0x1000], interrupts: [0, 1, 4, 0, 2, 1] },
    'intc@8000000': {
      phandle: [1],
      '#interrupt-cells': [3],
      '#address-cells': [2],
      '#size-cells': [2],
      ranges: true,
      ...gic,
    },
  };
}

export function gicv3Board(cpus: number, its = true): Sketch {
  return board(cpus, {
    compatible: 'arm,gic-v3',
    reg: [0, GICD, 0, 0x10000, 0, GICR, 0, 0xf60000],
    ...(its ? { 'its@8080000': { compatible: 'arm,gic-v3-its', reg: [0, GITS, 0, 0x20000] } } : {}),
  });
}

export function gicv2Board(cpus: number): Sketch {
  return board(cpus, {
    compatible: 'arm,cortex-a15-gic',
    reg: [0, GICD, 0, 0x10000, 0, GICC, 0, 0x10000],
    'v2m@8020000': { compatible: 'arm,gic-v2m-frame', reg: [0, V2M, 0, 0x1000] },
  });
}

export function machineOf(sketch: Sketch, options: MachineOptions = {}): Machine {
  const built = buildMachine(new Recorder(), treeOf(sketch), options);
  if (!built.ok) throw new Error(built.error.message);
  return built.value;
}

/** All messages so far, in words. */
export function signalsOf({
  rec,
}: Machine): (Pick<Signal, 'kind' | 'from' | 'to'> & { text: string; stopped?: string })[] {
  return rec.signals.map((event) => {
    const { text, stopped, ...ends } = rec.signalAt(event);
    const said = { ...ends, text: word(MESSAGES.signals, text) };
    return stopped === undefined ? said : { ...said, stopped: word(MESSAGES.stops, stopped) };
  });
}

/** The last message's reason for going no further. */
export function lastStop(machine: Machine): string | undefined {
  return signalsOf(machine).at(-1)?.stopped;
}

/** A GICv3 machine whose software has enabled all there is: group 1, priority 0xa0, INTIDs 0 to 95 enabled, all CPUs up. */
export function runningGicv3(cpus = 2, options: MachineOptions = {}, its = true): Machine {
  const machine = machineOf(gicv3Board(cpus, its), options);
  const { bus } = machine;
  bus.write(GICD, 4, 0x13, 0);
  for (let word = 1; word < 3; word++) {
    bus.write(GICD + 0x80 + word * 4, 4, 0xffffffff, 0);
    bus.write(GICD + 0x100 + word * 4, 4, 0xffffffff, 0);
  }
  for (let intid = 32; intid < 96; intid += 4) bus.write(GICD + 0x400 + intid, 4, 0xa0a0a0a0, 0);
  for (let cpu = 0; cpu < cpus; cpu++) {
    if (cpu > 0) bus.psci('cpu_on', cpu);
    const frame = GICR + cpu * 0x20000;
    bus.write(frame + 0x14, 4, 0, cpu);
    bus.write(frame + 0x10080, 4, 0xffffffff, cpu);
    bus.write(frame + 0x10100, 4, 0xffffffff, cpu);
    for (let intid = 0; intid < 32; intid += 4) bus.write(frame + 0x10400 + intid, 4, 0xa0a0a0a0, cpu);
    bus.writeSysreg('ICC_PMR_EL1', 0xf0n, cpu);
    bus.writeSysreg('ICC_IGRPEN1_EL1', 1n, cpu);
    bus.setInterruptsEnabled(cpu, true);
  }
  return machine;
}
