/** The commands an ITS was given, the newest first, as the driver queued them. */
import { commandWords, gic_its, type its_device_entry } from '../../machine/index.ts';
import type { Objects } from '../../recorder/index.ts';
import { hex } from '../../../base/hex.ts';
import type { ItsCommandRow, ItsDeviceRow, ItsTables, ItsTranslationRow } from '../../api/its.ts';
import type { TableAsk, TableWindow } from '../../api/tables.ts';

export function itsTable(objects: Objects, ask: TableAsk): TableWindow<ItsCommandRow> {
  const words = (ask.filter ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const fits = ([, command]: Command): boolean => {
    const text = commandWords(command).toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const rows: ItsCommandRow[] = [];
  let total = 0;
  // There may be very many: only those that are shown become rows.
  for (const its of objects.all(gic_its).reverse()) {
    const all = its.commands.entries();
    const found = words.length === 0 ? all : all.filter(fits);
    const end = Math.max(0, found.length - Math.max(0, ask.first - total));
    const shown = found.slice(Math.max(0, end - (ask.count - rows.length)), end).reverse();
    rows.push(...shown.map((one) => commandRow(its.base, one)));
    total += found.length;
  }
  return { total, first: ask.first, rows };
}

type Command = [index: number, command: ReturnType<gic_its['commands']['values']>[number]];

/** `its` is the address of the ITS. */
function commandRow(its: number, [index, command]: Command): ItsCommandRow {
  const [name = '', ...operands] = commandWords(command).split(' ');
  return { its: hex(its), index, name, operands: operands.join(' ') };
}

/** So many translations are listed. */
const SHOWN = 500;

/** The device table, the translation tables and the collections as they are now. */
export function itsTables(objects: Objects): ItsTables {
  const itss = objects.all(gic_its);
  return {
    devices: itss.flatMap((its) => its.devices.values().map((device) => deviceRow(its, device))),
    translations: translationRows(itss),
    collections: itss.flatMap((its) =>
      its.collections.values().map(({ icid, cpu }) => ({ its: hex(its.base), icid, cpu })),
    ),
  };
}

function deviceRow(its: gic_its, { device_id, event_bits, itt, translations }: its_device_entry): ItsDeviceRow {
  return {
    its: hex(its.base),
    deviceId: hex(device_id),
    events: 2 ** event_bits,
    mapped: translations.size,
    itt: hex(itt),
  };
}

/** Those that are listed: the devices' in turn, as far as there is room. */
function translationRows(itss: readonly gic_its[]): ItsTranslationRow[] {
  const rows: ItsTranslationRow[] = [];
  for (const its of itss) {
    for (const { device_id, translations } of its.devices.values()) {
      if (rows.length >= SHOWN) return rows;
      for (const [event, { intid, icid }] of translations.entries().slice(0, SHOWN - rows.length)) {
        const cpu = its.collections.get(icid)?.cpu;
        rows.push({
          its: hex(its.base),
          deviceId: hex(device_id),
          event,
          lpi: intid,
          icid,
          cpu: cpu === undefined ? 'none' : `${cpu}`,
        });
      }
    }
  }
  return rows;
}
