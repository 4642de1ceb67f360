/** What the hardware holds of one interrupt: its bits in the GIC, its entry in an MSI-X table. Fields by the manual's names. */
import { hex } from '../../../base/hex.ts';
import {
  type Bank,
  bit,
  ENTRY_MASKED,
  type gic_distributor,
  type gic_redistributor,
  type gicv2_distributor,
  intidName,
  isLpiPending,
  msixEntry,
  type pci_function,
  peekConfig,
  priorityOf,
} from '../../machine/index.ts';
import type { Recorded } from '../../recorder/index.ts';
import type { FieldGroup, FieldView } from '../../api/inspect.ts';
import { entrySince, type Recall } from './fields.ts';
import type { Scene } from '../way/scene.ts';

/** When a part of an entry last changed: `mask` names the bits of a word that count. */
function since(
  recall: Recall,
  container: { readonly $id: number },
  key: number,
  mask = 0xffffffff,
): number | undefined {
  const differs = (old: number, next: number): boolean => (((old | 0) ^ (next | 0)) & mask) !== 0;
  return entrySince(recall, container, key, mask === 0xffffffff ? undefined : differs);
}

const yes = (on: boolean): string => (on ? '1' : '0');

/** Entry `vector` of a function's MSI-X table, and its pending bit. */
export function vectorGroup(recall: Recall, fn: pci_function, vector: number): FieldGroup {
  const { address, data, control } = msixEntry(fn, vector);
  const at = (word: number): number | undefined => since(recall, fn.table, vector * 4 + word);
  const word = fn.pba.get(vector >> 5) ?? 0;
  const pending = ((word >>> (vector & 31)) & 1) !== 0;
  const m = recall.messages.inspect.hardware;
  return {
    key: `msix#${fn.bdf}#${vector}`,
    title: m.vector({ vector, bdf: fn.bdf }),
    side: 'hardware',
    selection: { kind: 'function', bdf: fn.bdf },
    created: undefined,
    fields: [
      { field: m.messageAddress, value: hex(address & 0xffffffffn, 8), since: at(0) },
      { field: m.upperAddress, value: hex(address >> 32n, 8), since: at(1) },
      { field: m.messageData, value: hex(data, 8), since: at(2) },
      {
        field: m.vectorControl,
        value: hex(control, 8),
        flags: (control & ENTRY_MASKED) === 0 ? [] : ['Mask'],
        since: at(3),
      },
      {
        field: m.pbaBit,
        value: yes(pending),
        since: since(recall, fn.pba, vector >> 5, 1 << (vector & 31)),
      },
    ],
  };
}

/** First INTID of the extended PPIs, and of the extended SPIs. */
const EPPI = 1056;
const ESPI = 4096;

/** "GICD_ISENABLER1", "GICR_ISENABLER1E": the register of a row, of so many INTIDs each, that has an INTID. */
function registerOf(name: string, intid: number, each: number): string {
  if (intid >= ESPI) return `${name}${Math.floor((intid - ESPI) / each)}E`;
  // Those of extended PPIs are numbered on from those of INTIDs 0 to 31.
  return intid >= EPPI ? `${name}${Math.floor((intid - EPPI + 32) / each)}E` : `${name}${Math.floor(intid / each)}`;
}

/** The bits of one INTID in the registers of a distributor or redistributor. */
function bankFields(recall: Recall, prefix: string, bank: Bank, intid: number): FieldView[] {
  const [word, mask] = [intid >>> 5, 1 << (intid & 31)];
  const one = (name: string, map: Bank['enable']): FieldView => ({
    field: name,
    value: yes(bit(map, intid)),
    since: since(recall, map, word, mask),
  });
  const edge = bit(bank.edge, intid);
  const m = recall.messages.inspect.hardware;
  return [
    one(`${registerOf(`${prefix}_ISENABLER`, intid, 32)}[${intid & 31}]`, bank.enable),
    one(m.latch, bank.pending),
    one(m.line, bank.line),
    one(`${registerOf(`${prefix}_ISACTIVER`, intid, 32)}[${intid & 31}]`, bank.active),
    one(`${registerOf(`${prefix}_IGROUPR`, intid, 32)}[${intid & 31}]`, bank.group),
    {
      field: registerOf(`${prefix}_ICFGR`, intid, 16),
      value: edge ? m.edge : m.level,
      since: since(recall, bank.edge, word, mask),
    },
    {
      field: registerOf(`${prefix}_IPRIORITYR`, intid, 4),
      value: hex(priorityOf(bank, intid), 2),
      since: since(recall, bank.priority, intid >>> 2, 0xff << ((intid & 3) * 8)),
    },
  ];
}

