/** What the engine and its worker say. */
import type { EngineMessages } from '../../index.ts';
import type { Translation } from '../../translation.ts';
import { cells } from './cells.ts';
import { changes } from './changes.ts';
import { collected } from './collected.ts';
import { commands } from './commands.ts';
import { compare } from './compare.ts';
import { devicetree } from './devicetree.ts';
import { errno } from './errno.ts';
import { exported } from './export.ts';
import { findings } from './findings.ts';
import { functions } from './functions.ts';
import { inspect } from './inspect.ts';
import { machine } from './machine.ts';
import { registers } from './registers.ts';
import { remarks } from './remarks.ts';
import { requests } from './requests.ts';
import { scenario } from './scenario.ts';
import { screen } from './screen.ts';
import { search } from './search.ts';
import { signals, stops } from './signals.ts';
import { tables } from './tables.ts';
import { time } from './time.ts';
import { topology } from './topology.ts';
import { way } from './way.ts';
import { worker } from './worker.ts';

export const engine: Translation<EngineMessages> = {
  cells,
  changes,
  collected,
  commands,
  compare,
  devicetree,
  errno,
  export: exported,
  findings,
  functions,
  inspect,
  machine,
  registers,
  remarks,
  requests,
  scenario,
  screen,
  search,
  signals,
  stops,
  tables,
  time,
  topology,
  way,
  worker,
};
