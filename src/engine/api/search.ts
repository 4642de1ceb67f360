/** What a search finds. */
import type { Selection } from './selection.ts';

export interface SearchHit {
  readonly kind: string;
  readonly label: string;
  readonly detail: string;
  readonly selection: Selection | undefined;
  /** Step to jump to, for functions and events. */
  readonly step: number | undefined;
}
