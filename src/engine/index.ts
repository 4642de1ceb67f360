/** The engine's one public door. */
export type { FieldView, InspectAction, InspectView } from './session/view-types/inspect.ts';
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
export type {
  Ask,
  Change,
  FrameView,
  LogRow,
  RegisterBlockView,
  RegisterView,
  Screen,
} from './session/view-types/screen.ts';
export type { SearchHit } from './session/view-types/search.ts';
export type { ObjectId, Selection } from './session/view-types/selection.ts';
export type { DomainRow, IrqRow, TableAsk, TableWindow } from './session/view-types/tables.ts';
export type { TimelineAsk, TimelineBox, TimelineView } from './session/view-types/timeline.ts';
export type {
  Pulse,
  TopologyEdge,
  TopologyKind,
  TopologyNode,
  TopologyPlan,
  TopologyState,
} from './session/view-types/topology.ts';
export { NEXT_KINDS } from './session/view-types/move.ts';
export type { BoardChoice, Command, IrqName, PciFunctionOptions, Scenario } from './session/scenario-types.ts';
export type { KernelVersion } from './linux/versions.ts';
export { checkScenario, type LoadedScenario, loadScenario } from './session/scenario.ts';
export { Session } from './session/session.ts';
export { moveTo, runInfo, screenOf } from './session/views/screen.ts';
export { search } from './session/views/search.ts';
export { Viewer } from './session/views/viewer.ts';
