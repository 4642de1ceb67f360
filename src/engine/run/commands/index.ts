/** Runs one command of a script. */
import { fail, ok, type Result } from '../../../base/result.ts';
import type { Command } from '../../api/scenario/types.ts';
import type { Session } from '../session.ts';
import { deliver } from './deliver.ts';
import { runCpuCommand, runLineCommand, runPpiCommand, runSgiCommand } from './hardware.ts';
import { runIrqCommand } from './interrupts.ts';
import { runFunctionMask, runVectorCommand } from './messages.ts';
import { runNetCommand } from './network.ts';
import type { CommandResult } from './result.ts';
import { runVfioCommand, withEventfds } from './vfio.ts';

/** A Problem means that the command makes no sense here, not that Linux refused it. */
export function runCommand(session: Session, command: Command): Result<CommandResult> {
  const { rec } = session.kernel;
  const result = rec.within({ task: 'shell', cpu: 0, hardirq: false }, () => act(session, command));
  deliver(session);
  return result.ok ? ok(withEventfds(session.kernel, result.value)) : result;
}

function act(session: Session, command: Command): Result<CommandResult> {
  switch (command.do) {
    case 'checkpoint':
      return ok({ ret: 0 });
    case 'irq.affinity':
    case 'irq.inject':
    case 'irq.disable':
    case 'irq.enable':
    case 'irq.free':
      return runIrqCommand(session, command);
    case 'msix.fire':
    case 'msix.mask':
    case 'msix.unmask':
      return runVectorCommand(session, command);
    case 'msix.maskAll':
    case 'msix.unmaskAll':
      return runFunctionMask(session, command);
    case 'line.raise':
    case 'line.lower':
      return runLineCommand(session, command);
    case 'ppi.raise':
      return runPpiCommand(session, command);
    case 'sgi.send':
      return runSgiCommand(session, command);
    case 'net.open':
    case 'net.close':
      return runNetCommand(session, command);
    case 'cpu.offline':
    case 'cpu.online':
      return runCpuCommand(session, command);
    case 'vfio.bind':
    case 'vfio.unbind':
    case 'vfio.open':
    case 'vfio.close':
    case 'vfio.setIrqs':
      return runVfioCommand(session, command);
    default:
      return unknown(session, command);
  }
}

function unknown({ messages: { commands: m } }: Session, command: Command): Result<CommandResult> {
  return fail('command-unknown', m.notModelled({ command: command.do }), undefined, m.notModelledHint);
}
