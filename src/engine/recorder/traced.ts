/** Functions whose entry and exit are recorded. */
import type { Recorder } from './recorder.ts';

/** Whatever a traced function is called on behalf of: the kernel, a machine. It carries the session's recorder. */
export interface HasRecorder {
  readonly rec: Recorder;
}

/** What a traced function tells about itself. */
export interface FunctionInfo {
  /** The kernel's own name. */
  readonly fname: string;
  /** Path in the kernel's tree, in the newest version that has the function. */
  readonly file: string;
  /** Its path in versions that have it elsewhere, by version. */
  readonly otherFiles?: Readonly<Record<string, string>> | undefined;
  /** One sentence: what it is for. */
  readonly about: string;
}

/** The kernel's name of a traced function; undefined for anything else. */
export function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'function' || !('fname' in value)) return undefined;
  return typeof value.fname === 'string' ? value.fname : undefined;
}

/** Any traced function, when only its name matters. */
// `never` as parameter list is what every function type can be assigned to.
export type Traced = ((...args: never) => unknown) & FunctionInfo;

/** Declares the functions of one kernel source file: `const at = source('kernel/irq/irqdesc.c')`. */
export interface Source {
  readonly file: string;
  /**
   * Declares a traced function. `about` is one sentence that the explorer shows beside a frame. The result is called
   * as an ordinary function; its first argument carries the recorder and is not recorded itself.
   */
  fn<K extends HasRecorder, A extends unknown[], R>(
    fname: string,
    about: string,
    body: (k: K, ...args: A) => R,
  ): ((k: K, ...args: A) => R) & FunctionInfo;
}

/** Where the function is found in a version of the kernel. */
export function fileIn(info: Pick<FunctionInfo, 'file' | 'otherFiles'>, version: string): string {
  return info.otherFiles?.[version] ?? info.file;
}

/** The functions of `file`; `otherFiles` says where versions of the kernel have them that have them elsewhere. */
export function source(file: string, otherFiles: Readonly<Record<string, string>> = {}): Source {
  return {
    file,
    fn<K extends HasRecorder, A extends unknown[], R>(fname: string, about: string, body: (k: K, ...args: A) => R) {
      const recorded = (k: K, ...args: A): R => {
        const { rec } = k;
        const call = rec.call(info, args);
        const result = body(k, ...args);
        // Not in a `finally`: a kernel that panics never returns, and its open frames are the truth.
        rec.return(info, call, result);
        return result;
      };
      // The arguments are only handed on, so that no array is made of them where nothing is recorded.
      const traced = (k: K, ...args: A): R => (k.rec.recording ? recorded : body)(k, ...args);
      const info = Object.assign(traced, { fname, file, otherFiles, about });
      return info;
    },
  };
}
