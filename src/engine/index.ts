/** The engine's one public door. */
export type {
  Finding,
  FindingEdit,
  FindingFix,
  FindingPlace,
  Findings,
  InterruptSums,
  LinuxLines,
  MappedLine,
  Refusal,
  Severity,
} from './api/findings.ts';
export type {
  Arrival,
  ChainHop,
  CodeView,
  FieldGroup,
  FieldView,
  InspectAction,
  InspectView,
  WireController,
  WiresView,
  WireView,
} from './api/inspect.ts';
export type { ItsCollectionRow, ItsCommandRow, ItsDeviceRow, ItsTables, ItsTranslationRow } from './api/its.ts';
export type { Move, NextKind, Stop } from './api/move.ts';
export type { FunctionOwner, MsixFacts, MsixRow } from './api/msix.ts';
export type { RunCommand, RunInfo, RunMark } from './api/run.ts';
export type { Ask, Change, FrameView, LogRow, Screen } from './api/screen.ts';
export type { BankView, RegisterBlockView, RegistersView, RegisterView } from './api/registers.ts';
export type { SearchHit } from './api/search.ts';
export type { ObjectId, Selection } from './api/selection.ts';
export type {
  CountRow,
  DeviceRow,
  DomainRow,
  GroupHead,
  IrqRow,
  TableAsk,
  TableCopy,
  TableCopyAsk,
  TableId,
  TableLineAsk,
  TableOrder,
  TableRows,
  TableView,
  TableWindow,
  TwinId,
} from './api/tables.ts';
export type { CpuRun, TimelineAsk, TimelineBox, TimelineView } from './api/timeline.ts';
export type {
  PartsAsk,
  Pulse,
  TopologyEdge,
  TopologyKind,
  TopologyMark,
  TopologyNode,
  TopologyPart,
  TopologyParts,
  TopologyPlan,
  TopologyState,
} from './api/topology.ts';
export type {
  BoardChoice,
  Command,
  IrqName,
  OverlayChoice,
  PciFunctionOptions,
  Scenario,
  Tour,
  TourPlace,
  TourStop,
  TourText,
  TourThing,
  WireOptions,
} from './api/scenario/types.ts';
export type { KernelVersion } from './api/kernel-versions.ts';
export { catalog } from './scenario/catalog.ts';
export { checkDraft } from './scenario/draft.ts';
export { draftDrivers, namesUnmodelled } from './scenario/draft-drivers.ts';
export type {
  BoardFacts,
  Catalog,
  CommandForm,
  DraftCheck,
  DriverFacts,
  FieldForm,
  FieldKind,
  FunctionFacts,
  ModelFacts,
} from './api/editing.ts';
export { decompile } from './scenario/decompile.ts';
export { parseDtb } from './devicetree/index.ts';
export { type LoadedScenario, loadScenario, wantsDriverTable } from './scenario/load.ts';
export { checkScenario } from './scenario/check.ts';
export { checkTour, isTour } from './scenario/tour.ts';
export { blankedBoard } from './scenario/blanked.ts';
export { partingOf, rungsOf } from './run/rungs.ts';
export { findIncluded } from './scenario/board-tree.ts';
export { decodeDriverTable, type DriverTable } from './linux/stand-ins/driver-table.ts';
export { type IrqRequest, type Outcome, requestsAtEnd } from './record/requests.ts';
export { askedOf } from './views/asked.ts';
export { reasonWords } from './views/words/requests.ts';
export { findingsOf } from './findings/findings.ts';
export type { ExplainedLine } from './api/explain.ts';
export { explain } from './findings/explain.ts';
export { sourceLine } from './findings/place.ts';
export type { Area, ComparedField, ComparedSide, Comparison, Difference } from './api/compare.ts';
export { compare } from './compare/compare.ts';
export type { Compared } from './compare/facts.ts';
export { comparedMachine } from './compare/of-machine.ts';
export { comparedRun } from './compare/of-run.ts';
export { sameMoment } from './compare/same-moment.ts';
export { cleanCollected } from './collected/clean.ts';
export { type Collected, readCollected } from './collected/machine.ts';
export { machineScenario } from './collected/scenario.ts';
export { isCollected } from './collected/sections.ts';
export { isLspci, readLspci } from './scenario/lspci.ts';
export type { ExportFile, ExportId, TableTitles } from './api/export.ts';
/** What writes a run in formats of other programs, loaded when it is asked for. */
export const exporting = () => import('./export/index.ts');
export { Session } from './run/session.ts';
export { machineInfo, runInfo } from './views/screen.ts';
export { isStopped, moveTo, screenOf } from './views/screen.ts';
export { Viewer } from './views/viewer.ts';
