/** The engine's one public door. */
export type {
  Arrival,
  ChainHop,
  CodeView,
  FieldGroup,
  FieldView,
  InspectAction,
  InspectView,
} from './session/view-types/inspect.ts';
export type {
  ItsCollectionRow,
  ItsCommandRow,
  ItsDeviceRow,
  ItsTables,
  ItsTranslationRow,
} from './session/view-types/its.ts';
export type { Move, NextKind, Stop } from './session/view-types/move.ts';
export type { MsixRow, MsixView } from './session/view-types/msix.ts';
export type { RunCommand, RunInfo, RunMark } from './session/view-types/run.ts';
export type { Ask, Change, FrameView, LogRow, Screen } from './session/view-types/screen.ts';
export type { BankView, RegisterBlockView, RegistersView, RegisterView } from './session/view-types/registers.ts';
export type { SearchHit } from './session/view-types/search.ts';
export type { ObjectId, Selection } from './session/view-types/selection.ts';
export type {
  CountRow,
  CountsView,
  DeviceRow,
  DomainRow,
  GroupHead,
  IrqRow,
  TableAsk,
  TableCopy,
  TableCopyAsk,
  TableLineAsk,
  TableOrder,
  TableWindow,
} from './session/view-types/tables.ts';
export type { CpuRun, TimelineAsk, TimelineBox, TimelineView } from './session/view-types/timeline.ts';
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
} from './session/view-types/topology.ts';
export { NEXT_KINDS } from './session/view-types/move.ts';
export type { BoardChoice, Command, IrqName, PciFunctionOptions, Scenario } from './session/scenario-types.ts';
export type { KernelVersion } from './linux/versions.ts';
export { catalog } from './session/editing/catalog.ts';
export { checkDraft } from './session/editing/check.ts';
export type {
  BoardFacts,
  Catalog,
  CommandForm,
  DraftCheck,
  FieldForm,
  FieldKind,
  FunctionFacts,
} from './session/view-types/editing.ts';
export type { ModelFacts } from './machine/index.ts';
export { decompile } from './session/editing/decompile.ts';
export { type LoadedScenario, loadScenario } from './session/load-scenario.ts';
export { checkScenario } from './session/scenario.ts';
export { Session } from './session/session.ts';
export { runInfo } from './session/views/screen.ts';
export { isStopped, moveTo, screenOf } from './session/views/screen.ts';
export { search } from './session/views/search/search.ts';
export { copyTable } from './session/views/tables/copy.ts';
export { lineOf } from './session/views/tables/line.ts';
export { Viewer } from './session/views/viewer.ts';
