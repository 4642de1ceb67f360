import { describe, expect, it } from 'vitest';
import { EFAULT, EINVAL, EOVERFLOW } from '../../../include/linux/errno.ts';
import type { Kernel } from '../../../kernel.ts';
import { KernelPanic } from '../../../kernel/panic.ts';
import { kernelOn, linesOf, nodeAt } from '../testing.ts';
import { of_irq_count, of_irq_find_parent, of_irq_parse_one, of_irq_parse_raw } from './parse.ts';

const GIC = 'gic: gic { interrupt-controller; #interrupt-cells = <3>; };';

function parsed(k: Kernel, path: string, index = 0): string | number {
  const irq = of_irq_parse_one(k, nodeAt(k, path), index);
  return typeof irq === 'number' ? irq : `${irq.np?.path ?? ''} ${irq.args.join(' ')}`;
}

describe('of_irq_parse_one', () => {
  it('finds the parent by climbing, and counts in its cells', () => {
    const k = kernelOn(`interrupt-parent = <&gic>; ${GIC} soc { dev { interrupts = <0 1 4>, <0 2 4>; }; };`);
    expect(parsed(k, '/soc/dev')).toBe('/gic 0 1 4');
    expect(parsed(k, '/soc/dev', 1)).toBe('/gic 0 2 4');
    expect(parsed(k, '/soc/dev', 2)).toBe(-EOVERFLOW);
    expect(parsed(k, '/soc')).toBe(-EINVAL);
  });

  it('prefers interrupts-extended, and falls back with a complaint', () => {
    const k = kernelOn(
      `interrupt-parent = <&gic>; ${GIC}
       good { interrupts = <0 1 4>; interrupts-extended = <&gic 0 9 1>; };
       bad { interrupts = <0 1 4>; interrupts-extended = <0x9999 0 9 1>; };`,
    );
    expect(parsed(k, '/good')).toBe('/gic 0 9 1');
    expect(parsed(k, '/bad')).toBe('/gic 0 1 4');
    expect(linesOf(k)).toEqual(['OF: /bad: could not find phandle 39321']);
  });

  it('says what is wrong with a list of providers', () => {
    const k = kernelOn(
      `${GIC} none: none { };
       short { interrupts-extended = <&gic 0 9>; };
       cells { interrupts-extended = <&none 1>; };`,
    );
    expect(parsed(k, '/short')).toBe(-EINVAL);
    expect(parsed(k, '/cells')).toBe(-EINVAL);
    expect(linesOf(k)).toEqual([
      'OF: /short: #interrupt-cells = 3 found 2',
      'OF: /cells: could not get #interrupt-cells for /none',
    ]);
  });

  it('has no parent where a phandle leads nowhere', () => {
    const k = kernelOn(`interrupt-parent = <0x55>; dev { interrupts = <1>; };`);
    expect(of_irq_find_parent(k, nodeAt(k, '/dev'))).toBeUndefined();
    expect(parsed(k, '/dev')).toBe(-EINVAL);
  });
});

const NEXUS = (properties: string): string =>
  `${GIC} nexus: nexus { #interrupt-cells = <1>; #address-cells = <1>; ${properties} };
   dev@8 { reg = <8 1>; interrupt-parent = <&nexus>; interrupts = <2>; };`;

