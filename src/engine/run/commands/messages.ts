/** Commands on the MSI-X table of a function: fire, mask and unmask. */
import { err, fail, ok, type Result } from '../../../base/result.ts';
import type { Command } from '../../api/scenario/types.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../../linux/drivers/pci/msi/msi/index.ts';
import { irq_get_irq_data } from '../../linux/kernel/irq/chip/index.ts';
import { barAddress, faultProblem, MSIX_MASKALL, msixControl, type pci_function } from '../../machine/index.ts';
import type { Session } from '../session.ts';
import { findIrq } from './irq-name.ts';
import type { CommandResult } from './result.ts';
import { letMaster } from './vfio.ts';

type VectorCommand = Extract<Command, { readonly do: 'msix.fire' | 'msix.mask' | 'msix.unmask' }>;
type FunctionCommand = Extract<Command, { readonly do: 'msix.maskAll' | 'msix.unmaskAll' }>;

export function runVectorCommand(session: Session, command: VectorCommand): Result<CommandResult> {
  const { bdf, vector } = command;
  const found = tableOf(session, bdf);
  if (command.do === 'msix.fire') {
    letMaster(session, bdf);
    const fired = session.pci.fire(bdf, vector);
    return fired.ok ? ok({ ret: 0 }) : err(faultProblem(session.messages.machine, fired.error));
  }
  if (!found.ok) return found;
  if (vector >= found.value.entries) {
    return fail('pci-no-vector', session.messages.commands.noVector({ bdf, vector, entries: found.value.entries }));
  }
  return maskVector(session, found.value, vector, command.do === 'msix.mask');
}

interface Table {
  readonly fn: pci_function;
  readonly entries: number;
}

function tableOf(session: Session, bdf: string): Result<Table> {
  const fn = session.pci.find(bdf)?.fn;
  const m = session.messages.commands;
  if (fn === undefined) return fail('pci-no-function', m.noFunction({ bdf }));
  if (fn.design.msix === undefined) return fail('pci-no-msix', m.noMsix({ bdf }));
  return ok({ fn, entries: fn.design.msix.entries });
}

/** Through the kernel where it uses the vector, so that it knows; else in the table alone. */
function maskVector(session: Session, { fn }: Table, vector: number, mask: boolean): Result<CommandResult> {
  const { kernel } = session;
  const irq = findIrq(session, { bdf: fn.bdf, vector });
  const data = irq.ok ? irq_get_irq_data(kernel, irq.value.irq_data.irq) : undefined;
  if (data !== undefined) {
    if (mask) pci_msi_mask_irq(kernel, data);
    else pci_msi_unmask_irq(kernel, data);
    return ok({ ret: 0 });
  }
  const { msix, bars } = fn.design;
  if (msix === undefined) return ok({ ret: 0 });
  const bar = barAddress(fn, msix.tableBar, bars.find(({ index }) => index === msix.tableBar)?.is64 === true);
  kernel.bus.write(bar + msix.tableOffset + vector * 16 + 12, 4, mask ? 1 : 0, kernel.cpu);
  return ok({ ret: 0 });
}

/** The function mask of Message Control. */
export function runFunctionMask(session: Session, command: FunctionCommand): Result<CommandResult> {
  const found = tableOf(session, command.bdf);
  if (!found.ok) return found;
  const { fn } = found.value;
  const control = msixControl(fn);
  const wanted = command.do === 'msix.maskAll' ? control | MSIX_MASKALL : control & ~MSIX_MASKALL;
  session.pci.writeConfig(fn.bdf, (fn.design.msix?.cap ?? 0) + 2, 2, wanted);
  return ok({ ret: 0 });
}
