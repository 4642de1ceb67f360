/** The view of a link: which panes show what, how tables are ordered, and what is unfolded. */
import * as v from 'valibot';
import { BDF } from '../base/bdf.ts';
import { LEFT_VIEWS, type LeftView, RIGHT_VIEWS, type RightView } from '../engine/api/scenario/names.ts';
import { TABLE_IDS, type TableId, type TableOrder, TWIN_IDS, type TwinId } from '../engine/api/tables.ts';

export const INSPECTOR_VIEWS = ['chain', 'fields', 'text', 'source'] as const;
export type InspectorView = (typeof INSPECTOR_VIEWS)[number];

/** Links of before had another name for the table of domains. */
const FORMER: Readonly<Partial<Record<TableId, string>>> = { domains: 'domainTable' };

/** Columns that are shown or hidden against the default, and widths that were dragged in pixels, by column. */
export interface ColumnChoice {
  readonly shown: Readonly<Record<string, boolean>>;
  readonly widths: Readonly<Record<string, number>>;
}

export interface LinkView {
  readonly left: LeftView;
  readonly right: RightView;
  readonly inspector: InspectorView;
  /** Which table stands for the picture. */
  readonly twin: TwinId;
  /** PCI function of the MSI-X table. */
  readonly bdf: string | undefined;
  /** Text of the /proc pane. */
  readonly text: string | undefined;
  /** Block of the register pane. */
  readonly block: string | undefined;
  /** Tables that are not in their own order, or do not show all. */
  readonly orders: Readonly<Partial<Record<TableId, TableOrder>>>;
  /** What was chosen of the columns, by table. */
  readonly columns: Readonly<Record<string, ColumnChoice>>;
  /** Keys of what is unfolded in the picture. */
  readonly unfolded: readonly string[];
}

export const DEFAULT_VIEW: LinkView = {
  left: 'hardware',
  right: 'irqs',
  inspector: 'chain',
  twin: 'domains',
  bdf: undefined,
  text: undefined,
  block: undefined,
  orders: {},
  columns: {},
  unfolded: [],
};

const name = v.pipe(v.string(), v.regex(/^[\x20-\x7e]{1,300}$/));
const words = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const bdf = v.pipe(v.string(), v.regex(BDF));
const column = v.pipe(v.string(), v.regex(/^-?\w{1,40}$/));

/** Reads the value of a key; undefined when there is none, or when it does not fit, which is noted. */
type Read = <T>(schema: v.GenericSchema<string, T>, key: string, value: string | null) => T | undefined;

export function readView(params: URLSearchParams, read: Read): LinkView {
  const part = <T>(schema: v.GenericSchema<string, T>, key: string): T | undefined =>
    read(schema, key, params.get(key));
  const [left = '', right = ''] = (params.get('view') ?? '').split('.');
  return {
    left: read(v.picklist(LEFT_VIEWS), 'view', left === '' ? null : left) ?? DEFAULT_VIEW.left,
    right: read(v.picklist(RIGHT_VIEWS), 'view', right === '' ? null : right) ?? DEFAULT_VIEW.right,
    inspector: part(v.picklist(INSPECTOR_VIEWS), 'tab') ?? DEFAULT_VIEW.inspector,
    twin: part(v.picklist(TWIN_IDS), 'twin') ?? DEFAULT_VIEW.twin,
    bdf: part(bdf, 'dev'),
    text: part(name, 'text'),
    block: part(name, 'block'),
    orders: Object.fromEntries(
      TABLE_IDS.flatMap((table) => {
        const order = readOrder(table, params, read) ?? readOrder(FORMER[table] ?? table, params, read);
        return order === undefined ? [] : [[table, order]];
      }),
    ),
    columns: readColumns(params, read),
    unfolded: readAll(params, 'open', read),
  };
}

function readOrder(table: string, params: URLSearchParams, read: Read): TableOrder | undefined {
  const part = <T>(schema: v.GenericSchema<string, T>, key: string): T | undefined =>
    read(schema, `${table}.${key}`, params.get(`${table}.${key}`));
  const sort = part(column, 'sort');
  const filter = part(words, 'filter');
  const group = part(column, 'group');
  const folded = readAll(params, `${table}.fold`, read);
  if (sort === undefined && filter === undefined && group === undefined && folded.length === 0) return undefined;
  return {
    ...(sort === undefined ? {} : { sort: { column: sort.replace(/^-/, ''), descending: sort.startsWith('-') } }),
    ...(filter === undefined ? {} : { filter }),
    ...(group === undefined ? {} : { group }),
    ...(folded.length === 0 ? {} : { folded }),
  };
}

/** "+state,-chip,count*90": shown, hidden, and so wide. */
const columnList = v.pipe(v.string(), v.regex(/^[+-]?\w{1,40}(\*\d{1,3})?(,[+-]?\w{1,40}(\*\d{1,3})?){0,60}$/));

function readColumns(params: URLSearchParams, read: Read): Readonly<Record<string, ColumnChoice>> {
  const found: [string, ColumnChoice][] = [];
  for (const key of new Set(params.keys())) {
    const [, table] = /^(\w{1,40})\.cols$/.exec(key) ?? [];
    const text = table === undefined ? undefined : read(columnList, key, params.get(key));
    if (table === undefined || text === undefined) continue;
    const shown: [string, boolean][] = [];
    const widths: [string, number][] = [];
    for (const each of text.split(',')) {
      const [, sign = '', id = '', width] = /^([+-]?)(\w+)(?:\*(\d+))?$/.exec(each) ?? [];
      if (sign !== '') shown.push([id, sign === '+']);
      if (width !== undefined) widths.push([id, Number(width)]);
    }
    found.push([table, { shown: Object.fromEntries(shown), widths: Object.fromEntries(widths) }]);
  }
  return Object.fromEntries(found);
}

function columnText({ shown, widths }: ColumnChoice): string {
  const ids = [...new Set([...Object.keys(shown), ...Object.keys(widths)])];
  return ids
    .map((id) => {
      const sign = shown[id] === undefined ? '' : shown[id] ? '+' : '-';
      return `${sign}${id}${widths[id] === undefined ? '' : `*${Math.round(widths[id])}`}`;
    })
    .join(',');
}

const readAll = (params: URLSearchParams, key: string, read: Read): readonly string[] =>
  params.getAll(key).flatMap((value) => read(words, key, value) ?? []);

/** The parts that differ from their defaults. */
export function writeView(view: LinkView, params: URLSearchParams): void {
  const { left, right } = view;
  const views = right === DEFAULT_VIEW.right ? (left === DEFAULT_VIEW.left ? undefined : left) : `${left}.${right}`;
  const set = (key: string, value: string | undefined, usual?: string): void => {
    if (value !== undefined && value !== '' && value !== usual) params.set(key, value);
  };
  set('view', views);
  set('tab', view.inspector, DEFAULT_VIEW.inspector);
  set('twin', view.twin, DEFAULT_VIEW.twin);
  set('dev', view.bdf);
  set('text', view.text);
  set('block', view.block);
  for (const table of TABLE_IDS) {
    const { sort, filter, group, folded = [] } = view.orders[table] ?? {};
    set(`${table}.sort`, sort === undefined ? undefined : `${sort.descending ? '-' : ''}${sort.column}`);
    set(`${table}.filter`, filter);
    set(`${table}.group`, group);
    for (const each of folded) params.append(`${table}.fold`, each);
  }
  for (const [table, choice] of Object.entries(view.columns)) set(`${table}.cols`, columnText(choice));
  for (const key of view.unfolded) params.append('open', key);
}
