import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useApp } from '../store/hooks.ts';
import { Key } from '../widgets/key.tsx';
import { Tabs } from '../widgets/tabs.tsx';
import { DraftModel, type EditorTab } from '../store/draft/draft-model.ts';
import { DtsTab } from './dts-tab.tsx';
import { Foot } from './foot.tsx';
import { JsonTab } from './json-tab.tsx';
import { MachineTab } from './machine-tab.tsx';
import { PciTab } from './pci-tab.tsx';
import { moveByKey, ScriptTab } from './script-tab.tsx';
import { DraftProvider, useDraft, useDraftModel } from '../store/draft/use-draft.ts';
import { textAt } from '../store/draft/json-value.ts';
import { Modal } from '../widgets/modal.tsx';
import buttons from '../widgets/button.module.css';
import styles from './editor.module.css';

const TABS: readonly { readonly id: EditorTab; readonly name: string }[] = [
  { id: 'pci', name: 'PCI' },
  { id: 'machine', name: 'Machine' },
  { id: 'script', name: 'Script' },
  { id: 'dts', name: 'Device tree' },
  { id: 'json', name: 'JSON' },
];

/** Edits the scenario that is open, and runs what came of it. */
export function Editor({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { drafts } = useApp();
  const [model] = useState(() => new DraftModel(drafts));
  useEffect(() => {
    void model.start();
    return () => model.dispose();
  }, [model]);
  return (
    <DraftProvider value={model}>
      <EditorDialog onClose={onClose} />
    </DraftProvider>
  );
}

function EditorDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const model = useDraftModel();
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
    } else if (event.key === 'z' && hasControl && !isTyping(event.target)) {
      event.preventDefault();
      model.undo();
    } else moveByKey(model, event);
  };
  return (
    <>
      <dialog
        ref={ref}
        className={styles.dialog}
        aria-label="Edit the scenario"
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
          <h2 className={styles.hidden}>Edit the scenario</h2>
          <TitleField />
          <button type="button" className={styles.close} aria-label="Close the editor" onClick={cancel}>
            ×
          </button>
        </div>
        <Parts />
        <Foot>
          <button type="button" className={buttons.button} onClick={cancel}>
            Cancel
          </button>
          <button type="button" className={`${buttons.button} ${buttons.primary}`} onClick={run}>
            Run it
            <span className={styles.keys}>
              <Key hidden>ctrl ↵</Key>
            </span>
          </button>
        </Foot>
      </dialog>
      {asking ? <AskDiscard onKeep={() => setAsking(false)} onDiscard={onClose} /> : null}
    </>
  );
}

function Parts(): ReactNode {
  const model = useDraftModel();
  const tab = useDraft((state) => state.tab);
  return (
    <div className={styles.parts}>
      <Tabs label="Parts of the scenario" tabs={TABS} value={tab} onChange={(next) => model.show(next)}>
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
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus();
    };
  }, [ref]);
}

/** Texts undo by themselves. */
function isTyping(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input:not([type=checkbox]), textarea') !== null;
}

/** The scenario's title, as the board menu and links show it. */
function TitleField(): ReactNode {
  const model = useDraftModel();
  const title = useDraft(({ draft }) => textAt(draft, ['title']) ?? '');
  return (
    <input
      type="text"
      className={styles.title}
      aria-label="Title"
      placeholder="Title of the scenario"
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
  return (
    <Modal title="Discard your changes?" onClose={onKeep}>
      <p>The scenario was changed and has not been run. Without running or saving it, the changes are lost.</p>
      <div className={styles.answers}>
        <button type="button" className={buttons.button} onClick={onDiscard}>
          Discard
        </button>
        <button type="button" className={`${buttons.button} ${buttons.primary}`} onClick={onKeep}>
          Keep editing
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
