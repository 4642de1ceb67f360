import type { ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly className: string | undefined;
  readonly children: ReactNode;
}

/** What scrolls must be reachable by keys, or those who have only keys cannot scroll it. */
const FOCUSABLE = { tabIndex: 0 } as const;

/** A region that scrolls. */
export function Scroll({ label, className, children }: Props): ReactNode {
  return (
    <section className={className} aria-label={label} {...FOCUSABLE}>
      {children}
    </section>
  );
}
