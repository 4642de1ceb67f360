/** A picture in a link: `#v=1&s=<preset or codec:payload>&t=<step>&sel=…&view=…`. Defaults are left out. */
import type { PageMessages } from '../engine/api/messages/index.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { pack, unpack } from './codec.ts';
import { type Link, LINK_VERSION, type LinkSource, readParts, writeParts } from './schema.ts';
import { upgrade } from './upgraders.ts';

/** Beyond this, mail and chat programs cut links off. */
export const MAX_LINK = 8000;

export interface ReadLink {
  readonly link: Link;
  /** Names of the parts that could not be read and were left out. */
  readonly lost: readonly string[];
}

/** The part that names the scenario; it is the long one, so it is made once a scenario. */
export async function sourceText(source: LinkSource): Promise<string> {
  if (source.kind === 'packed') return pack(source.scenario);
  return source.kernel === undefined ? source.name : `${source.name}@${source.kernel}`;
}

/** The hash part of the link, with its "#". */
export function writeLink(link: Link, source: string): string {
  const params = new URLSearchParams({ v: String(LINK_VERSION), s: source });
  writeParts(link, params);
  // Kept readable: these need no escape after the "#".
  return `#${params.toString().replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%40', '@').replaceAll('%2C', ',')}`;
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
]);
const TABLE_KEY = /^\w+\.(sort|filter|group|fold)$/;

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
    return fail('link-newer', say.newer({ version, known: LINK_VERSION }), undefined, say.newerHint);
  }
  const params = upgrade(given, Number(version));
  const source = await readSource(params.get('s') ?? '', say);
  if (!source.ok) return source;
  const { lost, ...parts } = readParts(params);
  const unknown = [...new Set(params.keys())].filter((key) => !KEYS.has(key) && !TABLE_KEY.test(key));
  return ok({ link: { source: source.value, ...parts }, lost: [...lost, ...unknown] });
}

async function readSource(text: string, say: PageMessages['links']): Promise<Result<LinkSource>> {
  const preset = /^([\w.-]+)(?:@([\d.]+))?$/.exec(text);
  if (preset !== null) return ok({ kind: 'preset', name: preset[1] ?? '', kernel: preset[2] });
  if (text === '') return fail('link-empty', say.empty, undefined, say.cutOffHint);
  const scenario = await unpack(text, say);
  return scenario.ok ? ok({ kind: 'packed', scenario: scenario.value }) : scenario;
}
