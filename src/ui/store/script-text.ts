/** Commands of a script, and what came back, in words. */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { Command, IrqName, RunCommand } from '../../engine/index.ts';

const short = (bdf: string): string => bdf.replace(/^0000:/, '');

type Say = PageMessages['script'];

function irqText(irq: IrqName, say: Say): string {
  if ('virq' in irq) return say.irq(irq);
  if ('bdf' in irq) return say.vectorOf({ vector: irq.vector, bdf: short(irq.bdf) });
  if ('node' in irq) return say.interruptOf(irq);
  return say.hwirqOf(irq);
}

type Adapter = Extract<Command, { readonly do: 'net.open' }>['device'];

function adapterName(device: Adapter): string | undefined {
  if (device === undefined) return undefined;
  return 'bdf' in device ? short(device.bdf) : device.node;
}

/** A count of 0 without data is VFIO's way to switch a kind of interrupt off. */
function setIrqsText(command: Command & { readonly do: 'vfio.setIrqs' }, say: Say): string {
  const { index, action, start, count, data } = command;
  const [kind, bdf] = [say.vfioKinds[index], short(command.bdf)];
  if (count === 0 && data === 'none' && action === 'trigger') return say.vfioOff({ kind, bdf });
  const which =
    count === 1 ? say.vfioOne({ kind, index: start }) : say.vfioRange({ kind, first: start, last: start + count - 1 });
  if (action === 'trigger' && data === 'eventfd') return say.vfioEventfds({ which, bdf });
  switch (data) {
    case 'none':
      return say.vfioAction({ action, which, bdf });
    case 'bool':
      return say.vfioActionByBool({ action, which, bdf });
    case 'eventfd':
      return say.vfioActionByEventfd({ action, which, bdf });
  }
}

/** "fire vector 3 of 00:02.0" */
export function commandText(command: Command, { script: say }: PageMessages): string {
  switch (command.do) {
    case 'boot':
      return say.boot;
    case 'msix.fire':
    case 'msix.mask':
    case 'msix.unmask':
      return say.onVector({ verb: say.verbs[command.do], vector: command.vector, bdf: short(command.bdf) });
    case 'msix.maskAll':
      return say.maskAll({ bdf: short(command.bdf) });
    case 'msix.unmaskAll':
      return say.unmaskAll({ bdf: short(command.bdf) });
    case 'line.raise':
    case 'line.lower':
      return say.onLine({ verb: say.verbs[command.do], index: command.index, node: command.node });
    case 'sgi.send':
      return say.sendSgi(command);
    case 'ppi.raise':
      return say.raisePpi(command);
    case 'irq.affinity':
      return say.affinity({ irq: irqText(command.irq, say), cpus: command.cpus });
    case 'irq.inject':
    case 'irq.disable':
    case 'irq.enable':
    case 'irq.free':
      return say.onIrq({ verb: say.verbs[command.do], irq: irqText(command.irq, say) });
    case 'net.open':
    case 'net.close':
      return say.onInterface({ verb: say.verbs[command.do], name: adapterName(command.device) });
    case 'cpu.offline':
    case 'cpu.online':
      return say.onCpu({ verb: say.verbs[command.do], cpu: command.cpu });
    case 'vfio.setIrqs':
      return setIrqsText(command, say);
    case 'vfio.bind':
    case 'vfio.unbind':
    case 'vfio.open':
    case 'vfio.close':
      return say.vfio({ verb: say.verbs[command.do], bdf: short(command.bdf) });
    case 'checkpoint':
      return say.checkpoint(command);
  }
}

/**
 * "done", "returned 9", where its message stopped, why nobody asked for it, or Linux's refusal by name, number and words, with what stood against it; and what it
 * made go up.
 */
export function outcomeText(
  ran: RunCommand,
  { script: say }: PageMessages,
  stopped?: string,
  unasked?: string,
): string {
  const { ret, error, why, eventfds, effective } = ran;
  if (error !== undefined) return why === undefined ? say.refused(error) : say.refusedWhy({ ...error, why });
  const parts: string[] = [];
  if (ret !== 0) parts.push(ret < 0 ? say.failed : say.returned({ value: ret }));
  if (stopped !== undefined) parts.push(say.stopped({ why: stopped }));
  if (unasked !== undefined) parts.push(say.unasked({ why: unasked }));
  if (parts.length === 0) parts.push(say.done);
  if (eventfds.length > 0) parts.push(eventfds.map((eventfd) => say.eventfd(eventfd)).join(', '));
  if (effective !== undefined) parts.push(say.effective({ cpu: effective }));
  return parts.join(' · ');
}
