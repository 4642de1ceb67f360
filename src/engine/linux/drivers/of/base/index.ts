/**
 * Models drivers/of/base.c: walking, finding and matching nodes (`nodes.ts`), lists of phandles with arguments (`phandle.ts`), maps
 * of ids (`map_id.ts`) and aliases (`alias.ts`). Reference counts, locks and changes of the tree at run time are left out.
 */

export * from './alias.ts';
export * from './map_id.ts';
export * from './nodes.ts';
export * from './phandle.ts';
