/** A run as a program asks about it. Its types come from engine/api, so that the package's declarations hold nothing of the inside. */
import type { Result } from '../base/result.ts';
import type { Comparison } from '../engine/api/compare.ts';
import type { Findings } from '../engine/api/findings.ts';
import type { KernelVersion } from '../engine/api/kernel-versions.ts';
import type { Command } from '../engine/api/scenario/types.ts';
import type { LogRow } from '../engine/api/screen.ts';
import type { SearchHit } from '../engine/api/search.ts';
import type { TableId, TableRows } from '../engine/api/tables.ts';
import { compare, comparedRun, findingsOf, screenOf, type Session, Viewer } from '../engine/index.ts';

/** What a command of the script returned. */
export interface CommandResult {
  /** 0 or more, or -1 with an errno, as a system call. */
  readonly ret: number;
  readonly errno?: number;
  /** What stood against it, in words, where the errno alone does not tell. */
  readonly why?: string;
  /** Counts of eventfds that the command made go up, by vector. */
  readonly eventfds?: readonly { readonly index: number; readonly value: number }[];
  /** Effective affinity afterwards, as a CPU list. */
  readonly effective?: string;
}

/** A booted board. Questions are answered for the step that `goTo` chose last; at first that is the end of the run. */
export class Run {
  private readonly session: Session;
  /** Made when it is first asked. What it has indexed ends where the run ended then. */
  private seen: Viewer | undefined;

  private constructor(session: Session) {
    this.session = session;
    session.goTo();
  }

  /** @internal */
  static of(session: Session): Run {
    return new Run(session);
  }

  private get viewer(): Viewer {
    this.seen ??= Viewer.of(this.session);
    return this.seen;
  }

  /** Name of the board for people. */
  get board(): string {
    return this.session.loaded.board;
  }

  get kernel(): KernelVersion {
    return this.session.loaded.scenario.kernel;
  }

  /** The kernel's last words, once it has panicked. */
  get panic(): string | undefined {
    return this.session.panic;
  }

  /** Number of the last step; step 0 is power-on. */
  get steps(): number {
    return this.session.steps;
  }

  /** The step that questions are about. */
  get step(): number {
    return this.session.cursor.step;
  }

  /** Digest of all state at the end of the run: equal for equal runs of one version of irqscope. */
  get hash(): string {
    return this.session.hash;
  }

  /** Whether drivers that are not modelled have stand-ins; "missing": they should, and no table of drivers was given. */
  get standIns(): 'yes' | 'no' | 'missing' {
    return this.session.standIns;
  }

  /**
   * Chooses the step that questions are about: its number, or the name of a checkpoint; the end without one. Fails for a step or
   * name that the run does not have, and stays where it was.
   */
  goTo(at?: number | string): Result<void> {
    return this.session.goTo(at);
  }

  /**
   * Runs a command of a script (docs/scenario.md) at the end of the run, and goes there. What Linux refuses is a result with its
   * errno; fails for what the machine does not have.
   */
  run(command: Command): Result<CommandResult> {
    const done = this.session.run(command);
    this.seen = undefined;
    this.session.goTo();
    return done;
  }

  /** All rows of a table, in its own order; empty for `msix` where no function has MSI-X. */
  table<Id extends TableId>(id: Id): readonly TableRows[Id][] {
    return this.viewer.rows(id);
  }

  /** What the kernel has logged of interrupts up to the step. */
  log(): readonly LogRow[] {
    return screenOf(this.viewer, { dmesg: true }, this.session.cursor.position).dmesg ?? [];
  }

  /** What is wrong with the board, and who asked for an interrupt and got none. Of the whole run. */
  findings(): Findings {
    return findingsOf(this.session);
  }

  /** What the page's search finds: `irq 33`, `spi 12`, a node, a driver. */
  search(text: string): readonly SearchHit[] {
    return this.viewer.search(text);
  }

  /** What Linux would print, and the state of the hardware (docs/command-line.md, dump); all sections without `only`. */
  dump(only?: readonly string[]): Result<string> {
    return this.session.dump({ at: this.step, only });
  }

  /** What differs in another run, matched by what interrupts come from; each at its own step. */
  compare(other: Run): Comparison {
    return compare(comparedRun(this.session), comparedRun(other.session));
  }
}
