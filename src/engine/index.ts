/** The engine's one public door. */
export type {
  Ask,
  Change,
  DomainRow,
  FieldView,
  FrameView,
  InspectAction,
  InspectView,
  IrqRow,
  ItsCommandRow,
  ItsCollectionRow,
  ItsDeviceRow,
  ItsTables,
  ItsTranslationRow,
  LogRow,
  Move,
  MsixRow,
  MsixView,
  NextKind,
  ObjectId,
  Pulse,
  RegisterBlockView,
  RegisterView,
  RunCommand,
  RunInfo,
  RunMark,
  Screen,
  SearchHit,
  Selection,
  Stop,
  TableAsk,
  TableWindow,
  TimelineAsk,
  TimelineBox,
  TimelineView,
  TopologyEdge,
  TopologyKind,
  TopologyNode,
  TopologyPlan,
  TopologyState,
} from './session/view-types.ts';
export { NEXT_KINDS } from './session/view-types.ts';
export type { BoardChoice, Command, IrqName, PciFunctionOptions, Scenario } from './session/scenario-types.ts';
export type { KernelVersion } from './linux/versions.ts';
export { checkScenario, type LoadedScenario, loadScenario } from './session/scenario.ts';
export { Session } from './session/session.ts';
export { moveTo, runInfo, screenOf } from './session/views/screen.ts';
export { search } from './session/views/search.ts';
export { Viewer } from './session/views/viewer.ts';
