/** The door of the device tree room: bytes or text in, a tree out, and ways to look around in it. */
export { parseDtb } from './dtb.ts';
export { applyOverlay } from './overlays.ts';
export { parseBoard } from './parse-board.ts';
export { parseDts } from './parse-dts.ts';
export type { DtsOptions } from './parse-dts.ts';
export type { BinaryResolver } from './dts/property-value.ts';
export type { IncludedFile, IncludeResolver } from './dts/preprocess.ts';
export { formatValue, writeDts } from './write-dts.ts';
export { writeDtb } from './write-dtb.ts';
export { aliasTarget, indexTree, nodeByLabel, nodeByPath, nodeByPhandle, nodesByPhandle, phandleOf } from './lookup.ts';
export type { TreeIndex } from './lookup.ts';
export { decidesInterrupts, unknownIn, unknownNames } from './unknown-names.ts';
export {
  baseName,
  cellsBehind,
  getChild,
  getProperty,
  hasProperty,
  listsInterrupts,
  unitAddress,
  walk,
} from './tree.ts';
export type { CellPlace, DeviceTree, DtNode, DtProperty, DtSource, MemReserve } from './tree.ts';
export { isAvailable, isReached } from './status.ts';
export {
  cellWhere,
  compatibleOf,
  firstString,
  readCells,
  readRows,
  stringList,
  u32At,
  u32s,
  whereInValue,
} from './values.ts';
