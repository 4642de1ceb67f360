import { type ReactNode, useId, useState } from 'react';
import type { FieldGroup, FieldView } from '../../engine/index.ts';
import { useActions } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import field from '../widgets/field.module.css';
import styles from './fields.module.css';

/** Objects with more fields than this are folded at first, unless they come first. */
const LARGE = 24;

/** Fields by object, each with the step that last set it. A filter looks for names, values and flags. */
export function Fields({ groups }: { readonly groups: readonly FieldGroup[] }): ReactNode {
  const { inspector: say } = useMessages();
  const [filter, setFilter] = useState('');
  const [folded, setFolded] = useState<ReadonlyMap<string, boolean>>(new Map());
  const words = filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const shown = groups
    .map((group) => ({ group, fields: group.fields.filter((field) => fits(group, field, words)) }))
    .filter(({ fields }) => fields.length > 0);
  return (
    <>
      <label className={cx(field.label, field.filter, styles.bar)}>
        {say.filter}
        <input
          type="search"
          className={field.input}
          value={filter}
          placeholder={say.filterFields}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setFilter(event.target.value)}
        />
      </label>
      {shown.length === 0 ? <p className={styles.none}>{say.noField}</p> : null}
      {shown.map(({ group, fields }, index) => (
        <Group
          key={group.key}
          group={group}
          fields={fields}
          open={words.length > 0 || (folded.get(group.key) ?? (index === 0 || group.fields.length <= LARGE))}
          onToggle={(open) => setFolded((before) => new Map(before).set(group.key, open))}
        />
      ))}
    </>
  );
}

function fits({ title }: FieldGroup, { field, value, flags }: FieldView, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = `${title} ${field} ${value} ${flags?.join(' ') ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

interface GroupProps {
  readonly group: FieldGroup;
  readonly fields: readonly FieldView[];
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
}

function Group({ group: { title, side, selection, created }, fields, open, onToggle }: GroupProps): ReactNode {
  const actions = useActions();
  const { inspector: say } = useMessages();
  const id = useId();
  return (
    <section aria-label={title} className={styles.group}>
      <div className={styles.object}>
        <button
          type="button"
          className={styles.fold}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => onToggle(!open)}
        >
          <span aria-hidden="true">{open ? '▾' : '▸'}</span> {title}
          {open ? null : <span className={styles.count}>{say.fields({ count: fields.length })}</span>}
        </button>
        {side === 'hardware' ? <span className={styles.side}>{say.hardware}</span> : null}
        {selection === undefined ? null : (
          <button
            type="button"
            className={styles.jump}
            onClick={() => actions.select(selection)}
            aria-label={say.selectOne({ name: title })}
          >
            {say.select}
          </button>
        )}
        {created === undefined ? null : <Since step={created} isMade what={title} />}
      </div>
      {open ? (
        <dl id={id}>
          {fields.map((field) => (
            <Field key={field.field} field={field} />
          ))}
        </dl>
      ) : null}
    </section>
  );
}

function Field({ field: { field, value, flags, since, selection } }: { readonly field: FieldView }): ReactNode {
  const actions = useActions();
  return (
    <div className={styles.field}>
      <dt title={field}>{field}</dt>
      <dd className={cx(since === undefined && styles.still)}>
        {selection === undefined ? (
          value
        ) : (
          <button type="button" className={styles.jump} onClick={() => actions.select(selection)}>
            {value}
          </button>
        )}
        {flags?.map((flag) => (
          <span key={flag} className={styles.flag}>
            {flag}
          </span>
        ))}
        {since === undefined ? null : <Since step={since} what={field} />}
      </dd>
    </div>
  );
}

interface SinceProps {
  readonly step: number;
  /** Whether the thing was made then; else it was set. */
  readonly isMade?: boolean;
  readonly what: string;
}

/** The step of the last change; a click goes there. */
function Since({ step, isMade = false, what }: SinceProps): ReactNode {
  const actions = useActions();
  const { inspector: say } = useMessages();
  return (
    <button
      type="button"
      className={styles.since}
      title={say.goToSet}
      aria-label={isMade ? say.wasMadeAt({ name: what, step }) : say.wasSetAt({ name: what, step })}
      onClick={() => actions.goToStep(step)}
    >
      {isMade ? say.madeAt({ step }) : say.setAt({ step })}
    </button>
  );
}
