import type { ReactNode } from 'react';
import { useActions, useRun, useScreen, useTasks } from '../store/hooks.ts';
import { KERNEL_VERSIONS } from '../../engine/api/kernel-versions.ts';
import { cx } from '../widgets/cx.ts';
import { Key } from '../widgets/key.tsx';
import { Select } from '../widgets/select.tsx';
import { BoardMenu } from './board-menu.tsx';
import { MoreMenu, PanesMenu, ToursMenu } from './page-menus.tsx';
import buttons from '../widgets/button.module.css';
import styles from './top-bar.module.css';
import progressing from './progress.module.css';

export function TopBar({ narrow }: { readonly narrow: boolean }): ReactNode {
  const actions = useActions();
  const isOpen = useRun(({ info }) => info !== undefined);
  const busy = useTasks(({ progress }) => progress !== undefined);
  return (
    <header className={styles.bar} aria-busy={busy}>
      <h1 className={styles.brand}>
        irq<span>scope</span>
      </h1>
      <BoardMenu />
      {isOpen ? <KernelMenu /> : null}
      {isOpen && !narrow ? <Counts /> : null}
      <span className={styles.space} />
      {isOpen ? (
        <>
          <button
            type="button"
            className={cx(buttons.button, styles.find)}
            aria-label="Find an irq, node, function or command"
            onClick={() => actions.openDialog('find')}
          >
            <span className={styles.findText}>Find irq, function…</span>
            <span className={styles.findIcon} aria-hidden="true">
              ⌕
            </span>
            <Key hidden>/</Key>
          </button>
          {narrow ? null : <ToursMenu />}
          <button
            type="button"
            className={cx(buttons.button, buttons.primary)}
            onClick={() => actions.openDialog('share')}
          >
            Share
          </button>
        </>
      ) : null}
      {isOpen && !narrow ? <PanesMenu /> : null}
      {narrow ? <MoreMenu /> : <PageButtons />}
      <Progress />
    </header>
  );
}

function PageButtons(): ReactNode {
  const actions = useActions();
  return (
    <>
      <button
        type="button"
        className={buttons.button}
        aria-label="Light or dark"
        title="Light or dark (d)"
        onClick={() => actions.toggleTheme()}
      >
        <span aria-hidden="true">◐</span>
      </button>
      <button
        type="button"
        className={buttons.button}
        aria-label="Show all keys"
        title="Show all keys (?)"
        onClick={() => actions.openDialog('help')}
      >
        ?
      </button>
    </>
  );
}

function KernelMenu(): ReactNode {
  const actions = useActions();
  const kernel = useRun(({ info }) => info?.kernel) ?? '';
  return (
    <Select
      label="kernel"
      className={styles.kernel}
      value={kernel}
      options={KERNEL_VERSIONS.map(({ version }) => ({ value: version, name: version }))}
      onChange={(version) => void actions.openKernel(version)}
    />
  );
}

/** How much there is at this step. */
function Counts(): ReactNode {
  const online = useScreen(({ counts }) => counts.online) ?? 0;
  const domains = useScreen(({ counts }) => counts.domains) ?? 0;
  const irqs = useScreen(({ counts }) => counts.irqs) ?? 0;
  const possible = useRun(({ info }) => info?.cpus) ?? 0;
  return (
    <p className={styles.counts} data-testid="counts">
      <b>{online === possible ? online : `${online} of ${possible}`}</b> {possible === 1 ? 'CPU' : 'CPUs'}
      {online === possible ? '' : ' online'} <b>{domains}</b> {domains === 1 ? 'domain' : 'domains'} <b>{irqs}</b>{' '}
      {irqs === 1 ? 'irq' : 'irqs'}
    </p>
  );
}

/** What takes a while, once it does. */
function Progress(): ReactNode {
  const progress = useTasks((tasks) => tasks.progress);
  return (
    <output className={progressing.place}>
      {progress?.slow === true ? (
        <div className={progressing.progress}>
          <progress
            aria-label={progress.what}
            {...(progress.fraction === undefined ? {} : { value: progress.fraction, max: 1 })}
          />
          {progress.what} …
        </div>
      ) : null}
    </output>
  );
}
