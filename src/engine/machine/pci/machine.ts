/** What of PCI a session asks for: functions by name, and interrupts of them. */
import type { Width } from '../bus.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Fault } from '../fault.ts';
import {
  COMMAND,
  COMMAND_INTX_DISABLE,
  MSI_ENABLE,
  msiControl,
  MSIX_ENABLE,
  msixControl,
  readConfig,
} from './state.ts';
import type { pci_function } from './state.ts';
import { type Fired, fireMsi, fireMsix } from './messages.ts';
import type { PciHost } from './host.ts';
import { writeConfig } from './function.ts';

export class PciMachine {
  readonly hosts: readonly PciHost[];

  constructor(hosts: readonly PciHost[]) {
    this.hosts = hosts;
  }

  get functions(): readonly pci_function[] {
    return this.hosts.flatMap((host) => host.functions);
  }

  find(bdf: string): { readonly host: PciHost; readonly fn: pci_function } | undefined {
    for (const host of this.hosts) {
      const fn = host.functions.find((each) => each.bdf === bdf);
      if (fn !== undefined) return { host, fn };
    }
    return undefined;
  }

  /**
   * The device interrupts: by the MSI-X or MSI vector of that number, whichever software has switched on, else by
   * asserting INTx (which stays asserted until `setIntx`). 'none' says that nothing can be sent.
   */
  fire(bdf: string, vector: number): Result<Fired, Fault> {
    const found = this.find(bdf);
    if (found === undefined) return err({ code: 'pci-no-function', bdf, at: 'bdf' });
    const { host, fn } = found;
    if ((msixControl(fn) & MSIX_ENABLE) !== 0) {
      const entries = fn.design.msix?.entries ?? 0;
      if (vector >= entries) return tooHigh(fn, vector, entries);
      return ok(fireMsix(host, fn, vector));
    }
    if ((msiControl(fn) & MSI_ENABLE) !== 0) {
      const vectors = fn.design.msi?.vectors ?? 0;
      if (vector >= vectors) return tooHigh(fn, vector, vectors);
      return ok(fireMsi(host, fn, vector));
    }
    if (fn.design.pin === 0) {
      host.stopped(fn, { code: 'functionInterrupts', bdf }, { code: 'noPin' });
      return ok('none');
    }
    host.lines.assert(fn, true);
    if ((readConfig(fn, COMMAND, 2) & COMMAND_INTX_DISABLE) === 0) return ok('line');
    host.stopped(fn, { code: 'functionInterrupts', bdf }, { code: 'intxDisabled' });
    return ok('none');
  }

  /** Writes configuration space as software would, side effects included. */
  writeConfig(bdf: string, offset: number, width: Width, value: number): void {
    const found = this.find(bdf);
    if (found !== undefined) writeConfig(found.host, found.fn, offset, width, value);
  }

  /** The device asks for INTx service, or does no longer. */
  setIntx(bdf: string, asserted: boolean): void {
    const found = this.find(bdf);
    if (found !== undefined) found.host.lines.assert(found.fn, asserted);
  }
}

function tooHigh({ bdf }: pci_function, vector: number, count: number): Result<never, Fault> {
  return err({ code: 'pci-no-vector', bdf, vector, count, at: 'vector' });
}
