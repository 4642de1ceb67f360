import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../base/version.ts';
import { pageMessages } from '../engine/api/messages/index.ts';
import type { Selection, Stop } from '../engine/index.ts';
import { encodeBase64Url } from '../base/base64url.ts';
import { pack, packText, unpack } from './codec.ts';
import { MAX_LINK, readLink, sourceText, writeLink } from './link.ts';

const SAY = pageMessages('en').links;
import type { LinkCompare } from './compare-text.ts';
import { type Link, LINK_VERSION } from './schema.ts';
import { TABLE_IDS, TWIN_IDS } from '../engine/api/tables.ts';
import { LEFT_VIEWS, RIGHT_VIEWS } from '../engine/api/scenario/names.ts';
import { DEFAULT_VIEW, INSPECTOR_VIEWS } from './view-text.ts';

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

const id = fc.stringMatching(/^[a-z]\w{0,12}$/);
const columns = fc
  .record({
    shown: fc.dictionary(id, fc.boolean(), { maxKeys: 3 }),
    widths: fc.dictionary(id, fc.nat({ max: 900 }), { maxKeys: 3 }),
  })
  .filter(({ shown, widths }) => Object.keys(shown).length + Object.keys(widths).length > 0);
const stop: fc.Arbitrary<Stop> = fc.oneof(
  fc.record({ what: fc.constant('call' as const), text: fc.stringMatching(/^\w{1,20}$/) }),
  fc.record({ what: fc.constant('object' as const), selection }),
  fc.record({ what: fc.constantFrom('domain' as const, 'log' as const) }),
);
const at = fc.constantFrom('end' as const, 'here' as const);
const compare: fc.Arbitrary<LinkCompare> = fc.oneof(
  fc.record({ other: fc.record({ kind: fc.constant('kernel' as const), version: fc.constant('7.3' as const) }), at }),
  fc.record({ other: fc.record({ kind: fc.constantFrom('bare' as const, 'model' as const) }), at }),
  fc.record({
    other: fc.record({ kind: fc.constant('step' as const), step: number }),
    at: fc.constant('end' as const),
  }),
  fc.record({
    other: fc.record({ kind: fc.constant('source' as const), source, step: fc.option(number, { nil: undefined }) }),
    at,
  }),
);

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
    columns: fc.dictionary(fc.stringMatching(/^\w{1,12}$/), columns),
  }),
  stops: fc.array(fc.record({ stop, on: fc.boolean() }), { maxLength: 3 }),
  compare: fc.option(compare, { nil: undefined }),
  rungs: fc.option(fc.stringMatching(/^\d{1,6}\.([0-9a-f]{4}){1,32}$/), { nil: undefined }),
  hash: fc.option(fc.stringMatching(/^[0-9a-f]{16}$/), { nil: undefined }),
  tour: fc.option(
    fc.oneof(
      fc.record({
        kind: fc.constant('bundled' as const),
        name: fc.stringMatching(/^[a-z][\w-]{0,20}$/),
        at: fc.nat({ max: 99 }),
      }),
      fc.record({
        kind: fc.constant('own' as const),
        tour: fc.jsonValue({ noUnicodeString: false }),
        at: fc.nat({ max: 99 }),
      }),
    ),
    { nil: undefined },
  ),
});

const plain: Link = {
  source: { kind: 'preset', name: 'virt', kernel: undefined },
  step: undefined,
  selection: undefined,
  view: DEFAULT_VIEW,
  stops: [],
  compare: undefined,
  hash: undefined,
  rungs: undefined,
};

