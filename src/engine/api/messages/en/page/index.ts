/** What the page says, but for the editor. */
import { app } from './app.ts';
import { inspector } from './inspector.ts';
import { keys } from './keys.ts';
import { links } from './links.ts';
import { notices } from './notices.ts';
import { script } from './script.ts';
import { tables } from './tables.ts';
import { timeline } from './timeline.ts';
import { topology } from './topology.ts';
import { tours } from './tours.ts';

export const page = { app, inspector, keys, links, notices, script, tables, timeline, topology, tours };
