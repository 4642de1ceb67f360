/** What stands in files for other programs and for reports. */
import { counted } from '../words.ts';

export const exported = {
  cpu: ({ cpu }: { cpu: number }) => `CPU ${cpu}`,
  hardirq: ({ task }: { task: string }) => `${task}, interrupted`,
  hardware: 'hardware',
  /** The end of a message that is no part of the model. */
  elsewhere: 'elsewhere',
  findings: {
    title: ({ board, kernel }: { board: string; kernel: string }) => `${board}, Linux ${kernel}`,
    sums: ({ total, resolved, unresolved }: { total: number; resolved: number; unresolved: number }) =>
      `${counted(total, 'interrupt', 'interrupts')} in the device tree: ${resolved} resolved, ${unresolved} not.`,
    none: 'Nothing was found to be wrong.',
    consequence: ({ text }: { text: string }) => `**What follows:** ${text}`,
    fix: ({ text }: { text: string }) => `**Fix:** ${text}`,
    says: ({ kernel }: { kernel: string }) => `Linux ${kernel} logs:`,
    silent: ({ kernel }: { kernel: string }) => `Linux ${kernel} logs nothing about it.`,
    refusals: 'Asked for an interrupt and got none',
    refusal: ({
      node,
      index,
      driver,
      result,
      consequence,
      finding,
    }: {
      node: string;
      index: string;
      driver: string | undefined;
      result: string;
      consequence: string;
      finding: string | undefined;
    }) =>
      `- \`${node}\` interrupt ${index}${driver === undefined ? '' : ` (driver ${driver})`}: ${result}. ${consequence}${finding === undefined ? '' : ` See ${finding}.`}`,
  },
};
