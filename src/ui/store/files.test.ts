import { describe, expect, it } from 'vitest';
import { filesIn, filesOf } from './files.ts';

function file(path: string): File {
  const made = new File(['x'], path.slice(path.lastIndexOf('/') + 1));
  if (path.includes('/')) Object.defineProperty(made, 'webkitRelativePath', { value: path });
  return made;
}

const paths = (given: readonly { readonly path: string }[]): string[] => given.map(({ path }) => path);

const KERNEL = [
  'linux/arch/arm64/boot/dts/a/board.dts',
  'linux/arch/arm64/boot/Image',
  'linux/arch/arm64/include/asm/irq.h',
  'linux/include/dt-bindings/gpio/gpio.h',
  'linux/include/linux/irq.h',
  'linux/include/uapi/linux/input-event-codes.h',
  'linux/drivers/irqchip/irq-gic.h',
  'linux/.git/HEAD',
];
const USEFUL = [
  'linux/arch/arm64/boot/dts/a/board.dts',
  'linux/include/dt-bindings/gpio/gpio.h',
  'linux/include/uapi/linux/input-event-codes.h',
];

/** A folder as a drop gives it, two children at a time. */
function folder(path: string, all: readonly string[]): object {
  const inside = all.filter((one) => one.startsWith(`${path}/`));
  const names = new Set(inside.map((one) => one.slice(path.length + 1).split('/')[0] ?? ''));
  const children = [...names].map((name) => {
    const below = `${path}/${name}`;
    return all.includes(below)
      ? {
          isFile: true,
          isDirectory: false,
          name,
          fullPath: `/${below}`,
          file: (done: (one: File) => void) => done(file(name)),
        }
      : folder(below, all);
  });
  const readEntries = (done: (some: readonly object[]) => void): void => done(children.splice(0, 2));
  return {
    isFile: false,
    isDirectory: true,
    name: path.slice(path.lastIndexOf('/') + 1),
    fullPath: `/${path}`,
    createReader: () => ({ readEntries }),
  };
}

describe('files that were chosen', () => {
  it('are all taken where they were chosen one by one', () => {
    expect(paths(filesOf([file('a.txt'), file('fdt')]))).toEqual(['a.txt', 'fdt']);
  });

  it('are those that a device tree may need, of a folder', () => {
    expect(paths(filesOf(['my/a.dts', 'my/sub/b.dtsi', 'my/c.txt', 'my/.git/d.dts'].map(file)))).toEqual([
      'my/a.dts',
      'my/sub/b.dtsi',
    ]);
  });

  it('are the device trees and bindings, of a kernel’s sources', () => {
    expect(paths(filesOf(KERNEL.map(file)))).toEqual(USEFUL);
  });
});

describe('files that were dropped', () => {
  it('are found in folders in the same way, however many a folder holds', async () => {
    const items = [{ kind: 'file', webkitGetAsEntry: () => folder('linux', KERNEL), getAsFile: () => null }];
    // No more of a drop than this is looked at.
    const transfer: unknown = { items };
    expect(paths(await filesIn(transfer as DataTransfer)).toSorted()).toEqual(USEFUL);
  });
});
