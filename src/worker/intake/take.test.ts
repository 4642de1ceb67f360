import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../engine/index.ts';
import type { Choice, GivenFile, Taken } from '../contract.ts';
import { take } from './take.ts';

const BOARD = '/dts-v1/;\n/ { soc: soc { }; };';
const OVERLAY = '/dts-v1/;\n/plugin/;\n&soc { on; };';

type Texts = Readonly<Record<string, string>>;

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const given = (texts: Texts): GivenFile[] =>
  Object.entries(texts).map(([path, text]) => ({ path, blob: new Blob([encode(text)]) }));
const zip = (path: string, texts: Texts): GivenFile => {
  const packed = zipSync(Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, encode(text)])));
  return { path, blob: new Blob([new Uint8Array(packed)]) };
};

async function taken(files: readonly GivenFile[], choice?: Choice): Promise<Taken> {
  const result = await take(files, choice, 'en');
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Code of the problem, or what it was taken for. */
async function outcome(files: readonly GivenFile[], choice?: Choice): Promise<string> {
  const result = await take(files, choice, 'en');
  if (!result.ok) return result.error.code;
  const { value } = result;
  if (value.kind === 'choose') return `choose ${value.boards.join(' ')} / ${value.overlays.join(' ')}`;
  if (value.kind === 'overlays') return `overlays ${value.overlays.join(' ')}`;
  if (value.kind === 'machine') return `machine ${value.machine.name}`;
  if (value.kind === 'tour')
    return `tour ${typeof value.tour.title === 'string' ? value.tour.title : value.tour.title.en} + ${[...value.files.keys()].join(' ')}`;
  if (value.kind === 'functions') return `functions ${value.functions.map(({ bdf }) => bdf).join(' ')}`;
  const { board, overlays = [] } = value.scenario;
  const names = overlays.map((one) => (typeof one === 'string' ? one : '…'));
  const read = loadScenario(value.scenario, value.files);
  return `${'file' in board ? board.file : '…'} + ${names.join(' ')} = ${read.ok ? 'read' : read.error.code}`;
}

/** A device tree blob with nothing in it. */
const BLOB = String.fromCharCode(0xd0, 0x0d, 0xfe, 0xed);
const blob = (path: string): GivenFile => ({
  path,
  blob: new Blob([Uint8Array.from(BLOB, (char) => char.charCodeAt(0))]),
});

const KERNEL: Texts = {
  'linux/arch/arm64/boot/dts/a/one.dts': `#include "soc.dtsi"\n#include <arm/b/more.dtsi>\n`,
  'linux/arch/arm64/boot/dts/a/two.dts': `#include "one.dts"\n/ { two; };`,
  'linux/arch/arm64/boot/dts/a/soc.dtsi': `/dts-v1/;\n#include <dt-bindings/x.h>\n/ { x = <X>; };`,
  'linux/arch/arm64/boot/dts/a/extra.dtso': OVERLAY,
  'linux/arch/arm/boot/dts/b/more.dtsi': '/ { more; };',
  'linux/include/dt-bindings/x.h': '../uapi/x.h',
  'linux/include/uapi/x.h': '#define X 4\n/* what the link leads to */',
};

describe('files that were given', () => {
  it.each<[what: string, texts: Texts, becomes: string]>([
    ['a board', { 'a.dts': BOARD }, 'a.dts +  = read'],
    ['what lspci printed', { 'lspci.txt': '01:00.0 0108: 144d:a808 (prog-if 02)\n' }, 'functions 0000:01:00.0'],
    ['lspci with a line of something else', { 'lspci.txt': '01:00.0 0108: 144d:a808\ntotal 4\n' }, 'lspci-line'],
    [
      'a board with its parts, in any order',
      { 'p.dtsi': '/ { };', 'a.dts': `${BOARD}\n#include "x/p.dtsi"` },
      'a.dts +  = read',
    ],
    [
      'overlays and a board',
      { 'b10.dtso': OVERLAY, 'b2.dts': OVERLAY, 'a.dts': BOARD },
      'a.dts + b2.dts b10.dtso = read',
    ],
    ['overlays alone', { 'b.dtso': OVERLAY, 'a.dts': OVERLAY }, 'overlays a.dts b.dtso'],
    ['a source that another includes', { 'a.dts': BOARD, 'b.dts': '#include "a.dts"\n/ { };' }, 'b.dts +  = read'],
    ['two sources', { 'a.dts': BOARD, 'b.dts': BOARD }, 'choose a.dts b.dts / '],
    ['something else', { 'a.txt': 'hello', 'b.png': '' }, 'no-board'],
    ['something else alone', { 'a.txt': 'hello' }, 'a.txt +  = dts-syntax'],
    ['parts alone', { 'a.dtsi': '/ { };', 'b.dtsi': '/ { };' }, 'no-board'],
    [
      'a folder with one board',
      { 'd/a.dts': BOARD, 'd/b.dtso': OVERLAY, 'd/.c.dts': BOARD },
      'd/a.dts + d/b.dtso = read',
    ],
    [
      'a scenario beside its board',
      {
        'd/s.json': '{"irqscope": 1, "kernel": "6.12", "board": {"file": "../a.dts"}, "overlays": ["o.dtso"]}',
        'a.dts': BOARD,
        'd/o.dtso': OVERLAY,
        'd/package.json': '{}',
      },
      'a.dts + d/o.dtso = read',
    ],
    [
      'a tour',
      { 'a.json': '{"irqscopeTour": 1, "title": "T", "stops": [{"title": "a", "text": "b", "at": "end"}]}' },
      'tour T + ',
    ],
    [
      'a tour beside the board of its scenario',
      {
        'd/t.json': `{"irqscopeTour": 1, "title": "T", "stops": [{"title": "a", "text": "b", "at": "end"}],
          "scenario": {"irqscope": 1, "kernel": "6.12", "board": {"file": "a.dts"}}}`,
        'd/a.dts': BOARD,
      },
      'tour T + d/a.dts',
    ],
    ['a tour that does not fit', { 'a.json': '{"irqscopeTour": 1, "title": "T", "stops": []}' }, 'tour-schema'],
    ['a tour of another kind', { 'a.json': '{"irqscopeTour": 2}' }, 'tour-newer'],
  ])('%s', async (_, texts, becomes) => {
    expect(await outcome(given(texts))).toBe(becomes);
    // The same in a zip of its own.
    const zipped = await outcome([zip('all.zip', texts)]);
    if (Object.keys(texts).length > 1) expect(zipped).toBe(becomes);
  });

  it('two blobs are a problem that names them', async () => {
    const result = await take([blob('a.dtb'), blob('b.dtb')], undefined, 'en');
    expect(result).toMatchObject({ ok: false, error: { code: 'two-boards' } });
    expect(result.ok ? '' : result.error.message).toContain('a.dtb, b.dtb');
  });

  it('a blob without an ending is known by its content', async () => {
    expect(await taken([blob('fdt')])).toMatchObject({ kind: 'scenario', scenario: { board: { file: 'fdt' } } });
  });

  it('a damaged zip says so', async () => {
    expect(await outcome(given({ 'a.zip': 'PK\u0003\u0004 and no more' }))).toBe('zip-damaged');
  });

  it('several zips keep their files apart', async () => {
    const both = [zip('x.zip', { 'a.dts': BOARD }), zip('y.zip', { 'o.dtso': OVERLAY })];
    expect(await outcome(both)).toBe('x/a.dts + y/o.dtso = read');
  });
});

describe.each<[kind: string, files: GivenFile[]]>([
  ['folder', given(KERNEL)],
  ['zip', [zip('linux.zip', KERNEL)]],
])('a kernel tree as a %s', (_, files) => {
  it('asks which board', async () => {
    expect(await taken(files)).toEqual({
      kind: 'choose',
      boards: ['linux/arch/arm64/boot/dts/a/one.dts', 'linux/arch/arm64/boot/dts/a/two.dts'],
      overlays: ['linux/arch/arm64/boot/dts/a/extra.dtso'],
    });
  });

  it('opens the one that was chosen with all that it includes, and no more', async () => {
    const main = 'linux/arch/arm64/boot/dts/a/one.dts';
    const one = await taken(files, { main, overlays: [] });
    expect(one.kind === 'scenario' && [...one.files.keys()].toSorted()).toEqual(
      Object.keys(KERNEL)
        .filter((path) => !/two|extra|uapi/.test(path))
        .toSorted(),
    );
    expect(await outcome(files, { main, overlays: [] })).toBe(`${main} +  = read`);
  });
});

describe('what a machine printed', () => {
  it('is known by its sections, or by the head of /proc/interrupts', async () => {
    expect(await outcome(given({ 'machine.txt': '@@@@ interrupts\n           CPU0\n' }))).toBe('machine machine.txt');
    expect(
      await outcome(given({ interrupts: '           CPU0       CPU1       \n  1: 3 4 XT-PIC 1-edge i8042\n' })),
    ).toBe('machine interrupts');
    expect(await outcome(given({ 'notes.txt': 'CPU0 is slow\n' }))).not.toContain('machine');
  });
});
