import { type ReactNode, useState } from 'react';
import { AREAS } from '../../engine/api/compare.ts';
import type { CompareMessages } from '../../engine/api/messages/compare.ts';
import type { Area, Comparison, Difference, Selection } from '../../engine/index.ts';
import { selectionText } from '../../permalink/selection-text.ts';
import { useActions, useCompare, useSelection } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import buttons from '../widgets/button.module.css';
import { type Group, groupsOf, valueText } from './text.ts';
import styles from './compare.module.css';

/** Folded at first: they are long, and follow from the others. */
const FOLDED: ReadonlySet<Area> = new Set(['log', 'calls']);
/** So are numbers of interrupts, where more than these are others: they follow from the order in which drivers ask. */
const FEW_NUMBERS = 8;
/** So many rows of an area, and things of a row, before somebody asks for all. */
const FIRST_ROWS = 60;
const FIRST_THINGS = 8;

interface Props {
  readonly found: Comparison;
  readonly say: CompareMessages;
}

/** A table of both values for each area. */
export function Areas({ found, say }: Props): ReactNode {
  return AREAS.map((area) => {
    const own = found.differences.filter((each) => each.area === area);
    if (own.length === 0) return null;
    const isFolded = FOLDED.has(area) || (area === 'virqs' && own.length > FEW_NUMBERS);
    return (
      <details key={area} open={!isFolded} className={styles.area}>
        <summary>{say.head({ area: say.areas[area], count: own.length })}</summary>
        <Table label={say.areas[area]} groups={groupsOf(own)} say={say} />
      </details>
    );
  });
}

function Table({
  label,
  groups,
  say,
}: {
  readonly label: string;
  readonly groups: readonly Group[];
  readonly say: CompareMessages;
}): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? groups : groups.slice(0, FIRST_ROWS);
  return (
    <>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{say.columns.what}</th>
            <th scope="col">{say.columns.a}</th>
            <th scope="col">{say.columns.b}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((group, i) => (
            <Row key={group.key} group={group} isSaid={isSaid(shown, i)} say={say} />
          ))}
        </tbody>
      </table>
      {shown.length === groups.length ? null : (
        <button type="button" className={cx(buttons.button, buttons.small)} onClick={() => setWhole(true)}>
          {say.all({ count: groups.length })}
        </button>
      )}
    </>
  );
}

/** What several rows mean is said with the first. */
const isSaid = (groups: readonly Group[], at: number): boolean =>
  groups.findIndex(({ first }) => first.means === groups[at]?.first.means) < at;

interface RowProps {
  readonly group: Group;
  readonly isSaid: boolean;
  readonly say: CompareMessages;
}

function Row({ group, isSaid, say }: RowProps): ReactNode {
  const { first, all } = group;
  const [isWhole, setWhole] = useState(false);
  const own = useCompare((state) => state.own);
  const selected = useSelection();
  const here = (each: Difference): Selection | undefined => (own === 'a' ? each.inA : each.inB);
  const isSelected = selected !== undefined && all.some((each) => sameThing(here(each), selected));
  const shown = isWhole ? all : all.slice(0, FIRST_THINGS);
  return (
    <tr data-change={first.change} aria-current={isSelected ? 'true' : undefined}>
      <th scope="row">
        {first.field === undefined ? null : <span className={styles.field}>{say.fields[first.field]} </span>}
        {shown.map((each, i) => (
          <Thing key={i} difference={each} selection={here(each)} say={say} />
        ))}
        {shown.length === all.length ? null : (
          <button type="button" className={buttons.link} onClick={() => setWhole(true)}>
            {say.more({ count: all.length - shown.length })}
          </button>
        )}
        {first.means === undefined || isSaid ? null : <p className={styles.means}>{first.means}</p>}
      </th>
      <Value text={valueText(first, 'a', say)} isThere={first.change !== 'only-b'} />
      <Value text={valueText(first, 'b', say)} isThere={first.change !== 'only-a'} />
    </tr>
  );
}

/** Longer texts, of calls, are cut and whole on hover. */
const MOST = 300;

function Value({ text, isThere }: { readonly text: string; readonly isThere: boolean }): ReactNode {
  return (
    <td className={cx(!isThere && styles.absent)} title={text.length > MOST ? text : undefined}>
      {text.length > MOST ? `${text.slice(0, MOST)}…` : text}
    </td>
  );
}

const sameThing = (a: Selection | undefined, b: Selection): boolean =>
  a !== undefined && selectionText(a) === selectionText(b);

/** Selects the thing everywhere, where the open run has it. */
function Thing({
  difference: { subject },
  selection,
  say,
}: {
  readonly difference: Difference;
  readonly selection: Selection | undefined;
  readonly say: CompareMessages;
}): ReactNode {
  const actions = useActions();
  if (selection === undefined)
    return (
      <span className={styles.thing} title={say.notHere}>
        {subject}
      </span>
    );
  return (
    <button type="button" className={cx(buttons.link, styles.thing)} onClick={() => actions.select(selection)}>
      {subject}
    </button>
  );
}
