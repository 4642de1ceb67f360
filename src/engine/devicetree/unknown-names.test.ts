import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../base/result.ts';
import { MESSAGES } from '../api/messages/testing.ts';
import {
  decidesInterrupts,
  type DeviceTree,
  getProperty,
  nodeByPath,
  parseBoard,
  u32s,
  unknownNames,
} from './index.ts';

const say = MESSAGES.devicetree;

function parsed(text: string, files: Readonly<Record<string, string>> = {}): ReturnType<typeof parseBoard> {
  return parseBoard(say, new TextEncoder().encode(`/dts-v1/;\n${text}`), 'board.dts', (name) => {
    const found = files[name];
    return found === undefined ? undefined : { file: name, text: found };
  });
}

function read(text: string, files?: Readonly<Record<string, string>>): DeviceTree {
  const tree = parsed(text, files);
  if (!tree.ok) throw new Error(formatProblem(tree.error));
  return tree.value;
}

function problem(text: string): string {
  const tree = parsed(text);
  return tree.ok ? 'no problem' : formatProblem(tree.error);
}

/** "property: NAME" of each, with a star where it decides about interrupts. */
const listed = (tree: DeviceTree): string[] =>
  unknownNames(tree).map(
    ({ name, node, property }) => `${property.name}: ${name}${decidesInterrupts(node, property) ? ' *' : ''}`,
  );

const cells = (tree: DeviceTree, path: string, name: string): number[] => {
  const node = nodeByPath(tree, path);
  return u32s(node && getProperty(node, name));
};

describe('a source whose headers are missing', () => {
  it('has the numbers and flags of interrupts all the same', () => {
    const tree = read(`#include <dt-bindings/interrupt-controller/arm-gic.h>
      #include <dt-bindings/pinctrl/rockchip.h>
      #include <dt-bindings/gpio/tegra186-gpio.h>
      / { a { interrupts = <GIC_SPI 5 IRQ_TYPE_LEVEL_HIGH>, <GIC_PPI 9 (GIC_CPU_MASK_SIMPLE(4) | IRQ_TYPE_LEVEL_LOW)>;
        gpios = <RK_PC3 TEGRA186_MAIN_GPIO(CC, 2) GPIO_ACTIVE_LOW>; }; };`);
    expect(tree.missing).toBeUndefined();
    expect(cells(tree, '/a', 'interrupts')).toEqual([0, 5, 4, 1, 9, 0xf08]);
    expect(cells(tree, '/a', 'gpios')).toEqual([19, 22 * 8 + 2, 1]);
  });

  it('has marked values for what nobody knows, and says which of them matter', () => {
    const tree = read(`#include <dt-bindings/clock/acme.h>
      #define OURS (ACME_BASE + 1)
      / { a: a { clocks = <&a ACME_CLK>, <&a OURS>; pins = ACME_PINS; mux = <ACME_MUX(1, "(") 7>; bits = /bits/ 8 <ACME_BYTE 2>;
        interrupts = <GIC_SPI ACME_IRQ 4>; }; };`);
    expect(tree.missing?.map(({ name }) => name)).toEqual(['dt-bindings/clock/acme.h']);
    expect(listed(tree)).toEqual([
      'clocks: ACME_CLK',
      'clocks: ACME_BASE',
      'pins: ACME_PINS',
      'mux: ACME_MUX',
      'bits: ACME_BYTE',
      'interrupts: ACME_IRQ *',
    ]);
    expect(cells(tree, '/a', 'interrupts')).toEqual([0, 0, 4]);
    expect(cells(tree, '/a', 'mux')).toEqual([0, 7]);
  });

  it('is read as it is where they are not: a name without a macro is a mistake', () => {
    expect(problem('/ { a = <ACME>; };')).toContain('A macro without #define or #include looks like this.');
    const known = read('#include "acme.h"\n/ { a = <ACME>; };', { 'acme.h': '#define ACME 3' });
    expect(cells(known, '/', 'a')).toEqual([3]);
  });

  it('names them where a mistake may be due to them', () => {
    expect(problem('#include "acme.h"\n/ { ACME_NODE(x) };')).toContain(
      'It may be a macro of a header that was not found: acme.h.',
    );
  });
});

describe('a source whose parts are missing', () => {
  it('is not read, and all that is missing is named at once', () => {
    const text = '#include <dt-bindings/clock/acme.h>\n#include "soc.dtsi"\n#include "board-common.dtsi"\n&uart { };';
    expect(problem(text)).toContain(
      'board.dts:3:1: These included files were not found: dt-bindings/clock/acme.h, soc.dtsi, board-common.dtsi.',
    );
  });
});
