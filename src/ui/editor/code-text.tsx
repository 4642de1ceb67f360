import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { TextPlace } from '../store/draft/json-places.ts';
import { useDraft } from '../store/draft/use-draft.ts';
import { Empty } from '../widgets/empty.tsx';
import type { CodeLanguage } from './code-languages.ts';
import type { LineMark } from './code-marks.ts';
import { useEditorMessages } from './messages.ts';
import styles from './editor.module.css';

/** Begins to load what the two text tabs are made of; later calls get the same. */
export const loadCode = () => import('./code-editor.tsx');

const CodeEditor = lazy(() =>
  loadCode().then(
    (loaded) => ({ default: loaded.CodeEditor }),
    () => ({ default: Missing }),
  ),
);

function Missing(): ReactNode {
  const { code: say } = useEditorMessages();
  return (
    <Empty title={say.missing}>
      <p>{say.missingAbout}</p>
    </Empty>
  );
}

interface Props {
  readonly label: string;
  readonly value: string;
  readonly language: CodeLanguage;
  /** What is wrong with it, as the engine says. */
  readonly marks: readonly LineMark[];
  /** What the run that is open has found in it. */
  readonly findings?: readonly LineMark[];
  readonly onChange: (value: string) => void;
}

/** A text of the draft, and under it what is wrong with it. */
export function CodeText({ marks, ...props }: Props): ReactNode {
  const wanted = useDraft(({ line }) => line);
  const isRefused = useDraft(({ refused }) => refused);
  const [chosen, setChosen] = useState<TextPlace>();
  return (
    <>
      <Suspense fallback={<div className={styles.codeFrame} />}>
        <CodeEditor {...props} marks={marks} goTo={chosen ?? wanted} inSight={isRefused ? marks[0] : undefined} />
      </Suspense>
      <CodeProblems marks={marks} onGo={setChosen} />
    </>
  );
}

interface ProblemsProps {
  readonly marks: readonly LineMark[];
  readonly onGo: (mark: LineMark) => void;
}

/** Each leads to its line. */
function CodeProblems({ marks, onGo }: ProblemsProps): ReactNode {
  const say = useEditorMessages();
  return (
    <ul className={styles.codeProblems} aria-label={say.problemsInText}>
      {marks.map((mark) => (
        <li key={`${mark.line}${mark.message}`}>
          <button type="button" className={styles.problem} onClick={() => onGo({ ...mark })}>
            <b>{say.lineColumn(mark)}</b> {mark.message}
          </button>
        </li>
      ))}
    </ul>
  );
}
