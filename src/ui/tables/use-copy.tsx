import { type ReactNode, useEffect, useState } from 'react';
import type { Result } from '../../base/result.ts';
import { useActions } from '../store/hooks.ts';
import { Modal } from '../widgets/modal.tsx';
import { toClipboard } from '../widgets/export.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './copy-menu.module.css';

/** What came of the last copy. */
type Copied =
  | { readonly kind: 'done'; readonly said: string }
  /** The browser refused the clipboard: the text is shown, to be copied by hand. */
  | { readonly kind: 'refused'; readonly text: string };

/** A text, and what was copied: "3 rows". */
interface Copy {
  readonly text: string;
  readonly what: string;
}

/** So many milliseconds it is said what was copied. */
const SAID = 4000;

/** Puts a text that the worker makes on the clipboard; the node says what came of it. `name` says what it is a text of. */
export function useCopy(name: string): readonly [(made: Promise<Result<Copy>>) => Promise<void>, ReactNode] {
  const actions = useActions();
  const { notices, tables: say } = useMessages();
  const [copied, setCopied] = useState<Copied>();
  useEffect(() => {
    if (copied?.kind !== 'done') return undefined;
    const timer = setTimeout(() => setCopied(undefined), SAID);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (made: Promise<Result<Copy>>): Promise<void> => {
    setCopied(undefined);
    const accepted = await toClipboard(made.then((result) => (result.ok ? result.value.text : '')));
    const result = await made;
    if (!result.ok) actions.report(notices.couldNotCopy({ name }), result.error);
    else if (accepted) setCopied({ kind: 'done', said: say.copied({ what: result.value.what }) });
    else setCopied({ kind: 'refused', text: result.value.text });
  };
  const outcome = (
    <>
      <output className={styles.copied}>{copied?.kind === 'done' ? copied.said : ''}</output>
      {copied?.kind === 'refused' ? (
        <ByHand name={name} text={copied.text} onClose={() => setCopied(undefined)} />
      ) : null}
    </>
  );
  return [copy, outcome];
}

interface ByHandProps {
  readonly name: string;
  readonly text: string;
  readonly onClose: () => void;
}

function ByHand({ name, text, onClose }: ByHandProps): ReactNode {
  const { tables: say } = useMessages();
  return (
    <Modal title={say.copyByHand} onClose={onClose}>
      <p>{say.copyByHandAbout}</p>
      <textarea
        className={styles.text}
        aria-label={say.textOf({ name })}
        readOnly
        rows={16}
        wrap="off"
        value={text}
        onFocus={(event) => event.target.select()}
      />
    </Modal>
  );
}
