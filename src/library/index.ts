/**
 * irqscope as a library: boots the interrupt subsystem of Linux on a board and answers questions about the run. It needs no DOM
 * and no Node, reads no file and asks no network: whoever calls it hands over what is to be read.
 */
export { boot, type BootOptions, loadLanguage } from './boot.ts';
export { type CommandResult, Run } from './run.ts';
export { KERNEL_VERSIONS } from '../engine/api/kernel-versions.ts';
export { VERSION } from '../base/version.ts';
export { formatProblem, type Problem, type Result, type Where } from '../base/result.ts';
export type { Area, Comparison, Difference } from '../engine/api/compare.ts';
export type { Finding, FindingPlace, Findings, Refusal, Severity } from '../engine/api/findings.ts';
export type { KernelVersion } from '../engine/api/kernel-versions.ts';
export type { Language } from '../engine/api/messages/language.ts';
export type { Command, Scenario } from '../engine/api/scenario/types.ts';
export type { LogRow } from '../engine/api/screen.ts';
export type { SearchHit } from '../engine/api/search.ts';
export type { Selection } from '../engine/api/selection.ts';
export type { TableId, TableRows } from '../engine/api/tables.ts';
