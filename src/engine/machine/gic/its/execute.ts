/**
 * What each ITS command does (IHI 0069, 5.3). A command with a bad operand is ignored and the queue goes on, which is one
 * of the choices that the manual gives, and QEMU's.
 */
import type { ItsRefusal } from '../../../api/messages/index.ts';
import type { Memory } from '../../region.ts';
import type { Recorder } from '../../../recorder/index.ts';
import { FIRST_LPI } from '../interface.ts';
import type { Gicv3 } from '../v3/gicv3.ts';
import { processorNumber } from '../v3/redistributor.ts';
import type { ItsCommand } from './command.ts';
import { type gic_its, its_collection_entry, its_device_entry, its_translation } from './state.ts';
import { idBits, whyNoCollection, whyNoDevice } from './tables.ts';

export interface ItsSurroundings {
  readonly rec: Recorder;
  readonly memory: Memory;
  readonly gic: Gicv3;
}

/** Why the command was ignored; undefined when it was executed. */
type Outcome = ItsRefusal | undefined;

/** GITS_TYPER.PTA: commands name redistributors by address instead of by number. */
const TYPER_PTA = 1n << 19n;

function cpuOf(its: gic_its, env: ItsSurroundings, rdbase: number): number | undefined {
  const { redists } = env.gic.parts;
  if ((its.typer & TYPER_PTA) === 0n) return redists.find((redist) => processorNumber(redist) === rdbase)?.cpu;
  return redists.find(({ base }) => base === rdbase * 0x10000)?.cpu;
}

/** Where an event of a device goes: its LPI and its CPU, or why it goes nowhere. */
export function lookUp(
  its: gic_its,
  deviceId: number,
  eventId: number,
): { readonly entry: its_translation; readonly cpu: number } | ItsRefusal {
  const device = its.devices.get(deviceId);
  if (device === undefined) return { code: 'noMapd', device: deviceId };
  const size = 2 ** device.event_bits;
  if (eventId >= size) return { code: 'beyondTable', event: eventId, size };
  const entry = device.translations.get(eventId);
  if (entry === undefined) return { code: 'noMapti', device: deviceId, event: eventId };
  const collection = its.collections.get(entry.icid);
  if (collection === undefined) return { code: 'noMapc', icid: entry.icid };
  return { entry, cpu: collection.cpu };
}

export function execute(its: gic_its, env: ItsSurroundings, command: ItsCommand): Outcome {
  switch (command.name) {
    case 'MAPD':
      return mapDevice(its, env, command);
    case 'MAPC':
      return mapCollection(its, env, command);
    case 'MAPTI':
      return mapEvent(its, env, command, command.intid);
    case 'MAPI':
      return mapEvent(its, env, command, command.event);
    case 'MOVI':
      return moveEvent(its, env, command);
    case 'MOVALL':
      return moveAll(its, env, command);
    case 'INVALL':
      return invalidateCollection(its, env, command);
    case 'SYNC':
      // Commands take effect one after the other here: there is nothing to wait for.
      return cpuOf(its, env, command.rdbase) === undefined
        ? { code: 'noRedistributor', number: command.rdbase }
        : undefined;
    case 'INT':
    case 'CLEAR':
    case 'INV':
    case 'DISCARD':
      return eventCommand(its, env, command);
    default:
      return { code: 'noCommand', opcode: command.opcode };
  }
}

function forget(env: ItsSurroundings, device: its_device_entry): void {
  for (const [event, entry] of device.translations.entries()) {
    device.translations.delete(event);
    env.rec.free(entry);
  }
}

function mapDevice(its: gic_its, env: ItsSurroundings, command: ItsCommand): Outcome {
  const { device: deviceId, size, itt, valid } = command;
  const why = whyNoDevice(its, env.memory, deviceId);
  if (why !== undefined) return why;
  if (valid && size > idBits(its)) return { code: 'eventBits', bits: size };
  const before = its.devices.get(deviceId);
  if (before !== undefined) {
    forget(env, before);
    its.devices.delete(deviceId);
    env.rec.free(before);
  }
  if (!valid) return undefined;
  its.devices.set(deviceId, its_device_entry.create(env.rec, { device_id: deviceId, event_bits: size, itt }));
  return undefined;
}

function mapCollection(its: gic_its, env: ItsSurroundings, command: ItsCommand): Outcome {
  const { icid, rdbase, valid } = command;
  const why = whyNoCollection(its, env.memory, icid);
  if (why !== undefined) return why;
  const before = its.collections.get(icid);
  if (!valid) {
    if (before === undefined) return undefined;
    its.collections.delete(icid);
    env.rec.free(before);
    return undefined;
  }
  const cpu = cpuOf(its, env, rdbase);
  if (cpu === undefined) return { code: 'noRedistributor', number: rdbase };
  if (before === undefined) its.collections.set(icid, its_collection_entry.create(env.rec, { icid, cpu }));
  else before.cpu = cpu;
  return undefined;
}

function mapEvent(its: gic_its, env: ItsSurroundings, command: ItsCommand, intid: number): Outcome {
  const { device: deviceId, event, icid } = command;
  const device = its.devices.get(deviceId);
  if (device === undefined) return { code: 'noMapd', device: deviceId };
  const size = 2 ** device.event_bits;
  if (event >= size) return { code: 'beyondTable', event, size };
  if (intid < FIRST_LPI || intid >= 2 ** idBits(its)) return { code: 'noLpi', intid };
  const why = whyNoCollection(its, env.memory, icid);
  if (why !== undefined) return why;
  const before = device.translations.get(event);
  if (before === undefined) {
    const entry = its_translation.create(env.rec, { device_id: deviceId, event_id: event, intid, icid });
    device.translations.set(event, entry);
  } else {
    before.intid = intid;
    before.icid = icid;
  }
  return undefined;
}

function moveEvent(its: gic_its, env: ItsSurroundings, command: ItsCommand): Outcome {
  const found = lookUp(its, command.device, command.event);
  if ('code' in found) return found;
  const target = its.collections.get(command.icid);
  if (target === undefined) return { code: 'noMapc', icid: command.icid };
  found.entry.icid = command.icid;
  env.gic.moveLpi(found.cpu, target.cpu, found.entry.intid);
  return undefined;
}

function moveAll(its: gic_its, env: ItsSurroundings, command: ItsCommand): Outcome {
  const [from, to] = [cpuOf(its, env, command.rdbase), cpuOf(its, env, command.rdbase2)];
  if (from === undefined || to === undefined) return { code: 'noRedistributors' };
  env.gic.moveAllLpis(from, to);
  return undefined;
}

function invalidateCollection(its: gic_its, env: ItsSurroundings, command: ItsCommand): Outcome {
  const collection = its.collections.get(command.icid);
  if (collection === undefined) return { code: 'noMapc', icid: command.icid };
  env.gic.direct(collection.cpu, 'invalidateAll', 0);
  return undefined;
}

function eventCommand(its: gic_its, env: ItsSurroundings, command: ItsCommand): Outcome {
  const found = lookUp(its, command.device, command.event);
  if ('code' in found) return found;
  const { entry, cpu } = found;
  if (command.name === 'INV') env.gic.direct(cpu, 'invalidate', entry.intid);
  else env.gic.setLpi(cpu, entry.intid, command.name === 'INT', its.$id);
  if (command.name === 'DISCARD') {
    its.devices.get(command.device)?.translations.delete(command.event);
    env.rec.free(entry);
  }
  return undefined;
}
