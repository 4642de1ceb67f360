/** The words that tests speak in and compare with. */
import { engineMessages } from './index.ts';

export const MESSAGES = engineMessages('en');
