import { useMemo } from 'react';
import type { TableAsk, TableId } from '../../engine/index.ts';
import { useActions, useView } from '../store/hooks.ts';

export interface Order {
  readonly ask: TableAsk;
  readonly onWindow: (first: number, count: number) => void;
  readonly onSort: (sort: TableAsk['sort']) => void;
  readonly onFilter: (filter: string) => void;
  /** By a column, or "" for no groups. */
  readonly onGroup: (group: string) => void;
  readonly onFold: (group: string, folded: boolean) => void;
}

/** What is asked of a long table, and how a person changes that. */
export function useOrder(key: TableId): Order {
  const actions = useActions();
  const ask = useView((view) => view[key]);
  const changes = useMemo(() => {
    const change = (make: (before: TableAsk) => TableAsk): void => actions.arrange(key, make);
    return {
      onWindow: (first: number, count: number) => change((before) => ({ ...before, first, count })),
      onSort: (next: TableAsk['sort']) =>
        change(({ sort: _sort, ...rest }) => (next === undefined ? rest : { ...rest, sort: next })),
      onFilter: (filter: string) => change((before) => ({ ...before, first: 0, filter })),
      onGroup: (next: string) =>
        change(({ group: _group, folded: _folded, ...rest }) =>
          next === '' ? rest : { ...rest, first: 0, group: next },
        ),
      onFold: (group: string, folds: boolean) =>
        change(({ folded = [], ...rest }) => ({
          ...rest,
          folded: folds ? [...folded, group] : folded.filter((name) => name !== group),
        })),
    };
  }, [actions, key]);
  return useMemo(() => ({ ask, ...changes }), [ask, changes]);
}
