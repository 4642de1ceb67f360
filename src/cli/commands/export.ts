/** irqscope export: tables, findings and the state, for reports. irqscope trace: the run, for other programs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ExportId } from '../../engine/api/export.ts';
import { type CliMessages, cliMessages, type Language, pageMessages } from '../../engine/api/messages/index.ts';
import { TABLE_IDS, type TableId } from '../../engine/api/tables.ts';
import { exporting, findingsOf, runInfo, screenOf, type Session, Viewer } from '../../engine/index.ts';
import { openInput } from '../input.ts';
import { give } from '../output.ts';
import type { CliOptions, Outcome } from '../options.ts';

const TRACES = { perfetto: 'perfetto', ftrace: 'ftrace', dat: 'trace-dat' } as const satisfies Record<string, ExportId>;
const FORMATS = ['md', 'csv', 'dump', 'svg'] as const;
/** What a picture can show: devices, controllers and CPUs, or the tree of domains. */
const READINGS = ['hardware', 'domains'] as const;

const isTrace = (format: string): format is keyof typeof TRACES => Object.hasOwn(TRACES, format);

export async function traceCommand(
  inputs: readonly string[],
  options: CliOptions,
  language: Language,
): Promise<Result<Outcome>> {
  const say = cliMessages(language);
  const { format = 'perfetto' } = options;
  if (!isTrace(format)) return noFormat(format, Object.keys(TRACES), say);
  const session = openAt(inputs, options, language);
  if (!session.ok) return session;
  const { exportFile } = await exporting();
  const viewer = Viewer.of(session.value);
  const file = exportFile(TRACES[format], session.value, viewer, pageMessages(language).tables.all);
  return file.ok ? give(file.value.content, options) : file;
}

export async function exportCommand(
  inputs: readonly string[],
  options: CliOptions,
  language: Language,
): Promise<Result<Outcome>> {
  const say = cliMessages(language);
  const { format = 'md' } = options;
  if (FORMATS.every((each) => each !== format)) return noFormat(format, FORMATS, say);
  if (format === 'svg') return picture(inputs, options, language);
  const only = partsOf(options.only, say);
  if (!only.ok) return only;
  const session = openAt(inputs, options, language);
  if (!session.ok) return session;
  if (format === 'dump') {
    const dump = session.value.dump({ at: session.value.cursor.step });
    return dump.ok ? give(dump.value, options) : dump;
  }
  return tables(session.value, format === 'csv' ? 'csv' : 'md', only.value, options, language);
}

/** The picture, as the page draws it in its light theme. */
async function picture(inputs: readonly string[], options: CliOptions, language: Language): Promise<Result<Outcome>> {
  const say = cliMessages(language);
  const { only = 'hardware' } = options;
  const reading = READINGS.find((one) => one === only);
  if (reading === undefined) return fail('cli-only', say.export.noPart({ given: only, parts: READINGS }));
  const session = openAt(inputs, options, language);
  if (!session.ok) return session;
  const { cursor, rec } = session.value;
  const viewer = Viewer.of(session.value);
  const { position } = cursor;
  // What there is to draw is known at the end of the run.
  cursor.seek(rec.trace.length);
  const { topology: plan } = runInfo(viewer, session.value);
  cursor.seek(position);
  const screen = screenOf(viewer, { topology: true }, position);
  const { stillPicture } = await import('../../ui/topology/still-picture.tsx');
  const drawn = { plan, screen, findings: findingsOf(session.value) };
  return give(stillPicture(drawn, { language, reading, theme: 'light' }), options);
}

/** What of a report is wanted. */
interface Parts {
  readonly tables: readonly TableId[];
  readonly findings: boolean;
}

async function tables(
  session: Session,
  format: 'csv' | 'md',
  { tables: ids, findings }: Parts,
  options: CliOptions,
  language: Language,
): Promise<Result<Outcome>> {
  const { findingsMarkdown, tablesMarkdown, tableTexts } = await exporting();
  const texts = tableTexts(Viewer.of(session), pageMessages(language).tables.all, format, ids);
  if (format === 'csv') {
    const [first, ...more] = texts;
    if (options.out !== undefined) return intoFolder(options.out, texts);
    if (first === undefined || more.length > 0) return fail('cli-only', cliMessages(language).export.oneTable);
    return ok({ code: 0, text: first.text });
  }
  const { board, scenario } = session.loaded;
  const about = { board, kernel: scenario.kernel };
  const blocks = [
    ...(findings ? [findingsMarkdown(about, findingsOf(session), session.messages.export)] : []),
    ...(texts.length === 0 ? [] : [tablesMarkdown(texts)]),
  ];
  return give(blocks.join('\n'), options);
}

function intoFolder(
  folder: string,
  texts: readonly { readonly name: string; readonly text: string }[],
): Result<Outcome> {
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of texts) writeFileSync(join(folder, `${name}.csv`), text);
  return ok({ code: 0 });
}

function partsOf(only: string | undefined, say: CliMessages): Result<Parts> {
  if (only === undefined) return ok({ tables: TABLE_IDS, findings: true });
  const names = only.split(',');
  const unknown = names.find((name) => name !== 'findings' && TABLE_IDS.every((id) => id !== name));
  if (unknown !== undefined)
    return fail('cli-only', say.export.noPart({ given: unknown, parts: [...TABLE_IDS, 'findings'] }));
  return ok({ tables: TABLE_IDS.filter((id) => names.includes(id)), findings: names.includes('findings') });
}

function openAt(inputs: readonly string[], options: CliOptions, language: Language): Result<Session> {
  if (inputs.length > 1) return fail('cli-inputs', cliMessages(language).takesOne({ count: inputs.length }));
  const session = openInput(inputs[0], options, language);
  if (!session.ok) return session;
  const moved = session.value.goTo(options.at);
  return moved.ok ? session : moved;
}

function noFormat(format: string, formats: readonly string[], say: CliMessages): Result<never> {
  return fail('cli-format', say.check.noFormat({ format, formats }), undefined, say.tryHelp);
}
