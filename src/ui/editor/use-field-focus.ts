import { type RefObject, useEffect } from 'react';
import { useDraft } from '../store/draft/use-draft.ts';

/** Moves the keyboard to the field that was asked for, or to what is nearest around it. */
export function useFieldFocus(ref: RefObject<HTMLElement | null>): void {
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
