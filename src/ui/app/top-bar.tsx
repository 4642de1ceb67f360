import type { ReactNode } from 'react';
import { useActions, useRun, useScreen, useTasks } from '../store/hooks.ts';
import { KERNEL_VERSIONS } from '../../engine/api/kernel-versions.ts';
import { HistoryButtons } from './history-buttons.tsx';
import { cx } from '../widgets/cx.ts';
import { Key } from '../widgets/key.tsx';
import { Select } from '../widgets/select.tsx';
import { BoardMenu } from './board-menu.tsx';
import { NoticesButton } from './notices.tsx';
import { FindingsButton } from './findings.tsx';
import { LanguageMenu, MoreMenu, PanesMenu, ToursMenu } from './page-menus.tsx';
import { useMedia } from '../widgets/measure.ts';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './top-bar.module.css';
import progressing from './progress.module.css';

export function TopBar({ narrow }: { readonly narrow: boolean }): ReactNode {
  const actions = useActions();
  const { topBar: say } = useMessages().app;
  const isOpen = useRun(({ info }) => info !== undefined);
  const busy = useTasks(({ progress }) => progress !== undefined);
  const tight = useMedia('(max-width: 1100px)');
  return (
    <header className={styles.bar} aria-busy={busy}>
      <h1 className={styles.brand}>
        irq<span>scope</span>
      </h1>
      <BoardMenu />
      {isOpen && !narrow ? <HistoryButtons /> : null}
      {isOpen ? <KernelMenu /> : null}
      {isOpen && !narrow ? <FindingsButton /> : null}
      {isOpen && !narrow ? <Counts /> : null}
      {isOpen && !narrow ? <Asked /> : null}
      <span className={styles.space} />
      <NewerVersion />
      <NoticesButton />
      {isOpen ? (
        <>
          <button
            type="button"
            className={cx(buttons.button, styles.find)}
            aria-label={say.find}
            onClick={() => actions.openDialog('find')}
          >
            <span className={styles.findText}>{say.findText}</span>
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
            {say.share}
          </button>
        </>
      ) : null}
      {isOpen && !narrow ? <PanesMenu /> : null}
      {tight ? <MoreMenu whole={narrow} /> : <PageButtons />}
      <Progress />
      <span data-menus="" className={styles.menus} />
    </header>
  );
}

/** Offers a newer version of the page; what is open stays until it is taken. */
function NewerVersion(): ReactNode {
  const { topBar: say } = useMessages().app;
  const actions = useActions();
  const newer = useTasks((tasks) => tasks.newer);
  return newer ? (
    <button type="button" className={buttons.button} title={say.newerTitle} onClick={() => actions.takeNewerVersion()}>
      {say.newer}
    </button>
  ) : null;
}

function PageButtons(): ReactNode {
  const { topBar: say } = useMessages().app;
  const actions = useActions();
  return (
    <>
      <LanguageMenu />
      <button
        type="button"
        className={buttons.button}
        aria-label={say.theme}
        title={say.themeTitle}
        onClick={() => actions.toggleTheme()}
      >
        <span aria-hidden="true">◐</span>
      </button>
      <button
        type="button"
        className={buttons.button}
        aria-label={say.keys}
        title={say.keysTitle}
        onClick={() => actions.openDialog('help')}
      >
        ?
      </button>
    </>
  );
}

interface KernelOption {
  readonly value: string;
  readonly name: string;
}

function KernelMenu(): ReactNode {
  const { topBar: say } = useMessages().app;
  const actions = useActions();
  const kernel = useRun(({ info }) => info?.kernel) ?? '';
  const isRun = useRun(({ machine }) => machine === undefined);
  // A machine has the kernel that it has.
  if (!isRun) return <span aria-label={say.kernel}>{kernel}</span>;
  const versions: readonly KernelOption[] = KERNEL_VERSIONS.map(({ version }) => ({ value: version, name: version }));
  return (
    <Select
      label={say.kernel}
      className={styles.kernel}
      value={kernel}
      options={[
        ...versions,
        // What an upgrade changes, next to the upgrade itself.
        ...KERNEL_VERSIONS.filter(({ version }) => version !== kernel).map(({ version }) => ({
          value: `compare:${version}`,
          name: say.compareWith({ version }),
        })),
      ]}
      onChange={(chosen) => {
        const known = KERNEL_VERSIONS.find(({ version }) => chosen === version || chosen === `compare:${version}`);
        if (known === undefined) return;
        if (chosen === known.version) void actions.openKernel(known.version);
        else actions.showComparison({ kind: 'kernel', version: known.version });
      }}
    />
  );
}

/** How much there is at this step. */
function Counts(): ReactNode {
  const { topBar: say } = useMessages().app;
  const online = useScreen(({ counts }) => counts.online) ?? 0;
  const domains = useScreen(({ counts }) => counts.domains) ?? 0;
  const irqs = useScreen(({ counts }) => counts.irqs) ?? 0;
  const possible = useRun(({ info }) => info?.cpus) ?? 0;
  return (
    <p className={styles.counts} data-testid="counts">
      <b>{online === possible ? online : say.onlineOf({ online, possible })}</b>{' '}
      {online === possible ? say.cpus({ count: possible }) : say.cpusOnline({ count: possible })} <b>{domains}</b>{' '}
      {say.domains({ count: domains })} <b>{irqs}</b> {say.irqs({ count: irqs })}
    </p>
  );
}

/** How many of the tree's interrupts are requested at the end; the table of devices says it of each. */
function Asked(): ReactNode {
  const { topBar: say } = useMessages().app;
  const actions = useActions();
  const asked = useRun(({ info }) => info?.asked);
  if (asked === undefined || asked.all === 0) return null;
  return (
    <button
      type="button"
      className={cx(buttons.button, styles.asked)}
      title={asked.about}
      data-testid="asked"
      onClick={() => actions.showDevices()}
    >
      {say.asked(asked)}
    </button>
  );
}

/** What takes a while, once it does. */
function Progress(): ReactNode {
  const { topBar: say } = useMessages().app;
  const progress = useTasks((tasks) => tasks.progress);
  return (
    <output className={progressing.place}>
      {progress?.slow === true ? (
        <div className={progressing.progress}>
          <progress
            aria-label={progress.what}
            {...(progress.fraction === undefined ? {} : { value: progress.fraction, max: 1 })}
          />
          {say.progress({ what: progress.what })}
        </div>
      ) : null}
    </output>
  );
}
