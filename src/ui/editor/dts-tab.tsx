import { type ReactNode, useMemo, useState } from 'react';
import type { Finding } from '../../engine/index.ts';
import { placeIn } from '../store/faults.ts';
import { useFindings } from '../store/hooks.ts';
import { Empty } from '../widgets/empty.tsx';
import type { LineMark } from './code-marks.ts';
import { CodeText } from './code-text.tsx';
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
  const sourceless = useDraft((state) => state.sourceless);
  const problems = useDraft(({ check }) => check?.problems);
  const found = useFindings();
  // The findings are of the text as it was opened; their marks move along while it is changed.
  const [opened] = useState(typed);
  const base = opened ?? source?.text;
  const findings = useMemo(() => marksOf(found?.findings ?? [], base ?? ''), [found, base]);
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
  if (text === undefined && !sourceless) return <Empty title={say.readingSource} />;
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
      <CodeText
        label={say.source}
        value={text}
        language="dts"
        marks={marks}
        findings={findings}
        onChange={(value) => model.typeSource(value)}
      />
    </div>
  );
}

/** Findings at their lines of the text; those that are about nothing in it are left out. */
function marksOf(findings: readonly Finding[], text: string): readonly LineMark[] {
  const lines = text.split('\n');
  return findings.flatMap(({ where, message }) => {
    const place = placeIn(lines, where);
    return place === undefined ? [] : [{ ...place, message }];
  });
}
