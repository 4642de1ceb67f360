import { type ReactNode, useState } from 'react';
import type { Problem } from '../../base/result.ts';
import type { EditorMessages } from '../../engine/api/messages/editor.ts';
import { useRun } from '../store/hooks.ts';
import { scenarioFile } from '../store/link-sync.ts';
import { cx } from '../widgets/cx.ts';
import { download } from '../widgets/export.ts';
import type { EditorTab } from '../store/draft/draft-model.ts';
import { goToProblem, whereText } from './places.ts';
import { readJson } from '../store/draft/json-places.ts';
import { useDraft, useDraftModel } from '../store/draft/use-draft.ts';
import { useEditorMessages } from './messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './editor.module.css';

/** What is wrong with the draft as a whole, and what can be done with it. */
export function Foot({ children }: { readonly children: ReactNode }): ReactNode {
  const model = useDraftModel();
  const say = useEditorMessages();
  const board = useRun(({ info }) => info?.board);
  const canUndo = useDraft(({ past }) => past.length > 0);
  const canRedo = useDraft(({ future }) => future.length > 0);
  const [unsaved, setUnsaved] = useState<Problem>();
  const save = (): void => {
    void model.packed().then((packed) => {
      setUnsaved(packed.ok ? undefined : packed.error);
      if (packed.ok) download(scenarioFile(board), packed.value);
    });
  };
  return (
    <footer className={styles.foot}>
      <Problems unsaved={unsaved} />
      <div className={styles.actions}>
        <button type="button" className={buttons.button} aria-disabled={!canUndo} onClick={() => model.undo()}>
          {say.undo}
        </button>
        <button type="button" className={buttons.button} aria-disabled={!canRedo} onClick={() => model.redo()}>
          {say.redo}
        </button>
        <button type="button" className={buttons.button} onClick={save}>
          {say.save}
        </button>
        <span className={styles.space} />
        {children}
      </div>
    </footer>
  );
}

/** All problems, each leading to its place; then what is merely odd. */
function Problems({ unsaved }: { readonly unsaved: Problem | undefined }): ReactNode {
  const say = useEditorMessages();
  const refused = useDraft((state) => state.refused);
  const restored = useDraft((state) => state.restored);
  const check = useDraft((state) => state.check);
  const failure = useDraft((state) => state.failure);
  const typed = useDraft((state) => state.typed);
  const notJson = jsonProblem(typed, say);
  const tab = useDraft((state) => state.tab);
  const problems = [notJson, failure, unsaved, ...(check?.problems ?? [])].filter((one) => one !== undefined);
  const remarks = check?.remarks ?? [];
  // A tab that is one text lists its own.
  const others = problems.filter((problem) => !isListedOn(tab, problem, problem === failure || problem === unsaved));
  return (
    <>
      <output className={styles.status}>
        {check === undefined ? say.checking : summary(problems.length, remarks.length, refused, say)}
        {restored ? ` ${say.restored}` : null}
      </output>
      {others.length + remarks.length === 0 ? null : (
        <ul className={styles.problems} aria-label={say.problems}>
          {others.map((problem) => (
            <ProblemLine key={`${problem.where?.path}${problem.message}`} problem={problem} />
          ))}
          {remarks.map((remark) => (
            <ProblemLine key={`${remark.where?.path}${remark.message}`} problem={remark} isRemark />
          ))}
        </ul>
      )}
    </>
  );
}

function isListedOn(tab: EditorTab, { where }: Problem, isOurs: boolean): boolean {
  if (tab === 'json') return !isOurs;
  return tab === 'dts' && where?.line !== undefined;
}

function jsonProblem(typed: string | undefined, say: EditorMessages): Problem | undefined {
  const read = typed === undefined ? undefined : readJson(typed);
  if (read === undefined || read.ok) return undefined;
  const message = say.jsonWrongAt({ ...read.at, why: say.notJson(read.fault) });
  return { code: 'scenario-json', message, where: { path: 'JSON' } };
}

function summary(problems: number, remarks: number, refused: boolean, say: EditorMessages): string {
  const notes = remarks === 0 ? [] : [say.notes({ count: remarks })];
  if (problems === 0) return [say.ready, ...notes].join(' ');
  const count = { count: problems };
  return [refused ? say.refused(count) : say.problemCount(count), ...notes].join(' ');
}

interface LineProps {
  readonly problem: Problem;
  readonly isRemark?: boolean;
}

function ProblemLine({ problem, isRemark = false }: LineProps): ReactNode {
  const model = useDraftModel();
  const say = useEditorMessages();
  const where = whereText(problem, say);
  return (
    <li>
      <button
        type="button"
        className={cx(styles.problem, isRemark && styles.remark)}
        onClick={() => goToProblem(model, problem)}
      >
        <span aria-hidden="true">{isRemark ? '!' : '×'}</span>
        <b>
          {isRemark ? say.note : ''}
          {where}
        </b>{' '}
        {problem.message} {problem.hint}
      </button>
    </li>
  );
}
