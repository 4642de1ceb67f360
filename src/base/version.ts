/** The project's own version, from its package. */
import { version } from '../../package.json';

export const VERSION: string = version;
