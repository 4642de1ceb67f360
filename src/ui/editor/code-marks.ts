/** What stands at lines and cells of a text beside the text: problems, findings, and the nodes that phandles name. */
import {
  type EditorState,
  type Extension,
  RangeSet,
  RangeSetBuilder,
  StateEffect,
  StateField,
} from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, gutter, GutterMarker, WidgetType } from '@codemirror/view';
import type { TextPlace } from '../store/draft/json-places.ts';
import { type Outline, outlineOf } from './dts-outline.ts';

export interface LineMark extends TextPlace {
  readonly message: string;
}

class Sign extends GutterMarker {
  private readonly sign: string;
  private readonly message: string;

  constructor(sign: string, message: string) {
    super();
    this.sign = sign;
    this.message = message;
  }

  override eq(other: Sign): boolean {
    return other.sign === this.sign && other.message === this.message;
  }

  override toDOM(): Node {
    const element = document.createElement('span');
    element.className = this.sign === PROBLEM ? 'irq-problem' : 'irq-finding';
    element.textContent = this.sign;
    element.title = this.message;
    return element;
  }
}

const PROBLEM = '×';
const FINDING = '▲';

/** What is wrong with the text. */
export const setProblems = StateEffect.define<readonly LineMark[]>();
/** What the run that is open has found there. */
export const setFindings = StateEffect.define<readonly LineMark[]>();

interface Marked {
  readonly problems: RangeSet<Sign>;
  readonly findings: RangeSet<Sign>;
  readonly lines: DecorationSet;
}

const wrongLine = Decoration.line({ class: 'irq-wrong' });

/** Signs and lines stay where they are in the text while it is changed, until they are told anew. */
const marked = StateField.define<Marked>({
  create: () => ({ problems: RangeSet.of<Sign>([]), findings: RangeSet.of<Sign>([]), lines: Decoration.none }),
  update(before, { changes, effects, state }) {
    let { problems, findings, lines } = before;
    if (!changes.empty)
      [problems, findings, lines] = [problems.map(changes), findings.map(changes), lines.map(changes)];
    for (const effect of effects) {
      if (effect.is(setProblems)) {
        problems = signsAt(state, PROBLEM, effect.value);
        lines = Decoration.set(
          startsOf(state, effect.value).map(([at]) => wrongLine.range(at)),
          true,
        );
      }
      if (effect.is(setFindings)) findings = signsAt(state, FINDING, effect.value);
    }
    return { problems, findings, lines };
  },
  provide: (field) => EditorView.decorations.from(field, ({ lines }) => lines),
});

function signsAt(state: EditorState, sign: string, marks: readonly LineMark[]): RangeSet<Sign> {
  const ranges = startsOf(state, marks).map(([at, message]) => new Sign(sign, message).range(at));
  return RangeSet.of(ranges, true);
}

/** Where the lines of marks begin, each once, with what is said of it. */
function startsOf({ doc }: EditorState, marks: readonly LineMark[]): readonly (readonly [number, string])[] {
  const said = new Map<number, string>();
  for (const { line, message } of marks) {
    const { from } = doc.line(Math.min(Math.max(1, line), doc.lines));
    const before = said.get(from);
    said.set(from, before === undefined ? message : `${before}\n${message}`);
  }
  return [...said];
}

/** Offset of a place in a text, or of what is nearest to it. */
export function offsetIn({ doc }: EditorState, { line, column }: TextPlace): number {
  const { from, length } = doc.line(Math.min(Math.max(1, line), doc.lines));
  return from + Math.min(Math.max(0, column - 1), length);
}

export const signs: Extension = [
  marked,
  gutter({
    class: 'irq-signs',
    markers: ({ state }) => [state.field(marked).problems, state.field(marked).findings],
    initialSpacer: () => new Sign(PROBLEM, ''),
  }),
];

/** The path of the node behind a phandle. */
class PathWidget extends WidgetType {
  private readonly path: string;

  constructor(path: string) {
    super();
    this.path = path;
  }

  override eq(other: PathWidget): boolean {
    return other.path === this.path;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement('span');
    element.className = 'irq-path';
    element.textContent = ` ${this.path}`;
    return element;
  }
}

interface Outlined {
  readonly outline: Outline;
  readonly paths: DecorationSet;
}

export const outlined = StateField.define<Outlined>({
  create: ({ doc }) => outlinedIn(doc.toString()),
  update: (before, { docChanged, newDoc }) => (docChanged ? outlinedIn(newDoc.toString()) : before),
  provide: (field) => EditorView.decorations.from(field, ({ paths }) => paths),
});

function outlinedIn(text: string): Outlined {
  const outline = outlineOf(text);
  const builder = new RangeSetBuilder<Decoration>();
  for (const { at, path } of outline.uses)
    builder.add(at, at, Decoration.widget({ widget: new PathWidget(path), side: 1 }));
  return { outline, paths: builder.finish() };
}