const group = (object: Recorded, intid: number, title: string, fields: FieldView[]): FieldGroup => ({
  key: `${object.$type.name}#${object.$id}#${intid}`,
  title,
  side: 'hardware',
  selection: { kind: 'object', id: object.$id },
  created: undefined,
  fields,
});

/** A shared interrupt in the distributor. */
export function spiGroup(recall: Recall, { gic }: Scene, intid: number): FieldGroup[] {
  if (gic === undefined) return [];
  const fields = bankFields(recall, 'GICD', gic.dist, intid);
  fields.push(gic.version === 3 ? irouter(recall, gic.dist, intid) : targets(recall, gic.dist, intid));
  const { distributor } = recall.messages.inspect.hardware;
  return [group(gic.dist, intid, distributor({ intid: intidName(intid) }), fields)];
}

function irouter(recall: Recall, dist: gic_distributor, intid: number): FieldView {
  const value = hex(dist.irouter.get(intid) ?? 0n, 16);
  return { field: registerOf('GICD_IROUTER', intid, 1), value, since: since(recall, dist.irouter, intid) };
}

function targets(recall: Recall, dist: gicv2_distributor, intid: number): FieldView {
  const shift = (intid & 3) * 8;
  const value = hex(((dist.targets.get(intid >>> 2) ?? 0) >>> shift) & 0xff, 2);
  const at = since(recall, dist.targets, intid >>> 2, 0xff << shift);
  return { field: registerOf('GICD_ITARGETSR', intid, 4), value, since: at };
}

/** An interrupt that each CPU has of its own: a group for each of some CPUs. */
export function ownGroups(recall: Recall, { gic }: Scene, intid: number): FieldGroup[] {
  if (gic === undefined) return [];
  const { redistributor, banked } = recall.messages.inspect.hardware;
  if (gic.version === 3) {
    return gic.redists.map((redist) =>
      group(
        redist,
        intid,
        redistributor({ cpu: redist.cpu, intid: intidName(intid) }),
        bankFields(recall, 'GICR', redist, intid),
      ),
    );
  }
  return gic.interfaces.map((own) =>
    group(own, intid, banked({ cpu: own.cpu, intid: intidName(intid) }), bankFields(recall, 'GICD', own, intid)),
  );
}

/** An LPI: its configuration byte and its pending bit. */
export function lpiGroup(recall: Recall, scene: Scene, redist: gic_redistributor, lpi: number): FieldGroup {
  const config = peekConfig(redist, scene.memory, lpi);
  const cached = redist.lpi_config.get(lpi) !== undefined;
  const m = recall.messages.inspect.hardware;
  return group(redist, lpi, m.redistributor({ cpu: redist.cpu, intid: m.lpi({ lpi }) }), [
    {
      field: m.configurationByte,
      value: hex(config, 2),
      flags: [m.priority({ priority: hex(config & 0xfc, 2) }), (config & 1) === 0 ? m.disabled : m.enabled],
      since: cached ? since(recall, redist.lpi_config, lpi) : undefined,
    },
    { field: m.cached, value: cached ? m.yes : m.notCached, since: undefined },
    {
      field: m.pendingBit,
      value: yes(isLpiPending(redist, lpi)),
      since: since(recall, redist.lpi_pending, lpi >>> 5, 1 << (lpi & 31)),
    },
  ]);
}
