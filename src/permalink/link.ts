/** A picture in a link: `#v=1&s=<preset or codec:payload>&t=<step>&sel=…&view=…`. Defaults are left out. */
import type { PageMessages } from '../engine/api/messages/index.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { isNewer, VERSION } from '../base/version.ts';
import { pack, unpack } from './codec.ts';
import { compareText, type LinkCompare, type LinkSource, parseCompare } from './compare-text.ts';
import { type Link, LINK_VERSION, readParts, writeParts } from './schema.ts';
import { readTour, writeTour } from './tour-text.ts';
import { upgrade } from './upgraders.ts';

/**
 * How long a link may be, in characters. What bears least of what people pass links on with is Microsoft Teams, whose messages end at 28 kB with
 * all markup; Slack cuts off at 40,000 characters, GitHub at 65,536. Browsers take more: Chromium shows 32,768 (kMaxURLDisplayChars) and
 * takes 2 MB, Firefox shows 65,536, Safari was seen with 80,000. What is behind the "#" goes to no server, so limits of servers do not count.
 * A blob of 62 kB, as many boards have, takes 17,000; 550 of the 577 in Debian's kernel package fit.
 */
export const MAX_LINK = 24_000;

export interface ReadLink {
  readonly link: Link;
  /** Names of the parts that could not be read and were left out. */
  readonly lost: readonly string[];
  /** The version of irqscope that made it, where that is newer than this one. */
  readonly newer: string | undefined;
}

/** What of a link is there beside its scenario, and what of it could not be read. */
type ReadPicture = Picture & Pick<ReadLink, 'lost' | 'newer'>;

/** The part that names the scenario; it is the long one, so it is made once a scenario. */
export async function sourceText(source: LinkSource): Promise<string> {
  if (source.kind === 'packed') return pack(source.scenario);
  return source.kernel === undefined ? source.name : `${source.name}@${source.kernel}`;
}

/** What of a link is there beside its scenario. */
export type Picture = Omit<Link, 'source'>;

/** The hash part of the link, with its "#". */
export async function writeLink(link: Picture, source: string): Promise<string> {
  const params = new URLSearchParams({ v: String(LINK_VERSION), s: source });
  return `#${await pictureText(link, params)}`;
}

/** The picture alone, for a file that has the scenario. */
export function writePicture(link: Picture): Promise<string> {
  return pictureText(link, new URLSearchParams({ v: String(LINK_VERSION) }));
}

async function pictureText({ compare, tour, ...link }: Picture, params: URLSearchParams): Promise<string> {
  writeParts(link, params);
  if (compare !== undefined) {
    const { other } = compare;
    params.set('cmp', compareText(compare, other.kind === 'source' ? await sourceText(other.source) : ''));
  }
  if (tour !== undefined) await writeTour(tour, params);
  params.set('by', VERSION);
  // Kept readable: these need no escape after the "#".
  return params.toString().replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%40', '@').replaceAll('%2C', ',');
}

/** Keys that a link may have, but for those of tables ("irqs.sort"). What has another is said to be left out. */
const KEYS: ReadonlySet<string> = new Set([
  'v',
  's',
  't',
  'sel',
  'h',
  'view',
  'tab',
  'twin',
  'dev',
  'text',
  'block',
  'open',
  'lang',
  'stop',
  'cmp',
  'hs',
  'pane',
  'tour',
  'at',
  'by',
]);
const TABLE_KEY = /^\w+\.(sort|filter|group|fold|cols)$/;

/** undefined when the address has nothing behind its "#". */
export async function readLink(hash: string, say: PageMessages['links']): Promise<Result<ReadLink> | undefined> {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const version = given.get('v');
  if (version === null)
    return hash.replace(/^#/, '') === '' ? undefined : fail('link-none', say.none, undefined, say.cutOffHint);
  if (!/^\d{1,6}$/.test(version) || Number(version) < 1) {
    return fail('link-version', say.version, undefined, say.cutOffHint);
  }
  if (Number(version) > LINK_VERSION) {
    const by = given.get('by') ?? '';
    const maker = isNumbered(by) ? by : undefined;
    return fail('link-newer', say.newer({ version, known: LINK_VERSION, by: maker }), undefined, say.newerHint);
  }
  const params = upgrade(given, Number(version));
  const source = await readSource(params.get('s') ?? '', say);
  if (!source.ok) return source;
  const { lost, newer, ...picture } = await readPicture(params, say);
  return ok({ link: { source: source.value, ...picture }, lost, newer });
}

/** The picture that a file has beside its scenario. */
export async function readPictureText(text: string, say: PageMessages['links']): Promise<ReadPicture> {
  const given = new URLSearchParams(text);
  const version = Number(given.get('v') ?? LINK_VERSION);
  const isKnown = Number.isInteger(version) && version >= 1 && version <= LINK_VERSION;
  // Of a newer version what is known is read, and the rest is named.
  return readPicture(isKnown ? upgrade(given, version) : given, say);
}

async function readPicture(params: URLSearchParams, say: PageMessages['links']): Promise<ReadPicture> {
  const { lost, ...parts } = readParts(params);
  const compare = await readCompare(params.get('cmp'), say);
  const walked = await readTour(params, say);
  const by = params.get('by') ?? VERSION;
  const isVersion = isNumbered(by);
  const unknown = [...new Set(params.keys())].filter((key) => !KEYS.has(key) && !TABLE_KEY.test(key));
  return {
    ...parts,
    compare: compare.value,
    tour: walked.tour,
    lost: [...lost, ...compare.lost, ...walked.lost, ...(isVersion ? [] : ['by']), ...unknown],
    newer: isVersion && isNewer(by, VERSION) ? by : undefined,
  };
}

/** Whether a text is a version of irqscope, like "0.1.0". */
function isNumbered(text: string): boolean {
  return /^\d{1,6}(\.\d{1,6}){0,3}$/.test(text);
}

async function readCompare(
  text: string | null,
  say: PageMessages['links'],
): Promise<{ readonly value: LinkCompare | undefined; readonly lost: readonly string[] }> {
  if (text === null) return { value: undefined, lost: [] };
  const parsed = parseCompare(text);
  if (parsed === undefined) return { value: undefined, lost: ['cmp'] };
  if ('compare' in parsed) return { value: parsed.compare, lost: [] };
  const source = await readSource(parsed.source, say);
  if (!source.ok) return { value: undefined, lost: ['cmp'] };
  const { at, step } = parsed;
  return { value: { other: { kind: 'source', source: source.value, step }, at }, lost: [] };
}

async function readSource(text: string, say: PageMessages['links']): Promise<Result<LinkSource>> {
  const preset = /^([\w.-]+)(?:@([\d.]+))?$/.exec(text);
  if (preset !== null) return ok({ kind: 'preset', name: preset[1] ?? '', kernel: preset[2] });
  if (text === '') return fail('link-empty', say.empty, undefined, say.cutOffHint);
  const scenario = await unpack(text, say);
  return scenario.ok ? ok({ kind: 'packed', scenario: scenario.value }) : scenario;
}
