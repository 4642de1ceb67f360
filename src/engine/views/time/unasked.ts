/** Whether anybody has asked for the interrupt that a command raised: if not, that is why it does not arrive. */
import type { Command } from '../../api/scenario/types.ts';
import { gicIntid } from '../../machine/index.ts';
import type { IrqRequest, RequestIndex } from '../../record/requests.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { reasonWords } from '../words/requests.ts';

/** Why nobody has asked for what the command that ends here raised; undefined where somebody has, or it raised nothing. */
export function unaskedBy({ script, requests, messages }: Snapshot): string | undefined {
  const command = script?.ended?.command;
  if (command === undefined || requests === undefined) return undefined;
  const raised = raisedBy(command, requests);
  if (raised.some(({ outcome: { kind } }) => kind === 'requested')) return undefined;
  for (const { outcome } of raised) if (outcome.kind !== 'requested') return reasonWords(messages, outcome);
  return undefined;
}

/** Several nodes may list the same private interrupt. */
function raisedBy(command: Command, requests: RequestIndex): IrqRequest[] {
  if (command.do === 'line.raise') return requests.of(command.node).filter(({ index }) => index === command.index);
  if (command.do !== 'ppi.raise') return [];
  return requests.all.filter(({ wire, atGic }) => atGic && gicIntid(wire?.cells ?? []) === command.intid);
}
