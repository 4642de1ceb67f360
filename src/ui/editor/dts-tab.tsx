import { type ReactNode, useMemo, useState } from 'react';
import { Empty } from '../widgets/empty.tsx';
import { CodeField, CodeProblems, type LineMark } from './code-field.tsx';
import { DTS } from './code-lines.ts';
import { textAt } from '../store/draft/json-value.ts';
import { useDraft, useDraftModel } from '../store/draft/use-draft.ts';
import { useEditorMessages } from './messages.ts';
import styles from './editor.module.css';

/** The board's source. Of a board that came as a blob it is what the blob says. */
export function DtsTab(): ReactNode {
  const model = useDraftModel();
  const say = useEditorMessages();
  const typed = useDraft(({ draft }) => textAt(draft, ['board', 'dts']));
  const source = useDraft((state) => state.source);
  const problems = useDraft(({ check }) => check?.problems);
  const wanted = useDraft(({ line }) => line);
  const [chosen, setChosen] = useState<LineMark>();
  const marks = useMemo(
    () =>
      (problems ?? []).flatMap(({ message, hint, where }): LineMark[] =>
        where?.line === undefined
          ? []
          : [
              {
                line: where.line,
                column: where.column ?? 1,
                message: hint === undefined ? message : `${message} ${hint}`,
              },
            ],
      ),
    [problems],
  );
  const text = typed ?? source?.text;
  if (text === undefined) {
    return (
      <Empty title={say.noSource}>
        <p>{say.noSourceAbout}</p>
      </Empty>
    );
  }
  return (
    <div className={styles.code}>
      {source?.decompiled === true && typed === undefined ? <p className={styles.note}>{say.decompiled}</p> : null}
      <CodeField
        label={say.source}
        value={text}
        language={DTS}
        marks={marks}
        goTo={chosen ?? wanted}
        onChange={(value) => model.typeSource(value)}
      />
      <CodeProblems marks={marks} onGo={setChosen} />
    </div>
  );
}
