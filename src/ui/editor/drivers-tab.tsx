/** The drivers that the kernel is built with: all, the modelled ones, or a list; and what each of them is here. */
import { type ReactNode, useId, useState } from 'react';
import type { DriverFacts } from '../../engine/index.ts';
import { type DriverSet, standardDrivers } from '../../engine/api/scenario/names.ts';
import { getAt, listAt } from '../store/draft/json-value.ts';
import { useDraft, useDraftModel, useValue } from '../store/draft/use-draft.ts';
import { cx } from '../widgets/cx.ts';
import { CheckBox, SaidAt } from './fields.tsx';
import { useEditorMessages } from './messages.ts';
import styles from './editor.module.css';

type Mode = DriverSet | 'list';
const MODES: readonly Mode[] = ['all', 'modelled', 'list'];

/** More rows than this are not read, but searched. */
const MOST = 150;

const NONE: readonly DriverFacts[] = [];

export function DriversTab(): ReactNode {
  const { drivers: say } = useEditorMessages();
  const [typed, setTyped] = useState('');
  const read = useDraft(({ drivers }) => drivers);
  const mode = useMode();
  const all = read?.ok === true ? read.value : NONE;
  return (
    <div className={styles.scroll}>
      <fieldset className={styles.group}>
        <legend>{say.legend}</legend>
        <SaidAt path={['drivers']} />
        {MODES.map((each) => (
          <ModeChoice key={each} mode={each} chosen={each === mode} all={all} />
        ))}
        <p className={styles.note}>{say.aboutStandIns}</p>
      </fieldset>
      {read?.ok === false ? <p className={styles.said}>{[read.error.message, read.error.hint].join(' ')}</p> : null}
      {read === undefined ? <p className={styles.note}>{say.loading}</p> : null}
      {read?.ok === true ? <Search all={all} mode={mode} typed={typed} onType={setTyped} /> : null}
    </div>
  );
}

/** What the draft's drivers are, said or not. */
function useMode(): Mode {
  const value = useValue(['drivers']);
  const isBundled = useDraft(({ draft }) => getAt(draft, ['board', 'bundled']) !== undefined);
  if (value === undefined) return standardDrivers(isBundled);
  return value === 'all' || value === 'modelled' ? value : 'list';
}

interface ModeProps {
  readonly mode: Mode;
  readonly chosen: boolean;
  readonly all: readonly DriverFacts[];
}

function ModeChoice({ mode, chosen, all }: ModeProps): ReactNode {
  const model = useDraftModel();
  const before = useMode();
  const { drivers: say } = useEditorMessages();
  const id = useId();
  const about = { all: say.allAbout, modelled: say.modelledAbout, list: say.listAbout }[mode];
  const choose = (): void => {
    // A list begins with what the kernel had so far of use to this board.
    const names = all.filter(({ modelled, nodes }) => modelled || (before === 'all' && nodes > 0));
    model.restructure(['drivers'], mode === 'list' ? names.map(({ name }) => name) : mode);
  };
  return (
    <label className={styles.way}>
      <input
        type="radio"
        name="drivers"
        data-path={chosen ? 'drivers' : undefined}
        aria-describedby={id}
        checked={chosen}
        disabled={mode === 'list' && all.length === 0}
        onChange={choose}
      />
      <span>{say[mode]}</span>
      <span id={id} className={styles.words}>
        {about}
      </span>
    </label>
  );
}

interface SearchProps {
  readonly all: readonly DriverFacts[];
  readonly mode: Mode;
  readonly typed: string;
  readonly onType: (text: string) => void;
}

function Search({ all, mode, typed, onType }: SearchProps): ReactNode {
  const { drivers: say } = useEditorMessages();
  const chosen = useDraft(({ draft }) => listAt(draft, ['drivers']));
  const listed = new Set(chosen.filter((name) => typeof name === 'string'));
  const known = new Set(all.map(({ name }) => name));
  const unknown = [...listed].filter((name) => !known.has(name));
  const text = typed.trim().toLowerCase();
  const matching = all.filter(({ name, file, nodes }) =>
    text === ''
      ? nodes > 0 || listed.has(name)
      : name.toLowerCase().includes(text) || file.toLowerCase().includes(text),
  );
  // What is of use to this board comes first.
  const found = [
    ...unknown.map((name): DriverFacts => ({ name, file: '', modelled: false, nodes: 0 })),
    ...matching.filter(({ nodes }) => nodes > 0),
    ...matching.filter(({ nodes }) => nodes === 0),
  ];
  const onBoard = all.filter(({ nodes }) => nodes > 0);
  const modelled = onBoard.filter((each) => each.modelled).length;
  const isIn = (facts: DriverFacts): boolean =>
    mode === 'list' ? listed.has(facts.name) : mode === 'all' || facts.modelled;
  return (
    <>
      <div className={styles.tools}>
        <input
          type="search"
          className={cx(styles.input, styles.find)}
          aria-label={say.find}
          placeholder={say.findAbout}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={({ target }) => onType(target.value)}
        />
        <output className={styles.status}>
          {text === ''
            ? say.onBoard({ modelled, standIns: onBoard.length - modelled })
            : say.found({ count: found.length, all: all.length })}
        </output>
      </div>
      <ul className={styles.list} aria-label={say.names}>
        {found.slice(0, MOST).map((facts) => (
          <Row key={facts.name} facts={facts} isKnown={known.has(facts.name)} isIn={isIn(facts)} mode={mode} />
        ))}
      </ul>
      {found.length > MOST ? <p className={styles.note}>{say.more({ count: found.length - MOST })}</p> : null}
    </>
  );
}

interface RowProps {
  readonly facts: DriverFacts;
  readonly isKnown: boolean;
  readonly isIn: boolean;
  readonly mode: Mode;
}

function Row({ facts: { name, file, modelled, nodes }, isKnown, isIn, mode }: RowProps): ReactNode {
  const model = useDraftModel();
  const { drivers: say } = useEditorMessages();
  const at = useDraft(({ draft }) => listAt(draft, ['drivers']).indexOf(name));
  const toggle = (wanted: boolean): void => {
    const list = listAt(model.store.getState().draft, ['drivers']);
    model.set(['drivers'], wanted ? [...list, name] : list.filter((each) => each !== name));
  };
  return (
    <li className={styles.driver}>
      {mode === 'list' ? (
        <CheckBox path={['drivers', at < 0 ? name : at]} label={name} checked={isIn} onChange={toggle} />
      ) : (
        <span className={cx(!isIn && styles.left)} aria-label={isIn ? undefined : say.left({ name })}>
          {name}
        </span>
      )}
      {isKnown ? <span className={styles.words}>{modelled ? say.isModelled : say.isStandIn}</span> : null}
      <span className={styles.words}>{say.nodes({ count: nodes })}</span>
      <span className={cx(styles.words, styles.mono)}>{file}</span>
      {at < 0 ? null : <SaidAt path={['drivers', at]} />}
    </li>
  );
}
