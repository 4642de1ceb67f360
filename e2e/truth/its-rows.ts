/** The tables of an ITS. */
import type { Check } from './checks.ts';
import type { NodeRun } from './run-in-node.ts';

type Texts = Readonly<Record<string, string>>;

export const itself =
  (column: string): Check<Texts> =>
  (ledger, what, { text }, row) =>
    ledger.equal(what, text, row[column] ?? '');

export function itsRows(label: string, run: NodeRun): Texts[] | undefined {
  const its = run.dump.its();
  const hex = (value: number): string => `0x${value.toString(16)}`;
  const devices = [...its.devices].toSorted(([a], [b]) => a - b);
  switch (label) {
    case 'ITS commands':
      return its.commands.toReversed().map(({ index, text }) => {
        const [command = '', ...operands] = text.split(' ');
        // The dump's hexadecimal numbers have no mark.
        const marked = operands.join(' ').replace(/\b(dev|itt|rdbase)=/g, '$1=0x');
        return { '#': `${index}`, command, operands: marked };
      });
    case 'ITS device table':
      return devices.map(([id, { events, itt, map }]) => {
        return { DeviceID: hex(id), mapped: `${map.size}`, 'of events': `${events}`, ITT: hex(itt) };
      });
    case 'ITS translations':
      return devices.flatMap(([id, { map }]) =>
        [...map]
          .toSorted(([a], [b]) => a - b)
          .map(([event, { intid, icid }]) => ({
            DeviceID: hex(id),
            EventID: `${event}`,
            LPI: `${intid}`,
            ICID: `${icid}`,
            CPU: `${its.collections.get(icid) ?? 'none'}`,
          })),
      );
    case 'ITS collections':
      return [...its.collections]
        .toSorted(([a], [b]) => a - b)
        .map(([icid, cpu]) => {
          return { ICID: `${icid}`, CPU: `${cpu}`, ITS: `0x${run.dump.pairs('its', 'its')?.['base']}` };
        });
    default:
      return undefined;
  }
}
