/** The recorder's door. */
export { type Argument, getArguments } from './arguments.ts';
export { Cursor, type Frame } from './cursor.ts';
export {
  always,
  big,
  bits,
  bool,
  choice,
  cpus,
  data,
  type FieldSpec,
  fnptr,
  hexnum,
  later,
  list,
  map,
  maybeCpus,
  type Names,
  num,
  ref,
  str,
} from './fields.ts';
export { hashAt, hashLive } from './hash.ts';
export { LiveObjects, type Objects } from './objects.ts';
export { type Context, type LogLine, type Mark, Recorder, type Signal } from './recorder.ts';
export { type Growth, grow, growthOf } from './repeat.ts';
export { type Direction, type EventTest, findEvent, stepIn, stepOut, stepOver } from './stepper.ts';
export { struct } from './struct.ts';
export { EventKind, eventsFor, RunawayRun, type Trace } from './trace.ts';
export { fileIn, type FunctionInfo, type HasRecorder, type Source, source, type Traced } from './traced.ts';
export {
  isRecordedList,
  isRecordedMap,
  RecordedObject,
  type StructInfo as AnyStruct,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  type StructType,
} from './types.ts';
