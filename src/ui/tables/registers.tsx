import { type ReactNode, useState } from 'react';
import type { BankView, RegisterView } from '../../engine/index.ts';
import { useActions, useRun, useScreen } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import { Scroll } from '../widgets/scroll.tsx';
import { Select } from '../widgets/select.tsx';
import { useMessages } from '../widgets/messages.ts';
import field from '../widgets/field.module.css';
import styles from './registers.module.css';

/** Blocks whose change is told by a button of their own. */
const MOST_CHANGED = 6;

/** One block of registers, decoded by field; what the last move changed is marked, in the other blocks too. */
export function Registers(): ReactNode {
  const actions = useActions();
  const { registers: say } = useMessages().tables;
  const blocks = useScreen((screen) => screen.registers?.blocks);
  const shown = useScreen((screen) => screen.registers?.shown);
  const assumed = useRun(({ info }) => info?.assumed);
  const [filter, setFilter] = useState('');
  if (blocks === undefined || shown === undefined) return null;
  const words = filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const registers = shown.registers.filter(({ name, about, fields }) =>
    fits(`${name} ${about} ${fields.map((field) => `${field.name} ${field.about}`).join(' ')}`),
  );
  const banks = shown.banks.filter(({ name, about }) => fits(`${name} ${about}`));
  const changed = blocks.filter((block) => block.changed && block.name !== shown.name);
  return (
    <>
      <div className={styles.bar}>
        <Select
          label={say.block}
          value={shown.name}
          options={blocks.map((block) => ({ value: block.name, name: `${block.name}${block.changed ? ' ±' : ''}` }))}
          onChange={(block) => actions.showRegisters(block)}
        />
        <label className={cx(field.label, field.filter)}>
          {say.filter}
          <input
            type="search"
            className={field.input}
            value={filter}
            placeholder={say.placeholder}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setFilter(event.target.value)}
          />
        </label>
        {changed.length === 0 ? null : (
          <span className={styles.others}>
            {say.changedToo}
            {changed.slice(0, MOST_CHANGED).map(({ name }) => (
              <button key={name} type="button" className={styles.other} onClick={() => actions.showRegisters(name)}>
                {name}
              </button>
            ))}
            {changed.length > MOST_CHANGED ? say.more({ count: changed.length - MOST_CHANGED }) : null}
          </span>
        )}
      </div>
      <Scroll className={styles.scroll} label={say.label}>
        <h3 className={styles.title}>
          {shown.name} <span className={styles.base}>{shown.base ?? say.system}</span>
        </h3>
        {assumed === undefined ? null : <p className={styles.none}>{assumed}</p>}
        <dl className={styles.list}>
          {registers.map((register) => (
            <Register key={register.name} register={register} />
          ))}
          {banks.map((bank) => (
            <Bank key={bank.name} bank={bank} />
          ))}
        </dl>
        {registers.length + banks.length === 0 ? <p className={styles.none}>{say.noneFits}</p> : null}
      </Scroll>
    </>
  );
}

const Changed = (): ReactNode => <span className={styles.word}>{useMessages().tables.registers.changed}</span>;

function Register({ register }: { readonly register: RegisterView }): ReactNode {
  const { registers: say } = useMessages().tables;
  const { name, about, offset, value, fields, changed } = register;
  return (
    <div className={cx(styles.register, changed && styles.changed)}>
      <dt>
        {name} {offset === undefined ? null : <span className={styles.base}>+{offset}</span>}
        <span className={styles.about}>{about}</span>
      </dt>
      <dd>
        <span className={styles.value}>{value}</span>
        {changed ? <Changed /> : null}
        {fields.length === 0 ? null : (
          <ul className={styles.fields}>
            {fields.map((field) => (
              <li key={field.name} className={cx(/^(0x)?0+$/.test(field.value) && styles.zero)} title={say.bits(field)}>
                <span className={styles.bits}>{field.bits}</span>
                <span className={styles.fieldName}>{field.name}</span>
                <span className={styles.fieldValue}>{field.value}</span>
                <span className={styles.fieldAbout}>{field.about}</span>
              </li>
            ))}
          </ul>
        )}
      </dd>
    </div>
  );
}

/** Registers with a bit for each INTID, as the list of those whose bit is set. */
function Bank({ bank: { name, about, intids, changed } }: { readonly bank: BankView }): ReactNode {
  const { registers: say } = useMessages().tables;
  const ranges = intids.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  return (
    <div className={cx(styles.register, changed && styles.changed)}>
      <dt>
        {name}
        <span className={styles.about}>{about}</span>
      </dt>
      <dd>
        {intids.length === 0 ? (
          <span className={styles.base}>{say.noIntid}</span>
        ) : (
          <span className={styles.value}>{say.intids({ ranges })}</span>
        )}
        {changed ? <Changed /> : null}
      </dd>
    </div>
  );
}
