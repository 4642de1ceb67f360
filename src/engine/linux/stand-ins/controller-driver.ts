/** A driver of a second-level interrupt controller, as the lists of them have it: a line each. */
import type { FunctionInfo } from '../../recorder/index.ts';
import type { Kernel } from '../kernel.ts';

/** A driver on a bus, registered by an initcall. */
export interface ControllerDriver {
  /** Bus and name, as the driver table has them. */
  readonly bus: string;
  readonly name: string;
  /** The initcall's level: 'device' for module_init and builtin_platform_driver. */
  readonly level: string;
  /** The level from 7.3 on, where it is another. */
  readonly levelSince73?: string;
  /** Comes with a controller of IRQCHIP_DECLARE: in every kernel that has that. */
  readonly always?: boolean;
  readonly init: ((k: Kernel) => number) & FunctionInfo;
}

export const on =
  (level: string) =>
  (name: string, init: ControllerDriver['init'], bus = 'platform'): ControllerDriver => ({ bus, name, level, init });
