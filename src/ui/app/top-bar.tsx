import { type ReactNode, useRef } from 'react';
import type { KernelVersion } from '../../engine/index.ts';
import { useApp, useRun, useScreen, useTasks } from '../store/app-model.ts';
import { KERNELS } from '../store/kinds.ts';
import { dismissProblems } from '../store/notices.ts';
import { PRESETS } from '../store/presets.ts';
import { toggleTheme } from '../store/theme.ts';
import { TOURS } from '../store/tours.ts';
import { cx } from '../widgets/cx.ts';
import { Key } from '../widgets/key.tsx';
import { Menu } from '../widgets/menu.tsx';
import { Select } from '../widgets/select.tsx';
import { openFiles } from './open-files.ts';
import { PanesMenu } from './panes-menu.tsx';
import { Progress } from './progress.tsx';
import buttons from '../widgets/button.module.css';
import styles from './top-bar.module.css';

const OWN = 'own';

export function TopBar({ narrow }: { readonly narrow: boolean }): ReactNode {
  const app = useApp();
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
            onClick={() => app.stores.view.setState({ dialog: 'find' })}
          >
            <span className={styles.findText}>Find irq, node, function…</span>
            <span className={styles.findIcon} aria-hidden="true">
              ⌕
            </span>
            <Key hidden>/</Key>
          </button>
          <ToursMenu />
          <button
            type="button"
            className={cx(buttons.button, buttons.primary)}
            onClick={() => app.stores.view.setState({ dialog: 'share' })}
          >
            Share
          </button>
        </>
      ) : null}
      {isOpen && !narrow ? <PanesMenu /> : null}
      <button
        type="button"
        className={buttons.button}
        aria-label="Light or dark"
        title="Light or dark (d)"
        onClick={() => toggleTheme(app.stores)}
      >
        <span aria-hidden="true">◐</span>
      </button>
      <button
        type="button"
        className={buttons.button}
        aria-label="Show all keys"
        title="Show all keys (?)"
        onClick={() => app.stores.view.setState({ dialog: 'help' })}
      >
        ?
      </button>
      <Progress />
    </header>
  );
}

function ToursMenu(): ReactNode {
  const app = useApp();
  const entries = TOURS.map(({ id, title }) => ({ id, name: title, onChoose: () => void app.guide.start(id) }));
  return <Menu label="Tours" sections={[{ entries }]} />;
}

/** Bundled boards, and a file of one's own. */
function BoardMenu(): ReactNode {
  const app = useApp();
  const input = useRef<HTMLInputElement>(null);
  const preset = useRun((run) => run.preset);
  const own = useRun((run) => (run.info !== undefined && run.preset === undefined ? run.info.title : undefined));
  const kernel = useRun((run) => run.scenario?.kernel);
  const isOpen = useRun(({ info }) => info !== undefined);
  const options = PRESETS.map(({ name, title }) => ({ value: name, name: title }));
  const all = own === undefined ? options : [...options, { value: OWN, name: own }];
  return (
    <span className={styles.board}>
      <Select
        label="board"
        className={styles.menu}
        value={preset ?? OWN}
        options={preset === undefined && own === undefined ? [{ value: OWN, name: 'choose…' }, ...all] : all}
        onChange={(name) => {
          const chosen = PRESETS.find((one) => one.name === name);
          dismissProblems(app.stores);
          if (chosen !== undefined) void app.opener.preset(chosen, kernel);
        }}
      />
      <button
        type="button"
        className={buttons.button}
        title="Open a .dtb, .dts with its includes, or a scenario; or drop it on the page"
        onClick={() => input.current?.click()}
      >
        Open<span className={styles.wide}> file…</span>
      </button>
      {isOpen ? (
        <button
          type="button"
          className={buttons.button}
          title="Edit PCI functions, machine, script and device tree (e)"
          onClick={() => app.stores.view.setState({ dialog: 'edit' })}
        >
          Edit
        </button>
      ) : null}
      <input
        ref={input}
        className={styles.file}
        type="file"
        multiple
        tabIndex={-1}
        aria-label="Files to open"
        accept=".dtb,.dts,.dtsi,.h,.json"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          void openFiles(app, files);
        }}
      />
    </span>
  );
}

function KernelMenu(): ReactNode {
  const app = useApp();
  const kernel = useRun(({ info }) => info?.kernel) ?? '';
  return (
    <Select
      label="kernel"
      value={kernel}
      options={KERNELS.map((version) => ({ value: version, name: version }))}
      onChange={(version) => {
        dismissProblems(app.stores);
        void app.opener.kernel(version as KernelVersion);
      }}
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
      <b>{online === possible ? online : `${online} of ${possible}`}</b> {possible === 1 ? 'CPU' : 'CPUs'}{' '}
      <b>{domains}</b> {domains === 1 ? 'domain' : 'domains'} <b>{irqs}</b> {irqs === 1 ? 'irq' : 'irqs'}
    </p>
  );
}
