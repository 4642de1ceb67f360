/** Where a wire comes from, and the rows of tables it comes by. */
import type { MapRow, Wire } from '../../machine/index.ts';
import type { Command } from '../../api/scenario/types.ts';
import { cellsText } from '../words/cells.ts';
import type { Way } from './way.ts';

/** A wire that a descriptor stands for. */
export interface Source {
  readonly wire: Wire;
  /** "Interrupt 0 of pl011@9000000". */
  readonly what: string;
  /** What raises it, where a script can. */
  readonly fire: { readonly when: string; readonly command: Command | undefined } | undefined;
}

/** A row of an interrupt-map is a station of its own. */
export function passRows(way: Way, rows: readonly MapRow[]): void {
  for (const { nexus, row, parent, parentCells } of rows) {
    const to = { nexus: nexus.path, cells: cellsText(parentCells), parent: parent.name };
    way.pass({
      label: way.messages.mapRow({ row }),
      kind: 'wire',
      selection: { kind: 'node', path: nexus.path },
      detail: way.messages.mapRowAbout(to),
    });
    way.say(way.messages.story.mapRow({ row, ...to }));
  }
}
