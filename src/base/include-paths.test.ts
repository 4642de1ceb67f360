import { describe, expect, it } from 'vitest';
import { besides, includePaths } from './include-paths.ts';

describe('besides', () => {
  it.each([
    ['a/b.dts', '../c.dtsi', 'c.dtsi'],
    ['b.dts', '../c.dtsi', '../c.dtsi'],
    ['../b.dts', '../c.dtsi', '../../c.dtsi'],
    ['a/b/c.dts', './d/../e.h', 'a/b/e.h'],
  ])('%s and %s make %s', (from, wanted, path) => {
    expect(besides(from, wanted)).toBe(path);
  });
});

/** The first of the paths that is among those that there are. */
function found(wanted: string, from: string, angled: boolean, there: readonly string[]): string | undefined {
  return includePaths(wanted, from, angled).find((path) => there.includes(path));
}

describe('includePaths', () => {
  const kernel = [
    'linux/arch/arm64/boot/dts/a/board.dts',
    'linux/arch/arm64/boot/dts/a/soc.dtsi',
    'linux/arch/arm/boot/dts/b/soc.dtsi',
    'linux/include/dt-bindings/gpio/gpio.h',
    'linux/include/uapi/linux/input-event-codes.h',
  ];
  const board = 'linux/arch/arm64/boot/dts/a/board.dts';

  it('finds what the build of the kernel finds', () => {
    expect(found('soc.dtsi', board, false, kernel)).toBe('linux/arch/arm64/boot/dts/a/soc.dtsi');
    expect(found('arm/b/soc.dtsi', board, true, kernel)).toBe('linux/arch/arm/boot/dts/b/soc.dtsi');
    expect(found('dt-bindings/gpio/gpio.h', board, true, kernel)).toBe('linux/include/dt-bindings/gpio/gpio.h');
    expect(found('linux-event-codes.h', 'linux/include/dt-bindings/input/input.h', false, kernel)).toBe(
      'linux/include/uapi/linux/input-event-codes.h',
    );
  });

  it('finds files that were given without their folders', () => {
    expect(found('../../soc.dtsi', 'board.dts', false, ['board.dts', 'soc.dtsi'])).toBe('soc.dtsi');
    expect(found('dt-bindings/gpio/gpio.h', 'board.dts', true, ['gpio.h'])).toBe('gpio.h');
  });

  it('looks in the folders above, where a scenario lies deep in a tree', () => {
    expect(found('dt-bindings/x.h', 'board.dts', true, ['../../../../../include/dt-bindings/x.h'])).toBeDefined();
  });

  it('prefers the file beside the one that asks', () => {
    expect(found('x.dtsi', 'a/b.dts', false, ['x.dtsi', 'a/x.dtsi'])).toBe('a/x.dtsi');
  });
});
