import type { ReactNode } from 'react';
import type { MsixRow } from '../../engine/index.ts';
import { useRun, useScreen } from '../store/hooks.ts';
import { useStopped } from '../topology/stopped.ts';
import { cx } from '../widgets/cx.ts';
import styles from './table.module.css';

/** Open, masked or pending, and a cross where the last move's message of this vector stopped. */
export function MsixState({ row: { vector, masked, pending } }: { readonly row: MsixRow }): ReactNode {
  const bdf = useScreen((screen) => screen.msix?.bdf);
  const held = useScreen((screen) => screen.msix?.maskall === true) === true && !masked;
  const step = useScreen((screen) => screen.step) ?? 0;
  const ran = useRun(({ info }) => info?.commands.findLast(({ from, to }) => step > from && step <= to)?.command);
  const stopped = useStopped()?.stopped;
  const isHere = ran?.do === 'msix.fire' && ran.bdf === bdf && ran.vector === vector && stopped !== undefined;
  const word = pending ? 'pending' : masked ? 'masked' : 'open';
  const looks = pending ? styles.pending : held ? styles.held : !masked && styles.open;
  const more = pending && masked ? 'pending, masked' : held ? `${word}, but the whole function is masked` : undefined;
  return (
    <span className={cx(styles.state, looks, isHere && styles.stopped)} title={isHere ? `stopped: ${stopped}` : more}>
      {word}
      {held ? <span className={styles.hidden}>, but the whole function is masked</span> : null}
      {isHere ? <span className={styles.hidden}>, stopped: {stopped}</span> : null}
    </span>
  );
}
