import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useApp, useView } from '../store/hooks.ts';
import { Key } from '../widgets/key.tsx';
import { Tabs } from '../widgets/tabs.tsx';
import { DraftModel, type EditorTab } from '../store/draft/draft-model.ts';
import { loadCode } from './code-text.tsx';
import { DriversTab } from './drivers-tab.tsx';
import { DtsTab } from './dts-tab.tsx';
import { Foot } from './foot.tsx';
import { JsonTab } from './json-tab.tsx';
import { MachineTab } from './machine-tab.tsx';
import { PciTab } from './pci-tab.tsx';
import { moveByKey, ScriptTab } from './script-tab.tsx';
import { DraftProvider, useDraft, useDraftModel } from '../store/draft/use-draft.ts';
import { textAt } from '../store/draft/json-value.ts';
import { Modal } from '../widgets/modal.tsx';
import { useEditorMessages } from './messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './editor.module.css';

const TABS: readonly EditorTab[] = ['pci', 'machine', 'drivers', 'script', 'dts', 'json'];

/** Edits the scenario that is open, and runs what came of it. */
export function Editor({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { drafts } = useApp();
  const at = useView(({ editAt }) => editAt);
  const [model] = useState(() => new DraftModel(drafts));
  useEffect(() => {
    if (at !== undefined) model.focusLine(at);
    void model.start();
    // The text tabs need it; who opens one has it by then. What fails is told there.
    loadCode().catch(() => {});
    return () => model.dispose();
  }, [model, at]);
  return (
    <DraftProvider value={model}>
      <EditorDialog onClose={onClose} />
    </DraftProvider>
  );
}

function EditorDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const model = useDraftModel();
  const say = useEditorMessages();
  const ref = useRef<HTMLDialogElement>(null);
  const [asking, setAsking] = useState(false);
  useModal(ref);
  useFieldFocus(ref);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (model.dirty) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [model]);

  const cancel = (): void => {
    if (model.dirty) setAsking(true);
    else onClose();
  };
  const discard = (): void => {
    model.discard();
    onClose();
  };
  const run = (): void => {
    void model.run().then((isOpen) => {
      if (isOpen) onClose();
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const hasControl = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && hasControl) {
      event.preventDefault();
      run();
    } else if (/^[zy]$/i.test(event.key) && hasControl && !isTyping(event.target)) {
      event.preventDefault();
      if (event.key === 'z') model.undo();
      else model.redo();
    } else moveByKey(model, event);
  };
  return (
    <>
      <dialog
        ref={ref}
        className={styles.dialog}
        aria-label={say.title}
        onKeyDown={onKeyDown}
        onCancel={(event) => {
          if (event.target !== event.currentTarget) return;
          event.preventDefault();
          cancel();
        }}
        onClose={(event) => {
          // A browser may insist on closing; what was entered stays all the same.
          if (event.target === event.currentTarget && model.dirty) {
            ref.current?.showModal();
            setAsking(true);
          } else if (event.target === event.currentTarget) onClose();
        }}
      >
        <div className={styles.head}>
          <h2 className={styles.hidden}>{say.title}</h2>
          <TitleField />
          <button type="button" className={styles.close} aria-label={say.close} onClick={cancel}>
            ×
          </button>
        </div>
        <Parts />
        <Foot>
          <button type="button" className={buttons.button} onClick={cancel}>
            {say.cancel}
          </button>
          <button type="button" className={`${buttons.button} ${buttons.primary}`} onClick={run}>
            {say.run}
            <span className={styles.keys}>
              <Key hidden>{say.runKey}</Key>
            </span>
          </button>
        </Foot>
      </dialog>
      {asking ? <AskDiscard onKeep={() => setAsking(false)} onDiscard={discard} /> : null}
    </>
  );
}

function Parts(): ReactNode {
  const model = useDraftModel();
  const say = useEditorMessages();
  const tab = useDraft((state) => state.tab);
  return (
    <div className={styles.parts}>
      <Tabs
        label={say.parts}
        tabs={TABS.map((id) => ({ id, name: say.tabs[id] }))}
        value={tab}
        onChange={(next) => model.show(next)}
      >
        <Part tab={tab} />
      </Tabs>
    </div>
  );
}

function Part({ tab }: { readonly tab: EditorTab }): ReactNode {
  switch (tab) {
    case 'pci':
      return <PciTab />;
    case 'machine':
      return <MachineTab />;
    case 'drivers':
      return <DriversTab />;
    case 'script':
      return <ScriptTab />;
    case 'dts':
      return <DtsTab />;
    case 'json':
      return <JsonTab />;
  }
}

/** Open as long as it is there; the focus goes back to where it was. */
function useModal(ref: React.RefObject<HTMLDialogElement | null>): void {
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    // Not the first field, which is the title: what is typed next is not meant for it. The tabs know of one another after the first frame.
    const frame = requestAnimationFrame(() =>
      dialog?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus(),
    );
    return () => {
      cancelAnimationFrame(frame);
      dialog?.close();
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus();
    };
  }, [ref]);
}

/** Texts undo by themselves. */
function isTyping(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input:not([type=checkbox]), textarea, [data-texts]') !== null;
}

/** The scenario's title, as the board menu and links show it. */
function TitleField(): ReactNode {
  const model = useDraftModel();
  const say = useEditorMessages();
  const title = useDraft(({ draft }) => textAt(draft, ['title']) ?? '');
  return (
    <input
      type="text"
      className={styles.title}
      aria-label={say.scenarioTitle}
      placeholder={say.scenarioTitleAbout}
      data-path="title"
      autoComplete="off"
      value={title}
      onChange={({ target }) => model.set(['title'], target.value === '' ? undefined : target.value)}
    />
  );
}

interface Props {
  readonly onKeep: () => void;
  readonly onDiscard: () => void;
}

/** Before what was entered is lost. */
function AskDiscard({ onKeep, onDiscard }: Props): ReactNode {
  const say = useEditorMessages();
  return (
    <Modal title={say.discardTitle} onClose={onKeep}>
      <p>{say.discardAbout}</p>
      <div className={styles.answers}>
        <button type="button" className={buttons.button} onClick={onDiscard}>
          {say.discard}
        </button>
        <button type="button" className={`${buttons.button} ${buttons.primary}`} onClick={onKeep}>
          {say.keep}
        </button>
      </div>
    </Modal>
  );
}

/** Moves the keyboard to the field that was asked for, or to what is nearest around it. */
function useFieldFocus(ref: RefObject<HTMLElement | null>): void {
  const focus = useDraft((state) => state.focus);
  useEffect(() => {
    if (focus === undefined || ref.current === null) return;
    for (let path = focus.path; path !== ''; path = path.replace(/(\[\d+\]|\.?[^.[\]]+)$/, '')) {
      const field = ref.current.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);
      if (field === null) continue;
      field.focus();
      field.scrollIntoView({ block: 'nearest' });
      return;
    }
  }, [focus, ref]);
}
