import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import styles from './tabs.module.css';

interface Props<Id extends string> {
  /** What the tabs choose between, for screen readers. */
  readonly label: string;
  readonly tabs: readonly { readonly id: Id; readonly name: string }[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  /** Right of the tabs. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/**
 * Who pressed a tab with a pointer goes on in its panel, where arrows, Home and End step through the run. Keys that came to the
 * tabs stay with them, as do the clicks of assistive technology.
 */
function leaveToPanel({ currentTarget, detail }: MouseEvent<HTMLElement>): void {
  const id = currentTarget.getAttribute('aria-controls');
  if (detail > 0 && id !== null) document.getElementById(id)?.focus({ preventScroll: true });
}

/** Tabs over one panel, which draws what is chosen. */
export function Tabs<Id extends string>({ label, tabs, value, onChange, aside, children }: Props<Id>): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const at = tabs.findIndex(({ id }) => id === value);
  // Where they do not all fit, the chosen one is in sight. Measured when the browser has laid the page out, which it tells at once.
  useEffect(() => {
    const tablist = list.current;
    const chosen = tablist?.children.item(at);
    if (tablist === null || !(chosen instanceof HTMLElement)) return undefined;
    const observer = new ResizeObserver(() => {
      const { scrollLeft, clientWidth } = tablist;
      const left = chosen.offsetLeft - tablist.offsetLeft;
      if (left < scrollLeft) tablist.scrollLeft = left;
      else if (left + chosen.offsetWidth > scrollLeft + clientWidth)
        tablist.scrollLeft = left + chosen.offsetWidth - clientWidth;
    });
    observer.observe(tablist);
    return () => observer.disconnect();
  }, [at]);
  return (
    <BaseTabs.Root className={styles.root} value={value} onValueChange={(id: Id) => onChange(id)}>
      <div className={styles.head}>
        <BaseTabs.List ref={list} className={styles.list} aria-label={label} activateOnFocus>
          {tabs.map(({ id, name }) => (
            <BaseTabs.Tab key={id} value={id} className={styles.tab} onClick={leaveToPanel}>
              {name}
            </BaseTabs.Tab>
          ))}
        </BaseTabs.List>
        {aside === undefined ? null : <div className={styles.aside}>{aside}</div>}
      </div>
      {tabs.map(({ id }) => (
        <BaseTabs.Panel key={id} value={id} className={styles.panel} tabIndex={-1}>
          {id === value ? children : null}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
