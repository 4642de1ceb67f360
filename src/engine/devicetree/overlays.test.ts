import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import { formatProblem } from '../../base/result.ts';
import {
  applyOverlay,
  getProperty,
  nodeByLabel,
  nodeByPath,
  parseDtb,
  parseDts,
  phandleOf,
  stringList,
  u32s,
  walk,
  writeDtb,
  writeDts,
} from './index.ts';
import type { DeviceTree, DtsOptions } from './index.ts';

function read(body: string, options: DtsOptions = {}): DeviceTree {
  const tree = parseDts(MESSAGES.devicetree, `/dts-v1/;\n${body}`, options);
  if (!tree.ok) throw new Error(formatProblem(tree.error));
  return tree.value;
}

function asBlob(tree: DeviceTree): DeviceTree {
  const blob = parseDtb(MESSAGES.devicetree, writeDtb(tree), 'x.dtb');
  if (!blob.ok) throw new Error(formatProblem(blob.error));
  return blob.value;
}

function apply(base: DeviceTree, overlay: DeviceTree): DeviceTree {
  const merged = applyOverlay(MESSAGES.devicetree, base, overlay);
  if (!merged.ok) throw new Error(formatProblem(merged.error));
  return merged.value;
}

function problem(base: DeviceTree, overlay: DeviceTree): string {
  const merged = applyOverlay(MESSAGES.devicetree, base, overlay);
  return merged.ok ? 'no problem' : formatProblem(merged.error);
}

const BASE = '/ { p = <&uart>; gic: gic { phandle = <9>; }; soc: soc { uart: uart { old; }; clk: clk { }; }; };';
const OVERLAY = '/plugin/;\n&uart { irq = <1 &gic>, <&dev>; dev: dev { clocks = <&clk>; self = <&dev>; }; };';

describe('applyOverlay', () => {
  it('works on sources without symbols, by their labels', () => {
    const merged = apply(read(BASE), read(OVERLAY));
    const [gic, dev, clk] = ['gic', 'dev', 'clk'].map((label) => phandleOf(nodeByLabel(merged, label) ?? merged.root));
    const uart = nodeByPath(merged, '/soc/uart');
    expect(uart?.properties.map((property) => property.name)).toEqual(['irq', 'old', 'phandle']);
    expect(u32s(uart && getProperty(uart, 'irq'))).toEqual([1, gic, dev]);
    const device = nodeByPath(merged, '/soc/uart/dev');
    expect(u32s(device && getProperty(device, 'clocks'))).toEqual([clk]);
    expect(u32s(device && getProperty(device, 'self'))).toEqual([dev]);
    expect(device?.parent).toBe(uart);
  });

  it('lays a fragment over what one before it has added', () => {
    const panel = 'panel { width = <1>; port { }; };';
    const overlay = `/plugin/;\n&{/} { ${panel} };\n&{/panel} { light = <&clk>; port { in: endpoint { out = <&in>; }; }; };`;
    const merged = apply(read(BASE), read(overlay));
    const node = nodeByPath(merged, '/panel');
    expect(node?.properties.map(({ name }) => name).toSorted()).toEqual(['light', 'width']);
    expect(nodeByPath(merged, '/panel/port/endpoint')?.properties).toHaveLength(2);
    const early = overlay.replace('{/} {', '{/soc} {');
    expect(problem(read(BASE), read(early))).toContain('not in the base');
  });

  it('gives every node a phandle of its own', () => {
    const merged = apply(read(BASE), read(OVERLAY));
    const phandles = Array.from(walk(merged), phandleOf).filter((phandle) => phandle !== undefined);
    expect(new Set(phandles).size).toBe(phandles.length);
  });

  it('takes one overlay after another, the labels of the first included', () => {
    const second = '/plugin/;\n&dev { more = <&uart>; };';
    const fromSource = apply(apply(read(BASE), read(OVERLAY)), read(second));
    const symbols = { symbols: true };
    const fromBlobs = apply(
      apply(asBlob(read(BASE, symbols)), asBlob(read(OVERLAY, symbols))),
      asBlob(read(second, symbols)),
    );
    for (const merged of [fromSource, fromBlobs]) {
      const uart = nodeByPath(merged, '/soc/uart');
      const dev = nodeByPath(merged, '/soc/uart/dev');
      expect(u32s(dev && getProperty(dev, 'more'))).toEqual([uart && phandleOf(uart)]);
    }
    const listed = nodeByPath(fromBlobs, '/__symbols__');
    expect(stringList(listed && getProperty(listed, 'dev'))).toEqual(['/soc/uart/dev']);
  });

  it('leaves base and overlay as they are', () => {
    const base = read(BASE);
    const overlay = read(OVERLAY);
    const before = [writeDts(base), writeDts(overlay)];
    apply(base, overlay);
    expect([writeDts(base), writeDts(overlay)]).toEqual(before);
  });

  it('keeps the phandle of a node that both number', () => {
    const merged = apply(read(BASE), read('/plugin/;\n&soc { u: uart { me = <&u>; }; };'));
    const uart = nodeByPath(merged, '/soc/uart');
    expect(u32s(getProperty(merged.root, 'p'))).toEqual([uart && phandleOf(uart)]);
    expect(u32s(uart && getProperty(uart, 'me'))).toEqual(u32s(getProperty(merged.root, 'p')));
  });

  it('shows where each property comes from', () => {
    const merged = apply(read(BASE, { file: 'base.dts' }), read(OVERLAY, { file: 'over.dts' }));
    const uart = nodeByPath(merged, '/soc/uart');
    expect(uart?.properties.map((property) => property.where.file)).toEqual(['over.dts', 'base.dts', 'base.dts']);
    expect(merged.sources.map((source) => source.file)).toEqual(['base.dts', 'over.dts']);
  });

  it.each([
    ['a plain tree', BASE, '/ { };', 'The tree has nothing to lay over another.'],
    [
      'a label the base lacks',
      BASE,
      '/plugin/;\n&nope { };',
      'The overlay refers to "nope", which the base does not have.',
    ],
    ['a path the base lacks', BASE, '/plugin/;\n&{/nope} { };', 'The target of /fragment@0 is not in the base.'],
    [
      'no target',
      BASE,
      '/plugin/;\n/ { fragment { __overlay__ { }; }; };',
      'The target of /fragment is not in the base.',
    ],
    [
      'a fixup of nothing',
      BASE,
      '/plugin/;\n&{/} { };\n/ { __fixups__ { gic = "/x:y:0"; }; };',
      'The overlay lists a reference in "y" that is not there.',
    ],
    [
      'a local fixup of nothing',
      BASE,
      '/plugin/;\n&{/} { };\n/ { __local_fixups__ { x { y = <0>; }; }; };',
      'The overlay lists references in /__local_fixups__/x, which is not there.',
    ],
  ])('%s is a problem', (_, base, overlay, message) => {
    expect(problem(read(base), read(overlay))).toContain(message);
  });

  it('a blob without symbols says how to get them', () => {
    expect(problem(asBlob(read(BASE)), read(OVERLAY))).toContain(
      'The base has no /__symbols__: it must be compiled with dtc -@.',
    );
  });
});
