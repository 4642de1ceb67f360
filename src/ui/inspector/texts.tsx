import { type ReactNode, useState } from 'react';
import { useMessages } from '../widgets/messages.ts';
import styles from './inspector.module.css';

/** A text as it is, with a button that copies it. */
export function Text({ name, text }: { readonly name?: string; readonly text: string }): ReactNode {
  const { inspector: say } = useMessages();
  const [copied, setCopied] = useState<string>();
  return (
    <div className={styles.textFrame}>
      <div className={styles.textHead}>
        {name === undefined ? <span /> : <p className={styles.textName}>{name}</p>}
        <button
          type="button"
          className={styles.copy}
          aria-label={name === undefined ? say.copy : say.copyOne({ name })}
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(text))}
        >
          {copied === text ? say.copied : say.copy}
        </button>
      </div>
      <pre className={styles.text}>{text}</pre>
    </div>
  );
}

/** Texts that Linux prints, one after another. */
export function Texts({
  texts,
}: {
  readonly texts: readonly { readonly name: string; readonly text: string }[];
}): ReactNode {
  return texts.map(({ name, text }) => <Text key={name} name={name} text={text} />);
}
