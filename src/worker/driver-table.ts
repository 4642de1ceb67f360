/** The table of Linux's drivers, fetched when the first scenario that needs it is opened, and kept. */
import { fail, type Result } from '../base/result.ts';
import type { EngineMessages } from '../engine/api/messages/index.ts';
import { decodeDriverTable, type DriverTable } from '../engine/index.ts';

/** Brings the JSON of `public/drivers.json`; rejects where it cannot be had. */
export type FetchDrivers = () => Promise<unknown>;

export class DriverTableSource {
  private readonly fetchDrivers: FetchDrivers;
  private table: DriverTable | undefined;

  constructor(fetchDrivers: FetchDrivers) {
    this.fetchDrivers = fetchDrivers;
  }

  /** What has been fetched so far. */
  get known(): DriverTable | undefined {
    return this.table;
  }

  /** The table. A failure is not kept: the next scenario tries again. */
  async load({ worker: say, scenario }: EngineMessages): Promise<Result<DriverTable>> {
    if (this.table !== undefined) return { ok: true, value: this.table };
    let json: unknown;
    try {
      json = await this.fetchDrivers();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return fail('driver-table-fetch', say.noDriverTable({ why }), { path: 'drivers' }, say.noDriverTableHint);
    }
    const decoded = decodeDriverTable(scenario, json);
    if (decoded.ok) this.table = decoded.value;
    return decoded;
  }
}
