/**
 * Masks beyond those of golden/README.md. Each needs a reason that a reader can check: what in the line depends on
 * the run, the compiler or the machine, and why the model cannot know it.
 */
import { type Mask } from './mask.ts';

export const EXTRA_MASKS: readonly Mask[] = [
  {
    name: 'size of a compiled function',
    reason: '%pS prints offset/size of the function in the compiled kernel; the size is the compiler’s, not a rule.',
    family: 'dmesg',
    apply: (line) => line.replace(/(\(\w+\+0x[0-9a-f]+)\/0x[0-9a-f]+\)/, '$1)'),
  },
];
