/** The worker's side of the contract. */
import { expose } from 'comlink';
import { EngineHost } from './host.ts';

expose(new EngineHost());
