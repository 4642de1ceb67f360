/** A text with search, line numbers, colours and marks: CodeMirror. It is loaded when the editor opens. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { Annotation, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import {
  type FormEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { EditorMessages } from '../../engine/api/messages/editor.ts';
import type { TextPlace } from '../store/draft/json-places.ts';
import buttons from '../widgets/button.module.css';
import { type CodeLanguage, COLOURS, LANGUAGES } from './code-languages.ts';
import { type LineMark, offsetIn, outlined, setFindings, setProblems, signs } from './code-marks.ts';
import { nodeNamed } from './dts-outline.ts';
import { useEditorMessages } from './messages.ts';
import looks from './code-editor.css?inline';
import styles from './editor.module.css';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly language: CodeLanguage;
  /** What is wrong with the text. */
  readonly marks: readonly LineMark[];
  /** What the run that is open has found there. */
  readonly findings?: readonly LineMark[];
  /** Goes there when it changes. */
  readonly goTo: TextPlace | undefined;
  /** Scrolls there when it changes, and leaves the caret. */
  readonly inSight: TextPlace | undefined;
  readonly onChange: (value: string) => void;
}

const NONE: readonly LineMark[] = [];
/** Nodes that are offered for what was typed. */
const MOST_OFFERED = 50;

/** Of a change that came from outside. */
const given = Annotation.define<true>();

/**
 * It stands in a shadow tree, where CodeMirror's styles are sheets of the tree: style elements, which it makes elsewhere, are
 * not allowed by the page's policy.
 */
export function CodeEditor({
  label,
  value,
  language,
  marks,
  findings = NONE,
  goTo,
  inSight,
  onChange,
}: Props): ReactNode {
  const say = useEditorMessages();
  const host = useRef<HTMLDivElement>(null);
  const target = useRef<HTMLInputElement>(null);
  const [view, setView] = useState<EditorView>();
  const change = useRef(onChange);
  const text = useRef(value);
  useLayoutEffect(() => {
    change.current = onChange;
  }, [onChange]);

  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const root = element.shadowRoot ?? shadowIn(element);
    const changed = EditorView.updateListener.of(({ docChanged, state, transactions }) => {
      if (!docChanged) return;
      text.current = state.doc.toString();
      if (transactions.some((one) => one.annotation(given) !== true)) change.current(text.current);
    });
    const state = EditorState.create({
      doc: text.current,
      extensions: [extensionsOf(language, label, say, () => target.current?.focus()), changed],
    });
    const made = new EditorView({ state, root, parent: root });
    setView(made);
    return () => made.destroy();
  }, [language, label, say]);

  useEffect(() => {
    if (view !== undefined && value !== text.current) view.dispatch(difference(text.current, value));
  }, [view, value]);

  useEffect(() => {
    if (view === undefined) return;
    view.dispatch({ effects: setProblems.of(marks) });
    const content = view.contentDOM;
    content.setAttribute('aria-invalid', String(marks.length > 0));
    content.setAttribute(
      'aria-description',
      marks.map((mark) => `${say.lineColumn(mark)}: ${mark.message}`).join('; '),
    );
  }, [view, marks, say]);

  useEffect(() => view?.dispatch({ effects: setFindings.of(findings) }), [view, findings]);

  useEffect(() => {
    if (view !== undefined && goTo !== undefined) go(view, offsetIn(view.state, goTo));
  }, [view, goTo]);

  useEffect(() => {
    if (view !== undefined && inSight !== undefined)
      view.dispatch({ effects: EditorView.scrollIntoView(offsetIn(view.state, inSight), { y: 'center' }) });
  }, [view, inSight]);

  return (
    <div className={styles.codeFrame}>
      <div className={styles.codeTools}>
        <button
          type="button"
          className={`${buttons.button} ${buttons.small}`}
          title={say.code.findTitle}
          onClick={() => {
            if (view !== undefined) openSearchPanel(view);
          }}
        >
          {say.code.find}
        </button>
        <GoTo input={target} view={view} language={language} />
      </div>
      <div ref={host} className={styles.codeHost} data-texts />
    </div>
  );
}

