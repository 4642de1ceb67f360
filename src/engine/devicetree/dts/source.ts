/** Text put together from pieces of files, and the way back from a position in it to file, line and column. */
import type { Where } from '../../../base/result.ts';

/** One text file. Offsets count UTF-16 units from 0. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #lineStarts: number[] = [0];
  /** What line markers (# 12 "other.dts") said: from `offset` on, lines are counted in another file. */
  readonly #markers: { offset: number; file: string; lineShift: number }[] = [];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  /** Notes that the line that starts at `offset` is line `line` of `file`. Offsets must rise from call to call. */
  mark(offset: number, file: string, line: number): void {
    this.#markers.push({ offset, file, lineShift: line - this.#lineAt(offset) });
  }

  where(offset: number): Where {
    const line = this.#lineAt(offset);
    const column = offset - (this.#lineStarts[line - 1] ?? 0) + 1;
    const marker = this.#markers.findLast((candidate) => candidate.offset <= offset);
    if (marker === undefined) return { file: this.file, line, column };
    return { file: marker.file, line: Math.max(1, line + marker.lineShift), column };
  }

  /** 1-based. */
  #lineAt(offset: number): number {
    return lastNotAbove(this.#lineStarts, offset) + 1;
  }
}

/** The index of the last element that is at most `value`; -1 when all are above. `sorted` rises. */
function lastNotAbove(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The preprocessor's output: pieces copied from sources, and pieces that a macro made at one place. */
export class MappedText {
  #chunks: string[] = [];
  length = 0;
  /** Parallel columns: where each piece starts in the output, and where it comes from. */
  readonly #starts: number[] = [];
  readonly #sources: SourceText[] = [];
  readonly #offsets: number[] = [];
  /** For a piece that a macro made, all of it is at `offsets`; a copied piece moves along with its source. */
  readonly #copied: boolean[] = [];

  /** Appends text of a source as it is. */
  copy(source: SourceText, from: number, to: number): void {
    if (to > from) this.#add(source.text.slice(from, to), source, from, true);
  }

  /** Appends text that stands for what is written at `offset` of a source. */
  insert(text: string, source: SourceText, offset: number): void {
    if (text !== '') this.#add(text, source, offset, false);
  }

  #add(text: string, source: SourceText, offset: number, copied: boolean): void {
    this.#starts.push(this.length);
    this.#sources.push(source);
    this.#offsets.push(offset);
    this.#copied.push(copied);
    this.#chunks.push(text);
    this.length += text.length;
  }

  /** The last character so far, or "". */
  lastChar(): string {
    return this.#chunks.at(-1)?.at(-1) ?? '';
  }

  toString(): string {
    this.#chunks = [this.#chunks.join('')];
    return this.#chunks[0] ?? '';
  }

  /** The place of a position of the output; the end of the text for positions past it. */
  where(position: number): Where {
    const piece = Math.max(0, lastNotAbove(this.#starts, Math.min(position, this.length - 1)));
    const source = this.#sources[piece];
    const offset = this.#offsets[piece] ?? 0;
    if (source === undefined) return {};
    const moved = this.#copied[piece] === true ? position - (this.#starts[piece] ?? 0) : 0;
    return source.where(Math.min(offset + moved, source.text.length));
  }
}
