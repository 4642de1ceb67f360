/** Commands to the hardware: lines, private interrupts, messages between CPUs; and CPUs coming and going. */
import { parseCpuList } from '../../../base/cpumask.ts';
import { err, fail, ok, type Result } from '../../../base/result.ts';
import type { Command } from '../../api/scenario/types.ts';
import { smp_c } from '../../linux/arch/arm64/kernel/smp.ts';
import { CPUHP_ONLINE } from '../../linux/include/linux/cpuhotplug.ts';
import { cpu_down, cpu_up } from '../../linux/kernel/cpu/index.ts';
import { __ipi_send_mask } from '../../linux/kernel/irq/ipi.ts';
import { type Fault, faultProblem } from '../../machine/index.ts';
import type { Session } from '../session.ts';
import { type CommandResult, fromErrno } from './result.ts';

type LineCommand = Extract<Command, { readonly do: 'line.raise' | 'line.lower' }>;
type SgiCommand = Extract<Command, { readonly do: 'sgi.send' }>;
type CpuCommand = Extract<Command, { readonly do: 'cpu.offline' | 'cpu.online' }>;

function done({ messages }: Session, result: Result<unknown, Fault>): Result<CommandResult> {
  return result.ok ? ok({ ret: 0 }) : err(faultProblem(messages.machine, result.error));
}

export function runLineCommand(session: Session, command: LineCommand): Result<CommandResult> {
  const { machine } = session;
  const { node, index } = command;
  if (command.do === 'line.lower') {
    machine.lines.hold(node, index, false);
    return done(session, machine.raiseLine({ node, index }, false));
  }
  if (command.stuck === true) machine.lines.hold(node, index, true);
  return done(session, machine.raiseLine({ node, index }, true));
}

export function runPpiCommand(session: Session, { cpu, intid }: { cpu: number; intid: number }): Result<CommandResult> {
  return done(session, session.machine.raisePpi(cpu, intid));
}

/** The kernel's own way of interrupting other CPUs; SGIs that it has no use for cannot be sent. */
export function runSgiCommand(
  { kernel, machine, messages }: Session,
  { from, to, id }: SgiCommand,
): Result<CommandResult> {
  const m = messages.commands;
  const targets = parseCpuList(to);
  if (targets === undefined || targets >> BigInt(machine.cpus.length) !== 0n) {
    return fail('sgi-no-cpu', m.sgiTo({ last: machine.cpus.length - 1, to }));
  }
  const desc = smp_c(kernel).ipi_desc.get(id);
  if (desc === undefined)
    return fail('sgi-unused', m.sgiUnused({ version: kernel.version, id }), undefined, m.sgiUnusedHint);
  kernel.rec.within({ ...kernel.rec.context, cpu: from }, () => __ipi_send_mask(kernel, desc, targets));
  return ok({ ret: 0 });
}

/** echo 0 or 1 > /sys/devices/system/cpu/cpuN/online */
export function runCpuCommand({ kernel, machine, messages }: Session, command: CpuCommand): Result<CommandResult> {
  const { cpu } = command;
  if (machine.cpus[cpu] === undefined) return fail('no-such-cpu', messages.commands.noSuchCpu({ cpu }));
  return fromErrno(
    command.do === 'cpu.offline' ? cpu_down(kernel, command.cpu) : cpu_up(kernel, command.cpu, CPUHP_ONLINE),
  );
}
