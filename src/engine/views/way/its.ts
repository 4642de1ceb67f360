/** The part of a message's way that the ITS decides about: DeviceID and EventID to an LPI of a CPU, by its tables. */
import { hex } from '../../../base/hex.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { type gic_its, GITS_TRANSLATER, lookUpEvent } from '../../machine/index.ts';
import { word } from '../../api/messages/said.ts';
import type { Selection } from '../../api/selection.ts';
import type { Said } from './doorbell.ts';
import type { Scene } from './scene.ts';
import type { Stop, Way } from './way.ts';

export interface ItsKnock {
  readonly deviceId: number;
  readonly event: number;
  readonly offset: number;
  readonly said: Said;
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
  { root, messages: { stops } }: Scene,
  its: gic_its,
  knock: ItsKnock,
): { readonly kind: 'lpi'; readonly lpi: number; readonly cpu: number } | undefined {
  const { deviceId, event, offset, said } = knock;
  const { messages } = way;
  const device = its.devices.get(deviceId);
  const entry = device?.translations.get(event);
  const found = lookUpEvent(its, deviceId, event);
  const why =
    (its.ctlr & 1) === 0
      ? messages.why.itsOff
      : offset === GITS_TRANSLATER
        ? undefined
        : messages.why.notTo({ register: 'GITS_TRANSLATER' });
  const unmapped: Stop | undefined =
    entry === undefined && 'code' in found
      ? {
          why: word(stops, { code: 'noEvent', why: found }),
          missing: true,
          fix: messages.fix.mapEvent,
        }
      : undefined;
  way.pass(
    {
      label: messages.event({ device: hex(deviceId), event }),
      kind: 'event',
      ...eventSelection(knock, device?.$id),
      ...(device === undefined ? {} : { detail: messages.eventRoom({ events: 2 ** device.event_bits }) }),
    },
    why === undefined ? unmapped : { why },
  );
  if (entry === undefined) {
    way.say(messages.story.itsHasNothing({ ...said, device: hex(deviceId) }));
    return undefined;
  }
  const collection = its.collections.get(entry.icid);
  way.pass(
    {
      label: messages.collection({ icid: entry.icid }),
      kind: 'its',
      selection: knock.selection ?? { kind: 'object', id: its.$id },
      detail:
        collection === undefined
          ? messages.noCollection
          : messages.collectionTo({ icid: entry.icid, cpu: collection.cpu }),
    },
    collection === undefined ? { why: messages.why.noMapc({ icid: entry.icid }), missing: true } : undefined,
  );
  const gic = root === undefined ? {} : ({ selection: { kind: 'domain', id: root.$id } } as const);
  way.pass({ label: messages.lpi({ lpi: entry.intid }), kind: 'intid', ...gic, detail: messages.lpiAbout });
  way.say(
    messages.story.its({
      ...said,
      device: hex(deviceId),
      lpi: entry.intid,
      icid: entry.icid,
      cpu: collection?.cpu,
    }),
  );
  return collection === undefined ? undefined : { kind: 'lpi', lpi: entry.intid, cpu: collection.cpu };
}
