import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';
import styles from './select.module.css';

interface Props<V extends string> {
  readonly label: string;
  /** One of the options; of anything else none is shown as chosen. */
  readonly value: string;
  readonly options: readonly { readonly value: V; readonly name: string }[];
  readonly onChange: (value: V) => void;
  /** Says the label to screen readers only. */
  readonly quiet?: boolean;
  readonly className?: string | undefined;
}

/** A choice among few: the browser's own, with its label inside the frame. */
export function Select<V extends string>({
  label,
  value,
  options,
  onChange,
  quiet = false,
  className,
}: Props<V>): ReactNode {
  const id = useId();
  return (
    <span className={cx(styles.frame, className)}>
      <label htmlFor={id} className={quiet ? styles.hidden : styles.label}>
        {label}
      </label>
      <select
        id={id}
        className={styles.select}
        value={value}
        title={options.find((option) => option.value === value)?.name}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </span>
  );
}
