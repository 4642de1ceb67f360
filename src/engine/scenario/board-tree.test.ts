import { describe, expect, it } from 'vitest';
import { encodeBase64Url } from '../../base/base64url.ts';
import { formatProblem } from '../../base/result.ts';
import { engineMessages } from '../api/messages/index.ts';
import type { Scenario } from '../api/scenario/types.ts';
import { getProperty, nodeByPath, parseDts, stringList, writeDtb } from '../devicetree/index.ts';
import { boardTree } from './board-tree.ts';

const M = engineMessages('en');
const BOARD = '/dts-v1/;\n/ { soc: soc { }; };';
const overlay = (value: string): string => `/dts-v1/;\n/plugin/;\n&soc { state = "${value}"; };`;
const UNPLUGGED = '/dts-v1/;\n/ { fragment { target-path = "/soc"; __overlay__ { state = "plain"; }; }; };';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const files = new Map(
  Object.entries({
    'b/board.dts': BOARD,
    'b/one.dtso': overlay('one'),
    'two.dts': overlay('two'),
    'old.dts': UNPLUGGED,
  }).map(([name, text]) => [name, bytes(text)]),
);

function blob(source: string): Uint8Array {
  const tree = parseDts(M.devicetree, source, { symbols: true });
  if (!tree.ok) throw new Error(formatProblem(tree.error));
  return writeDtb(tree.value);
}

/** The property that each overlay sets, or what stands against it. */
function state(overlays: Scenario['overlays'], board: Scenario['board'] = { file: 'b/board.dts' }): string {
  const read = boardTree(M, { board, overlays }, files);
  if (!read.ok) return `${read.error.code} ${read.error.where?.file ?? read.error.where?.path}`;
  const soc = nodeByPath(read.value.tree, '/soc');
  return stringList(soc && getProperty(soc, 'state')).join();
}

describe('overlays of a scenario', () => {
  it('are applied in their order', () => {
    expect(state(undefined)).toBe('');
    expect(state(['b/one.dtso', 'two.dts'])).toBe('two');
    expect(state(['two.dts', 'b/one.dtso'])).toBe('one');
  });

  it('are files, sources or blobs, on any kind of board', () => {
    const dtbo = encodeBase64Url(blob(overlay('blob')));
    expect(state([{ dts: overlay('source') }])).toBe('source');
    expect(state(['two.dts', { dtbo }])).toBe('blob');
    expect(state([{ dtbo }], { dtb: encodeBase64Url(blob(BOARD)) })).toBe('blob');
    expect(state(['old.dts'])).toBe('plain');
  });

  it.each<[what: string, overlays: Scenario['overlays'], problem: string]>([
    ['one that is not there', ['gone.dtbo'], 'scenario-overlay overlays[0]'],
    ['no base64url', ['two.dts', { dtbo: '???' }], 'scenario-overlay overlays[1]'],
    ['a board', ['b/board.dts'], 'overlay-is-board b/board.dts'],
    ['one for another board', [{ dts: overlay('x').replace('&soc', '&gpu') }], 'overlay-unknown-label overlay-1.dtso'],
  ])('%s is a problem that says which', (_, overlays, problem) => {
    expect(state(overlays)).toBe(problem);
  });

  it.each(['two.dts', 'old.dts'])('are no board: %s', (file) => {
    expect(state(undefined, { file })).toBe(`overlay-alone ${file}`);
  });
});
