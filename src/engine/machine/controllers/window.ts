/** Registers that show a controller's inputs and are no part of its own range, as levels of pins often are, or that belong to it in a region of their own. */
import type { Width } from '../bus.ts';
import { type MmioRegion, narrow } from '../region.ts';
import type { ControllerBlock } from './block.ts';
import type { Window } from './design.ts';

export class WindowRegion implements MmioRegion {
  private readonly block: ControllerBlock;
  private readonly window: Window;

  constructor(block: ControllerBlock, window: Window) {
    this.block = block;
    this.window = window;
  }

  get name(): string {
    return this.block.name;
  }
  get base(): number {
    return this.window.range.base;
  }
  get size(): number {
    return this.window.range.size;
  }

  read(offset: number, width: Width): number {
    return narrow(this.window.read(this.block, offset & ~3), offset, width);
  }

  write(offset: number, _width: Width, value: number): void {
    this.window.write?.(this.block, offset & ~3, value);
  }
}
