/** The part of a message's way that the ITS decides about: DeviceID and EventID to an LPI of a CPU, by its tables. */
import { hex } from '../../../base/hex.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { type gic_its, GITS_TRANSLATER, lookUpEvent } from '../../machine/index.ts';
import type { Selection } from '../../api/selection.ts';
import type { Scene } from './scene.ts';
import type { Stop, Way } from './way.ts';

export interface ItsKnock {
  readonly deviceId: number;
  readonly event: number;
  readonly offset: number;
  /** Who writes what where. */
  readonly said: string;
  readonly desc: irq_desc | undefined;
  /** The ITS's domain. */
  readonly selection?: Selection;
}

/** The domain of the device's messages; where it has none of its own, its entry in the ITS's device table. */
function eventSelection({ desc, selection }: ItsKnock, entry: number | undefined): { selection?: Selection } {
  const domain = desc?.irq_data.domain;
  const own = selection?.kind === 'domain' && selection.id === domain?.$id ? undefined : domain;
  if (own !== undefined) return { selection: { kind: 'domain', id: own.$id } };
  return entry === undefined ? {} : { selection: { kind: 'object', id: entry } };
}

export function throughIts(
  way: Way,
  { root }: Scene,
  its: gic_its,
  knock: ItsKnock,
): { readonly kind: 'lpi'; readonly lpi: number; readonly cpu: number } | undefined {
  const { deviceId, event, offset, said } = knock;
  const device = its.devices.get(deviceId);
  const entry = device?.translations.get(event);
  const found = lookUpEvent(its, deviceId, event);
  const why =
    (its.ctlr & 1) === 0
      ? 'GITS_CTLR.Enabled is 0'
      : offset === GITS_TRANSLATER
        ? undefined
        : 'the write is not to GITS_TRANSLATER';
  const unmapped: Stop | undefined =
    entry === undefined && typeof found === 'string'
      ? {
          why: found,
          missing: true,
          fix: 'The kernel sends MAPD and MAPTI when the interrupt is allocated and activated.',
        }
      : undefined;
  way.pass(
    {
      label: `DeviceID ${hex(deviceId)} EventID ${event}`,
      kind: 'event',
      ...eventSelection(knock, device?.$id),
      ...(device === undefined ? {} : { detail: `its table has room for ${2 ** device.event_bits} events` }),
    },
    why === undefined ? unmapped : { why },
  );
  if (entry === undefined) {
    way.say(`${said}; the ITS has nothing for DeviceID ${hex(deviceId)}, EventID ${event}.`);
    return undefined;
  }
  const collection = its.collections.get(entry.icid);
  way.pass(
    {
      label: `ITS ICID ${entry.icid}`,
      kind: 'its',
      selection: knock.selection ?? { kind: 'object', id: its.$id },
      detail:
        collection === undefined ? 'no such collection' : `collection ${entry.icid} goes to CPU ${collection.cpu}`,
    },
    collection === undefined ? { why: `collection ${entry.icid} is not mapped (no MAPC)`, missing: true } : undefined,
  );
  const gic = root === undefined ? {} : ({ selection: { kind: 'domain', id: root.$id } } as const);
  way.pass({ label: `LPI ${entry.intid}`, kind: 'intid', ...gic, detail: 'from the translation table of the device' });
  const where = collection === undefined ? 'which goes nowhere' : `that is CPU ${collection.cpu}`;
  way.say(
    `${said}; the ITS turns DeviceID ${hex(deviceId)}, EventID ${event} into LPI ${entry.intid} for collection ${entry.icid}, ${where}.`,
  );
  return collection === undefined ? undefined : { kind: 'lpi', lpi: entry.intid, cpu: collection.cpu };
}
