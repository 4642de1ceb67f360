/** The worker's side of the contract. */
import { expose } from 'comlink';
// eslint-disable-next-line import/no-absolute-path -- Vite's form for the address of a file in public/
import driversUrl from '/drivers.json?url';
import { LANGUAGES } from '../engine/api/messages/index.ts';
import { EngineHost } from './host.ts';
import { holdLock } from './vigil.ts';

holdLock(self.name);
// The client says the page's language before anything else.
expose(new EngineHost(LANGUAGES[0], fetchDrivers));

async function fetchDrivers(): Promise<unknown> {
  const response = await fetch(driversUrl);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}
