/** Puts a model over the nodes that have one. */
import { compatibleOf, type DtNode } from '../../devicetree/index.ts';
import { type AddressRange, registerRanges } from '../address.ts';
import type { Machine } from '../machine.ts';
import { Pl011 } from './pl011.ts';
import { Pl031 } from './pl031.ts';
import { PINS, Pl061 } from './pl061.ts';
import { peripheralId, primecell } from './primecell.ts';
import { VirtioMmio } from './virtio-mmio.ts';

export function attachDevice(machine: Machine, node: DtNode, behind: string | undefined): void {
  const range = registerRanges(node)[0];
  if (range === undefined || range.size === 0) return;
  const compatible = compatibleOf(node);
  const { path } = node;
  const id = peripheralId(compatible);
  if (compatible.includes('virtio,mmio')) attachVirtio(machine, path, range, behind);
  else if (compatible.includes('arm,pl061') && id !== undefined) attachPl061(machine, path, range, id);
  else if (compatible.includes('arm,pl011') && id !== undefined) attachPl011(machine, path, range, id);
  else if (compatible.includes('arm,pl031') && id !== undefined) attachPl031(machine, path, range, id);
  else if (compatible.includes('arm,primecell') && id !== undefined) {
    machine.attach(primecell(path, range.base, range.size, id));
  }
}

function attachVirtio(machine: Machine, path: string, range: AddressRange, model: string | undefined): void {
  const slot = new VirtioMmio(machine.rec, { path, ...range, model }, (level) => machine.driveNode(path, 0, level));
  machine.attach(slot);
  machine.attachSource(path, (_index, level) => slot.setInterrupt(level));
  machine.markModelled(path);
}

function attachPl061(machine: Machine, path: string, range: AddressRange, id: number): void {
  const gpio = new Pl061(machine.rec, { path, ...range, id }, (level) => machine.driveNode(path, 0, level));
  machine.attach(gpio);
  // As an interrupt controller its specifier is a pin and a trigger type.
  machine.attachController(path, PINS, ([pin = 0], level) => gpio.setPin(pin, level));
  // Its own wire is what its lines make it: nothing else can raise it, and nothing else would let it fall again.
  machine.attachSource(path, (_index, level) => {
    const from = machine.devices.get(path)?.$id ?? 0;
    const text = { code: 'lineStays', line: { path, index: 0 } } as const;
    if (level) machine.rec.signal({ kind: 'line', from, to: 0, text, stopped: { code: 'followsMis' } });
  });
  machine.markModelled(path);
}

function attachPl011(machine: Machine, path: string, range: AddressRange, id: number): void {
  const uart = new Pl011(machine.rec, { path, ...range, id }, (level) => machine.driveNode(path, 0, level));
  machine.attach(uart);
  machine.attachSource(path, (_index, level) => uart.setInterrupt(level));
  machine.markModelled(path);
}

function attachPl031(machine: Machine, path: string, range: AddressRange, id: number): void {
  const clock = new Pl031(machine.rec, { path, ...range, id }, (level) => machine.driveNode(path, 0, level));
  machine.attach(clock);
  machine.attachSource(path, (_index, level) => clock.setInterrupt(level));
  machine.markModelled(path);
}
