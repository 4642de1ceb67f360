import { useMedia } from '../widgets/use-media.ts';

/** Whether the page is that of a phone: fewer columns at first, and rows high enough for a finger. */
export function useNarrow(): boolean {
  return useMedia('(max-width: 760px)');
}
