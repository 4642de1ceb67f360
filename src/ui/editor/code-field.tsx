import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { cx } from '../widgets/cx.ts';
import { type Language, lineStarts, longSpans, piecesOf, widest } from './code-lines.ts';
import type { TextPlace } from '../store/draft/json-places.ts';
import { useEditorMessages } from './messages.ts';
import styles from './code-field.module.css';
import editor from './editor.module.css';

export interface LineMark extends TextPlace {
  readonly message: string;
}

interface Props {
  readonly label: string;
  readonly value: string;
  readonly language: Language;
  readonly marks: readonly LineMark[];
  /** Goes there when it changes. */
  readonly goTo: TextPlace | undefined;
  readonly onChange: (value: string) => void;
}

/** As in the style sheet. */
const LINE = 18;
/** Lines drawn above and below what is visible. */
const MORE = 30;

/**
 * A text with line numbers and colours. The text area is as large as its text and the frame scrolls, so that numbers
 * and colours, which are drawn for the visible lines alone, move along with it.
 */
export function CodeField({ label, value, language, marks, goTo, onChange }: Props): ReactNode {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 600 });
  const starts = useMemo(() => lineStarts(value), [value]);
  const columns = useMemo(() => widest(value), [value]);
  const digits = Math.max(2, String(starts.length).length);

  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const look = (): void => setSeen({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);

  useEffect(() => {
    if (goTo !== undefined) select(area.current, frame.current, goTo);
  }, [goTo]);

  const first = Math.max(0, Math.floor(seen.top / LINE) - MORE);
  const last = Math.min(starts.length, Math.ceil((seen.top + seen.height) / LINE) + MORE);
  const isWrong = marks.length > 0;
  return (
    <div ref={frame} className={styles.frame}>
      <div
        className={styles.sheet}
        style={{ height: `${starts.length * LINE + 2 * 8}px`, minWidth: `calc(${columns + digits + 4}ch + 24px)` }}
      >
        <Numbers first={first} last={last} digits={digits} marks={marks} />
        <div className={styles.page}>
          <Colours value={value} language={language} starts={starts} first={first} last={last} />
          <textarea
            ref={area}
            id={id}
            className={styles.area}
            aria-label={label}
            aria-invalid={isWrong}
            aria-describedby={isWrong ? 'code-problems' : undefined}
            value={value}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            wrap="off"
            onChange={({ target }) => onChange(target.value)}
            onKeyDown={indent}
          />
        </div>
      </div>
    </div>
  );
}

interface NumbersProps {
  readonly first: number;
  readonly last: number;
  readonly digits: number;
  readonly marks: readonly LineMark[];
}

function Numbers({ first, last, digits, marks }: NumbersProps): ReactNode {
  return (
    <div className={styles.gutter} style={{ width: `calc(${digits + 3}ch + 8px)` }} aria-hidden="true">
      <div className={styles.numbers} style={{ transform: `translateY(${first * LINE}px)` }}>
        {Array.from({ length: last - first }, (_, at) => {
          const mark = marks.find(({ line }) => line === first + at + 1);
          return (
            <div key={at} className={cx(mark !== undefined && styles.marked)} title={mark?.message}>
              {mark === undefined ? '' : '× '}
              {first + at + 1}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface ColoursProps extends Pick<Props, 'value' | 'language'> {
  readonly starts: readonly number[];
  readonly first: number;
  readonly last: number;
}

function Colours({ value, language, starts, first, last }: ColoursProps): ReactNode {
  const spans = useMemo(() => longSpans(value, language), [value, language]);
  const lines = useMemo(() => {
    const end = starts[last] ?? value.length + 1;
    return piecesOf(value, starts[first] ?? 0, end - 1, language, spans);
  }, [value, language, spans, starts, first, last]);
  return (
    <pre className={styles.colours} style={{ transform: `translateY(${first * LINE}px)` }} aria-hidden="true">
      {lines.map((line, at) => (
        <div key={at}>
          {line.map(({ ink, text }, piece) => (
            <span key={piece} className={styles[ink]}>
              {text}
            </span>
          ))}
          {'\n'}
        </div>
      ))}
    </pre>
  );
}

/** Puts the caret at a place and brings it to the middle of the frame. */
function select(area: HTMLTextAreaElement | null, frame: HTMLDivElement | null, { line, column }: TextPlace): void {
  if (area === null || frame === null) return;
  const start = (lineStarts(area.value)[line - 1] ?? area.value.length) + column - 1;
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, start);
  frame.scrollTo({ top: Math.max(0, line * LINE - frame.clientHeight / 2), left: 0 });
}

/** A new line begins below the one before. Tab leaves the field, as everywhere on the page. */
function indent(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
  const { value, selectionStart } = event.currentTarget;
  const start = value.lastIndexOf('\n', selectionStart - 1) + 1;
  const [space = ''] = /^[ \t]*/.exec(value.slice(start, selectionStart)) ?? [];
  if (space === '') return;
  event.preventDefault();
  // The one way to type that the browser's own undo knows of.
  document.execCommand('insertText', false, `\n${space}`);
}

interface ProblemsProps {
  readonly marks: readonly LineMark[];
  readonly onGo: (mark: LineMark) => void;
}

/** What is wrong in the text above; each leads to its line. */
export function CodeProblems({ marks, onGo }: ProblemsProps): ReactNode {
  const say = useEditorMessages();
  return (
    <ul id="code-problems" className={editor.codeProblems} aria-label={say.problemsInText}>
      {marks.map((mark) => (
        <li key={`${mark.line}${mark.message}`}>
          <button type="button" className={editor.problem} onClick={() => onGo({ ...mark })}>
            <b>{say.lineColumn(mark)}</b> {mark.message}
          </button>
        </li>
      ))}
    </ul>
  );
}
