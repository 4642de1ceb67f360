/**
 * What the kernel logs of a line that several have, or that nobody serves: lines that name an interrupt only by its number, with what
 * they say of it.
 */
import { IRQF_ONESHOT, IRQF_SHARED, IRQF_TRIGGER_MASK } from '../linux/include/linux/interrupt.ts';

export type IrqLine =
  /** `off`: the line that says that it is switched off. */
  | { readonly kind: 'storm'; readonly irq: number; readonly off: boolean }
  | {
      readonly kind: 'flags';
      readonly irq: number;
      /** Who asked and was refused, and who has it. */
      readonly asker: string;
      readonly owner: string;
      /** In what the two differ that may not. */
      readonly differ: readonly ('shared' | 'trigger' | 'oneshot')[];
    }
  | { readonly kind: 'type'; readonly hwirq: number; readonly controller: string };

const NOBODY = /^irq (\d+): nobody cared/;
const OFF = /^Disabling IRQ #(\d+)/;
const FLAGS = /^(?:genirq: )?Flags mismatch irq (\d+)\. ([\da-f]{8}) \((.*)\) vs\. ([\da-f]{8}) \((.*)\)$/;
const TYPE = /^(?:irq: )?type mismatch, failed to map hwirq-(\d+) for (.+)!$/;

/** Reads a line without its stamp; undefined for any other. */
export function parseIrqLine(line: string): IrqLine | undefined {
  const off = OFF.exec(line);
  const storm = off ?? NOBODY.exec(line);
  if (storm !== null) return { kind: 'storm', irq: Number(storm[1]), off: off !== null };
  const flags = FLAGS.exec(line);
  if (flags !== null) {
    const [, irq, wanted = '', asker = '', had = '', owner = ''] = flags;
    return {
      kind: 'flags',
      irq: Number(irq),
      asker,
      owner,
      differ: differences(parseInt(wanted, 16), parseInt(had, 16)),
    };
  }
  const type = TYPE.exec(line);
  return type === null ? undefined : { kind: 'type', hwirq: Number(type[1]), controller: type[2] ?? '' };
}

/** As __setup_irq compares: both share, with one trigger, and both keep the line off for a thread or neither does. */
function differences(wanted: number, had: number): ('shared' | 'trigger' | 'oneshot')[] {
  const changed = wanted ^ had;
  return [
    ...((wanted & had & IRQF_SHARED) === 0 ? (['shared'] as const) : []),
    ...((changed & IRQF_TRIGGER_MASK) === 0 ? [] : (['trigger'] as const)),
    ...((changed & IRQF_ONESHOT) === 0 ? [] : (['oneshot'] as const)),
  ];
}
