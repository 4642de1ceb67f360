/** The worker's side of the contract. */
import { expose } from 'comlink';
import { LANGUAGES } from '../engine/api/messages/index.ts';
import { EngineHost } from './host.ts';
import { holdLock } from './vigil.ts';

holdLock(self.name);
expose(new EngineHost(LANGUAGES[0]));
