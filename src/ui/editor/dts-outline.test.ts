import { describe, expect, it } from 'vitest';
import { nodeNamed, outlineOf } from './dts-outline.ts';

const TREE = `/dts-v1/; // { not a node }
/ {
	#address-cells = <0x02>;
	interrupt-parent = <0x01>;
	label: intc@8000000 {
		#interrupt-cells = <0x03>;
		#address-cells = <0x02>;
		phandle = <0x01>;
		its@8080000 { #msi-cells = <0x01>; phandle = <0x02>; };
	};
	clk { #clock-cells = <0x00>; phandle = <0x8000>; };
	gpio@9030000 { #gpio-cells = <0x02>; #interrupt-cells = <0x02>; gpio-controller; snps,nr-gpios = <0x01>; phandle = <0x03>; };
	dev@0 {
		compatible = "a{b", "c;d=<0x01>";
		clocks = <0x8000 0x8000>;
		reset-gpios = <0x03 0x01 0x02>, <0 0x03 0x01 0x00>;
		interrupts-extended = <0x01 0x00 0x01 0x04 0x03 0x01 0x02>;
		resets = <0x03 0x01>;
		reg = <0x01 0x02>;
		msi-parent = <0x02 0x01>;
	};
	pcie@10000000 {
		#address-cells = <0x03>; #interrupt-cells = <0x01>;
		interrupt-map = <0x00 0x00 0x00 0x01 0x01 0x00 0x00 0x00 0x03 0x04 0x00 0x00 0x00 0x02 0x01 0x00 0x00 0x00 0x04 0x04>;
		msi-map = <0x00 0x02 0x00 0x10000>;
	};
};
&label { more { }; };
&{/dev@0} { status = "okay"; };
`;

const outline = outlineOf(TREE);

/** What is named in a property of the text. */
function named(property: string): string[] {
  const from = TREE.indexOf(`${property} = `);
  const to = TREE.indexOf(';', from);
  return outline.uses
    .filter(({ at }) => at > from && at < to)
    .map(({ at, path }) => `${/\w+$/.exec(TREE.slice(0, at))?.[0]} ${path}`);
}

describe('the outline of a device tree', () => {
  it('has the nodes with their paths and labels', () => {
    expect(outline.nodes.map(({ path }) => path)).toEqual([
      '/',
      '/intc@8000000',
      '/intc@8000000/its@8080000',
      '/clk',
      '/gpio@9030000',
      '/dev@0',
      '/pcie@10000000',
      '/intc@8000000',
      '/intc@8000000/more',
      '/dev@0',
    ]);
    expect(outline.nodes[1]?.labels).toEqual(['label']);
  });

  it('names phandles where a property is known to hold them', () => {
    expect(named('interrupt-parent')).toEqual(['0x01 /intc@8000000']);
    expect(named('clocks')).toEqual(['0x8000 /clk', '0x8000 /clk']);
    expect(named('reset-gpios')).toEqual(['0x03 /gpio@9030000', '0x03 /gpio@9030000']);
    expect(named('interrupts-extended')).toEqual(['0x01 /intc@8000000', '0x03 /gpio@9030000']);
    expect(named('resets')).toEqual(['0x03 /gpio@9030000']);
    expect(named('msi-parent')).toEqual(['0x02 /intc@8000000/its@8080000']);
    expect(named('interrupt-map')).toEqual(['0x01 /intc@8000000', '0x01 /intc@8000000']);
    expect(named('msi-map')).toEqual(['0x02 /intc@8000000/its@8080000']);
  });

  it('names nothing where a number is one', () => {
    for (const property of ['reg', 'snps,nr-gpios', 'phandle', '#address-cells']) expect(named(property)).toEqual([]);
  });

  it('finds a node by path, label, end or part', () => {
    expect(['/clk', '&label', 'label', 'its@8080000', 'pcie'].map((text) => nodeNamed(outline, text)?.path)).toEqual([
      '/clk',
      '/intc@8000000',
      '/intc@8000000',
      '/intc@8000000/its@8080000',
      '/pcie@10000000',
    ]);
    expect(nodeNamed(outline, ' ')).toBeUndefined();
  });

  it('reads what is not finished', () => {
    for (const text of ['', '/ {', '/ { a = <', '}};', '/* open', '"open', '/ { a = <(1', '&{/x} {'])
      expect(() => outlineOf(text)).not.toThrow();
  });
});
