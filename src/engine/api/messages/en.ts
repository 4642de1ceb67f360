/** English, of which the other languages are translations. */
export { engine } from './en/engine/index.ts';
