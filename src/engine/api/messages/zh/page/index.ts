/** What the page says, and its editor. */
import type { PageMessages } from '../../index.ts';
import type { Translation } from '../../translation.ts';
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

export { compare } from './compare.ts';
export { editor } from './editor.ts';
export const page: Translation<PageMessages> = {
  app,
  inspector,
  keys,
  links,
  notices,
  script,
  tables,
  timeline,
  topology,
  tours,
};
