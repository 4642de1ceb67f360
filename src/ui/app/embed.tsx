import { type ReactNode, useState } from 'react';
import { PHONE_PANES, type PhonePane } from '../../engine/api/scenario/names.ts';
import { useRun } from '../store/hooks.ts';
import { Transport } from '../timeline/transport.tsx';
import { useMessages } from '../widgets/messages.ts';
import { MachineFoot } from './machine-desk.tsx';
import { Notices } from './notices.tsx';
import { Pane } from './tabbed-panes.tsx';
import { Start } from './start.tsx';
import styles from './embed.module.css';

/** One view with the transport, for a frame of another page; the address may name another view: `pane=tables`. */
export function Embed({ isOpen }: { readonly isOpen: boolean }): ReactNode {
  const { embed: say } = useMessages().app;
  const isMachine = useRun(({ machine }) => machine !== undefined);
  // The page writes the address anew as one steps, so it is read once.
  const [pane] = useState(paneOfAddress);
  if (!isOpen) return <Start />;
  return (
    <div ref={tellHeight} className={styles.embed}>
      <Notices />
      <div className={styles.view}>
        <Pane pane={pane} />
      </div>
      <div className={styles.foot}>
        {isMachine ? <MachineFoot /> : <Transport />}
        <a
          className={styles.whole}
          href="./"
          target="_blank"
          rel="noopener"
          // The address follows the screen, so it is taken when somebody goes there.
          onClick={({ currentTarget }) => {
            currentTarget.href = `./${location.hash}`;
          }}
        >
          {say.whole}
        </a>
      </div>
    </div>
  );
}

function paneOfAddress(): PhonePane {
  const asked = new URLSearchParams(location.hash.slice(1)).get('pane');
  return PHONE_PANES.find((pane) => pane === asked) ?? 'topology';
}

/** Room for a picture, in pixels; more is asked for where a view has more to show. */
const LEAST = 420;
const MOST = 900;

/** Tells the page around it how high it wants to be, whenever that changes. */
function tellHeight(root: HTMLElement | null): (() => void) | undefined {
  if (root === null) return undefined;
  let told = 0;
  const tell = (): void => {
    const view = root.querySelector(`.${styles.view ?? ''}`);
    const inside = Math.max(0, ...[...(view?.querySelectorAll('*') ?? [])].map(({ scrollHeight }) => scrollHeight));
    const around = root.clientHeight - (view?.clientHeight ?? 0);
    const height = Math.round(around + Math.min(MOST, Math.max(LEAST, inside)));
    if (height === told) return;
    told = height;
    // Nothing but a number, so whoever embeds it may know.
    window.parent.postMessage({ irqscope: 'height', height }, '*');
  };
  const observer = new ResizeObserver(tell);
  observer.observe(root);
  return () => observer.disconnect();
}

/** In place of the page in a frame of another: only the embedded view goes there. */
export function Framed(): ReactNode {
  const { embed: say } = useMessages().app;
  return (
    <p className={styles.framed}>
      {say.framed}{' '}
      <a href={location.href} target="_blank" rel="noopener">
        {say.whole}
      </a>
    </p>
  );
}
