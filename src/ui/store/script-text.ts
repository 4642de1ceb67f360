/** Commands of a script, and what came back, in words. */
import type { Command, IrqName, RunCommand } from '../../engine/index.ts';

const short = (bdf: string): string => bdf.replace(/^0000:/, '');

function irqText(irq: IrqName): string {
  if ('virq' in irq) return `irq ${irq.virq}`;
  if ('bdf' in irq) return `vector ${irq.vector} of ${short(irq.bdf)}`;
  if ('node' in irq) return `interrupt ${irq.index} of ${irq.node}`;
  return `hwirq ${irq.hwirq} of ${irq.domain}`;
}

const KINDS = { intx: 'INTx', msi: 'MSI', msix: 'MSI-X', err: 'error', req: 'request' } as const;

/** A count of 0 without data is VFIO's way to switch a kind of interrupt off. */
function setIrqsText({ bdf, index, action, start, count, data }: Command & { readonly do: 'vfio.setIrqs' }): string {
  const [kind, of] = [KINDS[index], short(bdf)];
  if (count === 0 && data === 'none' && action === 'trigger') return `VFIO switches ${kind} of ${of} off`;
  const last = start + count - 1;
  const which = count === 1 ? `${kind} ${start}` : `${kind} ${start} to ${last}`;
  if (action === 'trigger' && data === 'eventfd') return `VFIO gives eventfds to ${which} of ${of}`;
  return `VFIO ${action} of ${which} of ${of}${data === 'none' ? '' : `, ${data === 'bool' ? 'those that are true' : 'by eventfd'}`}`;
}

/** "fire vector 3 of 00:02.0" */
export function commandText(command: Command): string {
  const [, verb = command.do] = command.do.split('.');
  switch (command.do) {
    case 'boot':
      return 'boot';
    case 'msix.fire':
    case 'msix.mask':
    case 'msix.unmask':
      return `${verb} vector ${command.vector} of ${short(command.bdf)}`;
    case 'msix.maskAll':
      return `mask all of ${short(command.bdf)}`;
    case 'msix.unmaskAll':
      return `unmask all of ${short(command.bdf)}`;
    case 'line.raise':
    case 'line.lower':
      return `${verb} line ${command.index} of ${command.node}`;
    case 'sgi.send':
      return `SGI ${command.id} from CPU ${command.from} to CPUs ${command.to}`;
    case 'ppi.raise':
      return `raise INTID ${command.intid} of CPU ${command.cpu}`;
    case 'irq.affinity':
      return `affinity of ${irqText(command.irq)} to CPUs ${command.cpus}`;
    case 'irq.inject':
    case 'irq.disable':
    case 'irq.enable':
    case 'irq.free':
      return `${verb} ${irqText(command.irq)}`;
    case 'cpu.offline':
    case 'cpu.online':
      return `CPU ${command.cpu} ${verb}`;
    case 'vfio.setIrqs':
      return setIrqsText(command);
    case 'vfio.bind':
    case 'vfio.unbind':
    case 'vfio.open':
    case 'vfio.close':
      return `VFIO ${verb} ${short(command.bdf)}`;
    case 'checkpoint':
      return `checkpoint ${command.name}`;
  }
}

/**
 * "done", "returned 9", where its message stopped, or Linux's refusal by name, number and words, with what stood against it; and what it
 * made go up.
 */
export function outcomeText({ ret, error, why, eventfds, effective }: RunCommand, stopped?: string): string {
  if (error !== undefined) {
    const reason = why === undefined ? '' : `: ${why}`;
    return `refused: ${error.name} (${error.number}), ${error.words}${reason}`;
  }
  const parts: string[] = [];
  if (ret !== 0) parts.push(ret < 0 ? 'failed' : `returned ${ret}`);
  if (stopped !== undefined) parts.push(`stopped: ${stopped}`);
  if (parts.length === 0) parts.push('done');
  if (eventfds.length > 0) parts.push(eventfds.map(({ index, value }) => `eventfd ${index}: ${value}`).join(', '));
  if (effective !== undefined) parts.push(`effective CPU ${effective}`);
  return parts.join(' · ');
}
