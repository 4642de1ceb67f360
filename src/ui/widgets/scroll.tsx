import type { ReactNode, Ref } from 'react';

interface Props {
  readonly label: string;
  readonly className: string | undefined;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLElement>;
}

/** What scrolls must be reachable by keys, or those who have only keys cannot scroll it. */
const FOCUSABLE = { tabIndex: 0 } as const;

/** A region that scrolls. */
export function Scroll({ label, className, children, ref }: Props): ReactNode {
  return (
    <section ref={ref} className={className} aria-label={label} {...FOCUSABLE}>
      {children}
    </section>
  );
}
