/** The draft for components: narrow slices of it, and what is wrong at a path. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { must } from '../../../base/assert.ts';
import type { Problem } from '../../../base/result.ts';
import type { BoardFacts, Catalog } from '../../../engine/index.ts';
import { getAt, isWithin, type Json, type Path, pathText } from './json-value.ts';
import type { DraftModel, DraftState } from './draft-model.ts';

const Context = createContext<DraftModel | undefined>(undefined);
export const DraftProvider = Context.Provider;

export function useDraftModel(): DraftModel {
  return must(useContext(Context), 'the draft');
}

export function useDraft<T>(select: (state: DraftState) => T): T {
  return useStore(useDraftModel().store, select);
}

export function useValue(path: Path): Json | undefined {
  return useDraft(({ draft }) => getAt(draft, path));
}

export function useCatalog(): Catalog | undefined {
  return useDraft(({ catalog }) => catalog);
}

/** The board of the last draft whose board could be read. */
export function useBoard(): BoardFacts | undefined {
  return useDraft(({ board }) => board);
}

export interface Said {
  readonly message: string;
  readonly remark: boolean;
}

/** What is wrong, or odd, at a path, or below it as well; as one text, so that nothing redraws while it stays. */
export function useSaid(path: Path, below: boolean): Said | undefined {
  const where = pathText(path);
  const message = useDraft(({ check, failure }) => textOf([failure, ...(check?.problems ?? [])], where, below));
  const remark = useDraft(({ check }) => textOf(check?.remarks ?? [], where, below));
  if (message !== '') return { message, remark: false };
  return remark === '' ? undefined : { message: remark, remark: true };
}

function textOf(problems: readonly (Problem | undefined)[], where: string, below: boolean): string {
  return problems
    .filter((problem) => problem !== undefined)
    .filter(({ where: at }) => (below ? isWithin(at?.path, where) : at?.path === where))
    .map(({ message, hint }) => [message, hint].filter((part) => part !== undefined).join('. '))
    .join('; ');
}
