import { type ReactNode, useMemo } from 'react';
import type { LineMark } from './code-marks.ts';
import { CodeText } from './code-text.tsx';
import { jsonText } from '../store/draft/draft-model.ts';
import { offsetOf, placeAt, readJson } from '../store/draft/json-places.ts';
import { useDraft, useDraftModel } from '../store/draft/use-draft.ts';
import { useEditorMessages } from './messages.ts';
import styles from './editor.module.css';

/** The whole scenario as text. The forms follow as long as it is JSON. */
export function JsonTab(): ReactNode {
  const model = useDraftModel();
  const say = useEditorMessages();
  const text = useDraft(jsonText);
  const problems = useDraft(({ check }) => check?.problems);
  const read = useMemo(() => readJson(text), [text]);
  const marks = useMemo((): readonly LineMark[] => {
    if (!read.ok) return [{ ...read.at, message: say.jsonWrong({ why: say.notJson(read.fault) }) }];
    return (problems ?? []).map(({ message, where }) => ({
      ...placeAt(text, offsetOf(read.places, where?.path ?? 'board')),
      message: where?.path === undefined ? message : say.atPath({ path: where.path, message }),
    }));
  }, [read, problems, text, say]);
  return (
    <div className={styles.code}>
      <CodeText label={say.json} value={text} language="json" marks={marks} onChange={(value) => model.type(value)} />
    </div>
  );
}