describe('a link', () => {
  it('reads back as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(link, async (given) => {
        const read = await readLink(await writeLink(given, await sourceText(given.source)), SAY);
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

  it('leaves defaults out', async () => {
    expect(await writeLink(plain, 'virt')).toBe(`#v=1&s=virt&by=${VERSION}`);
  });

  it('can be read by a person', async () => {
    const given: Link = {
      ...plain,
      source: { kind: 'preset', name: 'virt', kernel: '6.1' },
      step: 1204,
      selection: { kind: 'node', path: '/pl011@9000000' },
      view: { ...DEFAULT_VIEW, right: 'msix', bdf: '0000:00:02.0' },
    };
    expect(await writeLink(given, await sourceText(given.source))).toBe(
      `#v=1&s=virt@6.1&t=1204&sel=node:/pl011@9000000&view=hardware.msix&dev=0000:00:02.0&by=${VERSION}`,
    );
  });

  it('keeps the scenario when a view part is bad, and names that part', async () => {
    const read = await readLink('#v=1&s=virt&t=12x&sel=teapot:3&view=upside.down&h=zz', SAY);
    expect(read).toEqual({ ok: true, value: { link: plain, lost: ['view', 'view', 't', 'sel', 'h'] } });
  });

  it('of a newer version is refused with a word on it, and who made it', async () => {
    const read = await readLink('#v=2&s=virt&by=3.14.1', SAY);
    expect(read).toMatchObject({ ok: false, error: { code: 'link-newer' } });
    expect(read?.ok === false ? read.error.message : '').toContain('made by irqscope 3.14.1');
    expect(await readLink('#v=2&s=virt&by=<b>', SAY)).toMatchObject({ ok: false, error: { code: 'link-newer' } });
  });

  it('that a newer irqscope made opens, and says so', async () => {
    for (const [by, newer] of [
      ['99.0.0', '99.0.0'],
      [VERSION, undefined],
      ['0.0.9', undefined],
    ] as const)
      expect(await readLink(`#v=1&s=virt&by=${by}`, SAY)).toMatchObject({ ok: true, value: { lost: [], newer } });
    expect(await readLink('#v=1&s=virt&by=1.x', SAY)).toMatchObject({ ok: true, value: { lost: ['by'] } });
  });

  it('whose tour cannot be read opens without it', async () => {
    const bomb = await pack(' '.repeat(9 * 1024 * 1024));
    for (const tour of ['d:AAAA', 'x:1', '<b>', bomb]) {
      const read = await readLink(`#v=1&s=virt&tour=${encodeURIComponent(tour)}&at=0`, SAY);
      expect(read).toMatchObject({ ok: true, value: { link: { tour: undefined }, lost: ['at', 'tour'] } });
    }
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

  it('of every version up to this one opens', async () => {
    /** A link as each version wrote it. */
    const written: Readonly<Record<number, string>> = {
      1: '#v=1&s=virt@6.1&t=12&sel=irq:13&view=table.msix&domainTable.sort=-name&h=0123456789abcdef',
    };
    for (let version = 1; version <= LINK_VERSION; version++) {
      const read = await readLink(written[version] ?? '', SAY);
      expect(read).toMatchObject({
        ok: true,
        value: { link: { step: 12, selection: { kind: 'irq', virq: 13 }, view: { left: 'table', right: 'msix' } } },
      });
      expect(read?.ok === true ? read.value.link.view.orders.domains : undefined).toEqual({
        sort: { column: 'name', descending: true },
      });
    }
  });

  it('names a part that is bad, and opens its scenario', async () => {
    const bad = '#v=1&s=virt&cmp=kernel:2.4&stop=teapot&irqs.cols=%3Cb%3E&hs=1.zz&colour=red&t=1e99';
    const read = await readLink(bad, SAY);
    const lost = ['irqs.cols', 't', 'stop', 'hs', 'cmp', 'colour'];
    expect(read).toEqual({ ok: true, value: { link: plain, lost } });
    const many = Array.from({ length: 5000 }, (_, i) => `k${i}=1`).join('&');
    const told = await readLink(`#v=1&s=virt&${'x'.repeat(10_000)}=1&${many}`, SAY);
    const parts = told?.ok === true ? told.value.lost : [];
    expect(parts).toHaveLength(5001);
    expect(SAY.partLostAbout({ parts }).length).toBeLessThan(400);
  });

  it('that is nested without end is refused', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const read = await readLink(`#v=1&s=${await packText(deep)}`, SAY);
    // Either nobody can read so much nesting, or it is no scenario, which the engine says.
    expect(read?.ok === false ? read.error.code : (read?.value.link.source.kind ?? '')).toMatch(
      /^(link-damaged|packed)$/,
    );
    const bomb = await readLink(`#v=1&s=${await pack(' '.repeat(9 * 1024 * 1024))}`, SAY);
    expect(bomb).toMatchObject({ ok: false, error: { code: 'link-too-large' } });
  });

  it('holds a tree of 9 kB, compressed', () => {
    // In base64, with a thousand characters for the picture.
    expect(Math.ceil((9 * 1024 * 4) / 3) + 1000).toBeLessThan(MAX_LINK);
  });
});

describe('blobs in a link', () => {
  const dtb = encodeBase64Url(Uint8Array.from({ length: 3000 }, (_, at) => (at * 7) % 64));
  const dtbo = encodeBase64Url(new Uint8Array([0, 1, 0, 255]));
  const say = pageMessages('en').links;

  it('come out as they went in, in fewer letters than as base64 in JSON', async () => {
    const scenario = {
      irqscope: 1,
      board: { dtb },
      overlays: [{ dtbo }, 'file.dtbo', { dtbo: 'no base64!' }, { dtbo: 'AAB' }, { dtbo: 'AA==' }],
    };
    const packed = await pack(scenario);
    expect(packed).toMatch(/^b:/);
    expect(packed.length).toBeLessThan((await packText(JSON.stringify(scenario))).length);
    expect(await unpack(packed, say)).toEqual({ ok: true, value: scenario });
  });

  it('that are cut off are no blob', async () => {
    const packed = await pack({ board: { dtb: '' }, overlays: [{ dtbo }] });
    expect(await unpack(packed, say)).toEqual({ ok: true, value: { board: { dtb: '' }, overlays: [{ dtbo }] } });
    const bytes = new TextEncoder().encode('{"board":{"dtb":9}}\0abc');
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
    const deflated = new Uint8Array(await new Response(stream).arrayBuffer());
    expect(await unpack(`b:${encodeBase64Url(deflated)}`, say)).toEqual({ ok: true, value: { board: { dtb: 9 } } });
  });
});
