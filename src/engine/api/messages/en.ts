/** English, of which the other languages are translations. */
export { cli } from './en/cli.ts';
export { engine } from './en/engine/index.ts';
export { page } from './en/page/index.ts';
