import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageMessages } from '../engine/api/messages/index.ts';
import type { Selection } from '../engine/index.ts';
import { pack, unpack } from './codec.ts';
import { readLink, sourceText, writeLink } from './link.ts';

const SAY = pageMessages('en').links;
import type { Link } from './schema.ts';
import { TABLE_IDS, TWIN_IDS } from '../engine/api/tables.ts';
import { DEFAULT_VIEW, INSPECTOR_VIEWS, LEFT_VIEWS, RIGHT_VIEWS } from './view-text.ts';

const number = fc.nat({ max: 1_000_000 });
const bdf = fc.constantFrom('0000:00:02.0', '0001:1f:1f.7');
const selection: fc.Arbitrary<Selection> = fc.oneof(
  fc.record({ kind: fc.constant('irq' as const), virq: number }),
  fc.record({ kind: fc.constant('domain' as const), id: number }),
  fc.record({ kind: fc.constant('object' as const), id: number }),
  fc.record({ kind: fc.constant('cpu' as const), cpu: number }),
  fc.record({ kind: fc.constant('node' as const), path: fc.string().map((text) => `/${text}`) }),
  fc.record({ kind: fc.constant('function' as const), bdf }),
  fc.record({ kind: fc.constant('vector' as const), bdf, vector: fc.nat({ max: 2047 }) }),
);

const source = fc.oneof(
  fc.record({
    kind: fc.constant('preset' as const),
    name: fc.stringMatching(/^[\w.-]{1,20}$/),
    kernel: fc.constantFrom(undefined, '6.1', '6.12'),
  }),
  fc.record({ kind: fc.constant('packed' as const), scenario: fc.jsonValue({ noUnicodeString: false }) }),
);

const words = fc.string({ minLength: 1, maxLength: 40 });
const order = fc
  .record(
    {
      sort: fc.record({ column: fc.stringMatching(/^\w{1,20}$/), descending: fc.boolean() }),
      filter: words,
      group: fc.stringMatching(/^\w{1,20}$/),
      folded: fc.array(words, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
  // One that says nothing is not written.
  .filter((one) => Object.keys(one).length > 0);

const link: fc.Arbitrary<Link> = fc.record({
  source,
  step: fc.option(number, { nil: undefined }),
  selection: fc.option(selection, { nil: undefined }),
  view: fc.record({
    left: fc.constantFrom(...LEFT_VIEWS),
    right: fc.constantFrom(...RIGHT_VIEWS),
    bdf: fc.option(bdf, { nil: undefined }),
    inspector: fc.constantFrom(...INSPECTOR_VIEWS),
    twin: fc.constantFrom(...TWIN_IDS),
    text: fc.option(fc.stringMatching(/^[\x20-\x7e]{1,40}$/), { nil: undefined }),
    block: fc.option(fc.stringMatching(/^[\x20-\x7e]{1,40}$/), { nil: undefined }),
    orders: fc.dictionary(fc.constantFrom(...TABLE_IDS), order),
    unfolded: fc.array(words, { maxLength: 3 }),
  }),
  hash: fc.option(fc.stringMatching(/^[0-9a-f]{16}$/), { nil: undefined }),
});

const plain: Link = {
  source: { kind: 'preset', name: 'virt', kernel: undefined },
  step: undefined,
  selection: undefined,
  view: DEFAULT_VIEW,
  hash: undefined,
};

describe('a link', () => {
  it('reads back as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(link, async (given) => {
        const read = await readLink(writeLink(given, await sourceText(given.source)), SAY);
        // JSON has no -0.
        const expected = JSON.parse(JSON.stringify(given)) as unknown;
        expect(JSON.parse(JSON.stringify(read))).toEqual({ ok: true, value: { link: expected, lost: [] } });
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });

  it('never throws, whatever stands after the #', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (source, rest) => {
        await readLink(`#v=1&s=${source}&${rest}`, SAY);
        await readLink(`#${rest}`, SAY);
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });

  it('leaves defaults out', () => {
    expect(writeLink(plain, 'virt')).toBe('#v=1&s=virt');
  });

  it('can be read by a person', async () => {
    const given: Link = {
      ...plain,
      source: { kind: 'preset', name: 'virt', kernel: '6.1' },
      step: 1204,
      selection: { kind: 'node', path: '/pl011@9000000' },
      view: { ...DEFAULT_VIEW, right: 'msix', bdf: '0000:00:02.0' },
    };
    expect(writeLink(given, await sourceText(given.source))).toBe(
      '#v=1&s=virt@6.1&t=1204&sel=node:/pl011@9000000&view=hardware.msix&dev=0000:00:02.0',
    );
  });

  it('keeps the scenario when a view part is bad, and names that part', async () => {
    const read = await readLink('#v=1&s=virt&t=12x&sel=teapot:3&view=upside.down&h=zz', SAY);
    expect(read).toEqual({ ok: true, value: { link: plain, lost: ['view', 'view', 't', 'sel', 'h'] } });
  });

  it('of a newer version is refused with a word on it', async () => {
    expect(await readLink('#v=2&s=virt', SAY)).toMatchObject({ ok: false, error: { code: 'link-newer' } });
  });

  it('is none where nothing stands, and refused without a version', async () => {
    expect(await readLink('', SAY)).toBeUndefined();
    for (const hash of ['#section', '#t=5', '#%%%']) {
      const read = await readLink(hash, SAY);
      expect(read?.ok === false ? read.error.code : '').toBe('link-none');
    }
  });

  it('says when it was cut off', async () => {
    const packed = await pack({ irqscope: 1, board: { dts: '/dts-v1/; / { };'.repeat(20) } });
    expect(await readLink(`#v=1&s=${packed.slice(0, -9)}`, SAY)).toMatchObject({
      ok: false,
      error: { code: 'link-damaged' },
    });
    expect(await readLink('#v=1', SAY)).toMatchObject({ ok: false, error: { code: 'link-empty' } });
  });

  it('does not unpack without end', async () => {
    const bomb = await pack('x'.repeat(300_000));
    expect(bomb.length).toBeLessThan(2000);
    expect(await unpack(bomb, SAY, 100_000)).toMatchObject({ ok: false, error: { code: 'link-too-large' } });
  });
});