describe('interrupt-map', () => {
  it('is matched by address and cells under the mask', () => {
    const k = kernelOn(
      NEXUS('interrupt-map-mask = <0xf8 0x3>; interrupt-map = <0 2 &gic 0 1 4>, <8 1 &gic 0 2 4>, <8 2 &gic 0 3 4>;'),
    );
    expect(parsed(k, '/dev@8')).toBe('/gic 0 3 4');
  });

  it('passes over a parent that is disabled', () => {
    const k = kernelOn(
      `off: off { #interrupt-cells = <1>; interrupt-controller; status = "disabled"; };
       ${NEXUS('interrupt-map = <8 2 &off 7>, <8 2 &gic 0 3 4>;')}`,
    );
    expect(parsed(k, '/dev@8')).toBe('/gic 0 3 4');
  });

  it('fails without a row that matches, and at a row it cannot read', () => {
    expect(parsed(kernelOn(NEXUS('interrupt-map = <8 3 &gic 0 3 4>;')), '/dev@8')).toBe(-EINVAL);
    expect(parsed(kernelOn(NEXUS('interrupt-map = <8 2 0x77 0 3 4>, <8 2 &gic 0 3 4>;')), '/dev@8')).toBe(-EINVAL);
  });

  it('takes the cells that a parent with addresses has in front', () => {
    const k = kernelOn(
      `gic: gic { interrupt-controller; #interrupt-cells = <3>; #address-cells = <2>; };
       nexus: nexus { #interrupt-cells = <1>; #address-cells = <0>; interrupt-map = <2 &gic 0 0 0 3 4>; };
       dev { interrupt-parent = <&nexus>; interrupts = <2>; };`,
    );
    expect(parsed(k, '/dev')).toBe('/gic 0 3 4');
  });

  it('is ignored where a controller reads its own', () => {
    const k = kernelOn(
      `${GIC} ctl: ctl { compatible = "fsl,ls1021a-extirq"; interrupt-controller; #interrupt-cells = <1>;
         #address-cells = <0>; interrupt-map = <2 &gic 0 3 4>; };
       dev { interrupt-parent = <&ctl>; interrupts = <2>; };`,
    );
    expect(parsed(k, '/dev')).toBe('/ctl 2');
  });

  it('needs an address to match one', () => {
    const k = kernelOn(NEXUS('interrupt-map = <8 2 &gic 0 3 4>;'));
    const irq = { np: nodeAt(k, '/nexus'), args_count: 1, args: [2] };
    expect(of_irq_parse_raw(k, undefined, irq)).toBe(-EINVAL);
  });
});

describe('cells that nobody means', () => {
  it('end the run where the kernel would count the interrupts of a node for ever', () => {
    const k = kernelOn(
      'interrupt-parent = <&c>; c: c { interrupt-controller; #interrupt-cells = <0>; }; dev { interrupts = <1>; };',
    );
    expect(parsed(k, '/dev', 77)).toBe('/c ');
    expect(() => of_irq_count(k, nodeAt(k, '/dev'))).toThrow('takes 0 cells');
  });

  it('end the run where the kernel would write beyond its stack', () => {
    const tree = (width: string): string =>
      `n: n { #address-cells = <${width}>; #interrupt-cells = <1>; interrupt-map = <1 &n 1>; }; dev { interrupt-parent = <&n>; interrupts = <1>; };`;
    expect(parsed(kernelOn(tree('16')), '/dev')).toBe(-EFAULT);
    // The sum with the one interrupt cell is 0 in 32 bits.
    expect(() => parsed(kernelOn(tree('0xffffffff')), '/dev')).toThrow('beyond its stack');
  });
});

describe('an interrupt-map-mask that is too short', () => {
  // 3 is the tag of a property in the flattened tree, 2 that of a node's end.
  it.each([
    [
      'a property',
      'interrupt-map-mask = <0xff>; interrupt-map = <5 4 &gic 0 3 4>;',
      { '8': '/gic 0 3 4', '1': -EINVAL },
    ],
    ['nothing', 'interrupt-map = <5 4 &gic 0 3 4>; interrupt-map-mask = <0xff>;', { '5': '/gic 0 3 4', '6': -EINVAL }],
  ])('is read on where %s follows', (_, map, wanted) => {
    for (const [cell, end] of Object.entries(wanted)) {
      const k = kernelOn(
        `${GIC} nexus { phandle = <80>; #interrupt-cells = <2>; #address-cells = <0>; ${map} };
         dev { interrupt-parent = <80>; interrupts = <5 ${cell}>; };`,
      );
      expect(parsed(k, '/dev')).toBe(end);
    }
  });
});

describe('circles', () => {
  it('end the run where the kernel would never come back', () => {
    const k = kernelOn(
      `a: a { interrupt-parent = <&b>; }; b: b { interrupt-parent = <&a>; }; dev { interrupt-parent = <&a>; };
       self: self { interrupt-parent = <&self>; #interrupt-cells = <1>; };
       user { interrupt-parent = <&self>; interrupts = <1>; };`,
    );
    expect(() => of_irq_find_parent(k, nodeAt(k, '/dev'))).toThrow(KernelPanic);
    expect(() => parsed(k, '/user')).toThrow(KernelPanic);
  });
});
