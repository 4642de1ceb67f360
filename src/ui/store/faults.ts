/** What is wrong with the run that is open: asked for when it changes, shown in the source, and mended there. */
import { fail, ok, type Result } from '../../base/result.ts';
import type {
  ExplainedLine,
  Finding,
  FindingEdit,
  FindingPlace,
  Findings,
  MappedLine,
  RunInfo,
} from '../../engine/index.ts';
import type { EngineApi } from '../../worker/contract.ts';
import { messagesOf } from './messages.ts';
import type { Opener } from './opener.ts';
import { scenarioNow, type Stores } from './stores.ts';

/** A place in the text of the editor. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
}

export class Faults {
  private readonly engine: EngineApi;
  private readonly stores: Stores;
  private readonly opener: Opener;

  constructor(engine: EngineApi, stores: Stores, opener: Opener) {
    this.engine = engine;
    this.stores = stores;
    this.opener = opener;
    stores.run.subscribe(({ info }, before) => {
      if (info !== undefined && info !== before.info) void this.look(info);
    });
  }

  private async look(info: RunInfo): Promise<void> {
    const found = await this.engine.findings();
    // Another run may be open by now.
    if (this.stores.run.getState().info === info)
      this.stores.findings.setState({ found: found.ok ? found.value : undefined });
  }

  /** What the lines of a log are about. */
  explain(text: string): Promise<Result<readonly ExplainedLine[]>> {
    return this.engine.explain(text);
  }

  private async source(): Promise<Result<string>> {
    const run = this.stores.run.getState();
    const board = scenarioNow(run)?.board;
    if (board === undefined) return ok('');
    const source = await this.engine.boardSource(board, run.files);
    return source.ok ? ok(source.value.text) : source;
  }

  /** Where a finding is in the text that the editor shows: a blob is shown as text, and included files inside it. */
  async placeOf(where: FindingPlace): Promise<SourcePlace | undefined> {
    const text = await this.source();
    return text.ok ? placeIn(text.value.split('\n'), where) : undefined;
  }

  /** Makes a change in the board's source, and runs the scenario again: with what became of the interrupt that it was for. */
  async mend(finding: Finding, edits: readonly FindingEdit[]): Promise<Result<Mended>> {
    const { where } = finding;
    const before = this.stores.findings.getState().found;
    const text = await this.source();
    if (!text.ok) return text;
    const scenario = scenarioNow(this.stores.run.getState());
    const dts = edits.reduce<string | undefined>(edited, text.value);
    if (scenario === undefined || dts === undefined)
      return fail('mend-moved', messagesOf(this.stores).notices.sourceDiffers);
    const { files } = this.stores.run.getState();
    const change = { kind: 'fix', node: where.node } as const;
    const opened = await this.opener.edited({ ...scenario, board: { dts } }, files, change);
    if (!opened.ok) return opened;
    const now = await this.engine.findings();
    return now.ok ? ok(mended(finding, before, now.value)) : now;
  }
}

/** What a change came to. */
interface Mended {
  /** Whether the finding is gone. */
  readonly gone: boolean;
  /** The interrupt that had not been had, and Linux maps now. */
  readonly line: MappedLine | undefined;
}

/** The interrupts of a finding are those that were refused because of it, else those of its node. */
export function mended({ code, where }: Finding, before: Findings | undefined, now: Findings): Mended {
  const gone = !now.findings.some((each) => each.code === code && each.where.node === where.node);
  const refused = before?.refusals.filter(({ finding }) => finding === code) ?? [];
  const line =
    now.mapped.find(({ node, index }) => refused.some((each) => each.node === node && each.index === index)) ??
    now.mapped.find(({ node }) => node === where.node);
  return { gone, line };
}

/** The text with an edit; undefined where it does not say what the edit takes away. */
export function edited(text: string | undefined, { line, column, remove, insert }: FindingEdit): string | undefined {
  const before = text?.split('\n').slice(0, line);
  const last = before?.[line - 1];
  if (text === undefined || before === undefined || last === undefined || column > last.length + 1) return undefined;
  const at = before.join('\n').length - last.length + column - 1;
  return text.startsWith(remove, at) ? text.slice(0, at) + insert + text.slice(at + remove.length) : undefined;
}

/** The place itself where the text has its property there; else the property's, or the node's, by its path. */
export function placeIn(
  lines: readonly string[],
  { node, property, line, column = 1 }: FindingPlace,
): SourcePlace | undefined {
  const name = node.slice(node.lastIndexOf('/') + 1);
  const said = line === undefined ? undefined : lines[line - 1];
  if (line !== undefined && said !== undefined && said.includes(property ?? name)) return { line, column };
  const open: string[] = [];
  let found: SourcePlace | undefined;
  for (const [i, text] of lines.entries()) {
    const inside = open.join('/') === node || (node === '/' && open.length === 1);
    if (inside && property !== undefined && text.trimStart().startsWith(property))
      return { line: i + 1, column: text.indexOf(property) + 1 };
    const [, begins] = /^\s*(?:[\w]+:\s*)*([^\s:;=]+)\s*\{/.exec(text) ?? [];
    if (begins !== undefined) open.push(begins === '/' ? '' : begins);
    if (begins !== undefined && open.join('/') === node) found = { line: i + 1, column: text.indexOf(begins) + 1 };
    if (/^\s*\};/.test(text)) open.pop();
  }
  return found;
}
