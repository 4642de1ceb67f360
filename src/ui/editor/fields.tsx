/** Fields that are bound to a path of the draft: they show its value, change it, and say what is wrong there. */
import { type ReactNode, useId, useState } from 'react';
import { cx } from '../widgets/cx.ts';
import { type Json, type Path, pathText } from '../store/draft/json-value.ts';
import { useDraftModel, useSaid, useValue } from '../store/draft/use-draft.ts';
import styles from './editor.module.css';

interface FieldProps {
  readonly path: Path;
  readonly label: string;
  /** What holds while nothing is entered. */
  readonly placeholder?: string | undefined;
  readonly wide?: boolean;
}

interface Bound {
  readonly id: string;
  readonly 'data-path': string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

interface FrameProps extends Pick<FieldProps, 'path' | 'label' | 'wide'> {
  /** What is below its path has fields of its own. */
  readonly above?: boolean;
  readonly children: (bound: Bound) => ReactNode;
}

/** Label above, what is wrong below. */
function Frame({ path, label, wide = false, above = false, children }: FrameProps): ReactNode {
  const id = useId();
  const said = useSaid(path, !above);
  const isWrong = said?.remark === false;
  return (
    <div className={cx(styles.field, wide && styles.wide)}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'data-path': pathText(path),
        'aria-invalid': isWrong,
        'aria-describedby': said === undefined ? undefined : `${id}-said`,
      })}
      {said === undefined ? null : (
        <p id={`${id}-said`} className={cx(styles.said, said.remark && styles.remark)}>
          {said.message}
        </p>
      )}
    </div>
  );
}

/** What is wrong at a place that has no field of its own. */
export function SaidAt({ path }: { readonly path: Path }): ReactNode {
  const said = useSaid(path, false);
  if (said === undefined) return null;
  return <p className={cx(styles.said, said.remark && styles.remark)}>{said.message}</p>;
}

interface TextProps extends FieldProps {
  /** What there is to choose from; anything else may be entered too. */
  readonly choices?: readonly string[];
  readonly mono?: boolean;
}

export function TextField({ path, label, placeholder, choices, mono = false, wide = false }: TextProps): ReactNode {
  const model = useDraftModel();
  const value = useValue(path);
  const list = useId();
  return (
    <Frame path={path} label={label} wide={wide}>
      {(bound) => (
        <>
          <input
            {...bound}
            type="text"
            autoComplete="off"
            spellCheck={false}
            className={cx(styles.input, mono && styles.mono)}
            value={shown(value)}
            placeholder={placeholder}
            list={choices === undefined ? undefined : list}
            onChange={({ target }) => model.set(path, target.value === '' ? undefined : target.value)}
          />
          {choices === undefined ? null : (
            <datalist id={list}>
              {choices.map((choice) => (
                <option key={choice} value={choice}>
                  {choice}
                </option>
              ))}
            </datalist>
          )}
        </>
      )}
    </Frame>
  );
}

interface NumberProps extends FieldProps {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export function NumberField({ path, label, placeholder, min = 0, max }: NumberProps): ReactNode {
  const model = useDraftModel();
  const value = useValue(path);
  return (
    <Frame path={path} label={label}>
      {(bound) => (
        <input
          {...bound}
          type="number"
          className={cx(styles.input, styles.number)}
          value={shown(value)}
          placeholder={placeholder}
          min={min}
          max={max}
          step={1}
          onChange={({ target }) => model.set(path, target.value === '' ? undefined : target.valueAsNumber)}
        />
      )}
    </Frame>
  );
}

interface Option {
  readonly value: string;
  readonly name: string;
}

interface ChoiceProps extends Pick<FieldProps, 'path' | 'label'> {
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of few; what a value stands for in the draft is the caller's to say. A value that is none of them is kept. */
export function ChoiceField({ path, label, options, value, onChange }: ChoiceProps): ReactNode {
  const isKnown = options.some((option) => option.value === value);
  return (
    <Frame path={path} label={label} above>
      {(bound) => (
        <select {...bound} className={styles.input} value={value} onChange={({ target }) => onChange(target.value)}>
          {isKnown ? null : <option value={value}>{value}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.name}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

interface FlagProps extends Pick<FieldProps, 'path' | 'label'> {
  /** What holds while the draft says nothing. */
  readonly standard?: boolean;
}

export function FlagField({ path, label, standard = false }: FlagProps): ReactNode {
  const model = useDraftModel();
  const value = useValue(path);
  return (
    <CheckBox
      path={path}
      label={label}
      checked={typeof value === 'boolean' ? value : standard}
      onChange={(checked) => model.set(path, checked === standard ? undefined : checked)}
    />
  );
}

interface CheckBoxProps extends Pick<FieldProps, 'path' | 'label'> {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function CheckBox({ path, label, checked, onChange }: CheckBoxProps): ReactNode {
  return (
    <label className={styles.check}>
      <input
        type="checkbox"
        data-path={pathText(path)}
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
      />
      {label}
    </label>
  );
}

interface ListProps extends FieldProps {
  /** What an item's text stands for. */
  readonly read: (text: string) => Json;
}

/** A short list as text with commas. While it is typed in, the text is the person's own. */
export function ListField({ path, label, placeholder, read, wide = false }: ListProps): ReactNode {
  const model = useDraftModel();
  const value = useValue(path);
  const [typed, setTyped] = useState<string>();
  const text = Array.isArray(value) ? value.map((item: Json) => shown(item)).join(', ') : shown(value);
  return (
    <Frame path={path} label={label} wide={wide}>
      {(bound) => (
        <input
          {...bound}
          type="text"
          autoComplete="off"
          spellCheck={false}
          className={cx(styles.input, styles.mono)}
          value={typed ?? text}
          placeholder={placeholder}
          onBlur={() => setTyped(undefined)}
          onChange={({ target }) => {
            const items = target.value.split(/[\s,]+/).filter((item) => item !== '');
            setTyped(target.value);
            model.set(path, items.length === 0 ? undefined : items.map(read));
          }}
        />
      )}
    </Frame>
  );
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
