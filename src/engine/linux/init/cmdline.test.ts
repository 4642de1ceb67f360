import { describe, expect, it } from 'vitest';
import { engineMessages } from '../../api/messages/index.ts';
import { parseDts } from '../../devicetree/index.ts';
import { parse_args } from '../kernel/params.ts';
import { cpulist_parse } from '../lib/bitmap-str.ts';
import { get_option } from '../lib/cmdline.ts';
import { kstrtobool } from '../lib/kstrtox.ts';

function args(bootargs: string): string[] {
  const tree = parseDts(
    engineMessages('en').devicetree,
    `/dts-v1/;\n/ { chosen { bootargs = ${JSON.stringify(bootargs)}; }; };`,
  );
  if (!tree.ok) throw new Error(tree.error.message);
  return parse_args(tree.value).map(({ param, val }) => (val === undefined ? param : `${param}=${val}`));
}

describe('the command line', () => {
  it('is taken apart at spaces that are not in quotes', () => {
    expect(args('  a  b=1,2 c="x y" "d=p q" e=f=g')).toEqual(['a', 'b=1,2', 'c=x y', 'd=p q', 'e=f=g']);
  });

  it('ends at --, where init’s begins', () => {
    expect(args('maxcpus=2 -- maxcpus=1')).toEqual(['maxcpus=2']);
  });

  it('is no longer than arm64 has room for', () => {
    expect(args(`${'x'.repeat(2040)} maxcpus=2`)).toEqual(['x'.repeat(2040), 'maxcpu']);
  });
});

describe('values', () => {
  it.each([
    ['2', 2],
    ['0x10,3', 16],
    ['010', 8],
    ['-1', -1],
    ['two', undefined],
    [undefined, undefined],
  ])('as a number: %s', (text, value) => {
    expect(get_option(text)).toBe(value);
  });

  it.each([
    ['1', true],
    ['yes', true],
    ['On', true],
    ['off', false],
    ['0', false],
    ['o', undefined],
    [undefined, undefined],
  ])('as yes or no: %s', (text, value) => {
    expect(kstrtobool(text)).toBe(value);
  });

  it.each([
    ['0-2,4', 0b10111n],
    ['all', 0xffn],
    ['N', 0x80n],
    ['0-7:1/2', 0x55n],
    ['1,9,2', 0b10n],
    ['3-1', 0n],
  ])('as CPUs: %s', (list, mask) => {
    expect(cpulist_parse(list, 8)).toBe(mask);
  });
});
