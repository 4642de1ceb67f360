/** The commands an ITS was given, the newest first, as the driver queued them. */
import { formatCommand, gic_its, type its_device_entry } from '../../../machine/index.ts';
import type { Cursor } from '../../../recorder/index.ts';
import { hex } from '../../../../base/hex.ts';
import type { ItsCommandRow, ItsDeviceRow, ItsTables, ItsTranslationRow } from '../../view-types/its.ts';
import type { TableAsk, TableWindow } from '../../view-types/tables.ts';

export function itsTable(cursor: Cursor, ask: TableAsk): TableWindow<ItsCommandRow> {
  const words = (ask.filter ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const rows = cursor
    .all(gic_its)
    .flatMap((its) => its.commands.entries())
    .map(([index, command]) => {
      const [name = '', ...operands] = formatCommand(command).split(' ');
      return { index, name, operands: operands.join(' ') };
    })
    .filter((row) => words.every((word) => `${row.name} ${row.operands}`.toLowerCase().includes(word)))
    .reverse();
  return { total: rows.length, first: ask.first, rows: rows.slice(ask.first, ask.first + ask.count) };
}

/** So many translations are listed. */
const SHOWN = 500;

/** The device table, the translation tables and the collections as they are now. */
export function itsTables(cursor: Cursor): ItsTables {
  const itss = cursor.all(gic_its);
  return {
    devices: itss.flatMap((its) => its.devices.values().map((device) => deviceRow(its, device))),
    translations: itss
      .flatMap((its) => its.devices.values().flatMap((device) => translationRows(its, device)))
      .slice(0, SHOWN),
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

function translationRows(its: gic_its, { device_id, translations }: its_device_entry): ItsTranslationRow[] {
  return translations.entries().map(([event, { intid, icid }]) => {
    const cpu = its.collections.get(icid)?.cpu;
    return { deviceId: hex(device_id), event, lpi: intid, icid, cpu: cpu === undefined ? 'none' : `${cpu}` };
  });
}