function shadowIn(element: HTMLElement): ShadowRoot {
  const root = element.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(looks);
  root.adoptedStyleSheets = [sheet];
  return root;
}

function extensionsOf(language: CodeLanguage, label: string, say: EditorMessages, goTo: () => void): Extension {
  return [
    signs,
    lineNumbers(),
    history(),
    bracketMatching(),
    search({ top: true }),
    EditorState.tabSize.of(8),
    indentUnit.of(language === 'dts' ? '\t' : '  '),
    LANGUAGES[language],
    syntaxHighlighting(COLOURS),
    // Tab is not among these keys: it leaves the field, as everywhere on the page.
    keymap.of([
      // Runs the draft: the dialog hears it too.
      { key: 'Mod-Enter', run: () => true },
      {
        key: 'Mod-Alt-g',
        run: () => {
          goTo();
          return true;
        },
      },
      ...defaultKeymap,
      ...historyKeymap,
      ...searchKeymap,
    ]),
    EditorView.contentAttributes.of({ 'aria-label': label, autocapitalize: 'off', tabindex: '0' }),
    EditorState.phrases.of(say.code.phrases),
    language === 'dts' ? outlined : [],
  ];
}

/** The change from one text to another, as small as may be, so that caret and marks stay. */
function difference(before: string, after: string) {
  let from = 0;
  const shorter = Math.min(before.length, after.length);
  while (from < shorter && before[from] === after[from]) from++;
  let same = 0;
  while (same < shorter - from && before.at(-1 - same) === after.at(-1 - same)) same++;
  const insert = after.slice(from, after.length - same);
  return { changes: { from, to: before.length - same, insert }, annotations: given.of(true) };
}

/** Puts the caret there, in the middle of what is in sight. */
function go(view: EditorView, at: number): void {
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
  view.focus();
}

interface GoToProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly view: EditorView | undefined;
  readonly language: CodeLanguage;
}

/** Goes to a line by its number; in a device tree also to a node by path or label. */
function GoTo({ input, view, language }: GoToProps): ReactNode {
  const { code: say } = useEditorMessages();
  const list = useId();
  const [wanted, setWanted] = useState('');
  const [missing, setMissing] = useState(false);
  const isTree = language === 'dts';
  const outline = isTree ? view?.state.field(outlined).outline : undefined;
  const offered =
    outline?.nodes.filter(({ path }) => wanted !== '' && path.includes(wanted)).slice(0, MOST_OFFERED) ?? [];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (view === undefined) return;
    const [, line, column = '1'] = /^\s*(\d+)(?::(\d+))?\s*$/.exec(wanted) ?? [];
    const node = outline === undefined || line !== undefined ? undefined : nodeNamed(outline, wanted);
    const at = line === undefined ? node?.from : offsetIn(view.state, { line: Number(line), column: Number(column) });
    setMissing(at === undefined);
    if (at !== undefined) go(view, at);
  };
  return (
    <form className={styles.codeGoTo} onSubmit={submit}>
      <input
        ref={input}
        type="text"
        className={styles.input}
        aria-label={isTree ? say.goToNode : say.goToLine}
        placeholder={isTree ? say.goToNode : say.goToLine}
        aria-invalid={missing}
        autoComplete="off"
        spellCheck={false}
        list={isTree ? list : undefined}
        value={wanted}
        onChange={({ target }) => {
          setWanted(target.value);
          setMissing(false);
        }}
      />
      {isTree ? (
        <datalist id={list}>
          {[...new Set(offered.map(({ path }) => path))].map((path) => (
            <option key={path}>{path}</option>
          ))}
        </datalist>
      ) : null}
      <button type="submit" className={`${buttons.button} ${buttons.small}`}>
        {say.go}
      </button>
      <output className={styles.codeMissing}>{missing ? say.notThere : ''}</output>
    </form>
  );
}
