/** What the engine and its worker say. */
import { worker } from './worker.ts';

export const engine = { worker };
