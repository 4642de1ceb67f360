/**
 * Masks beyond those of golden/README.md. Each needs a reason that a reader can check: what in the line depends on
 * the run, the compiler or the machine, and why the model cannot know it.
 */
import { type Mask } from './mask.ts';

export const EXTRA_MASKS: readonly Mask[] = [];
