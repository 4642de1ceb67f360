/** One run: a machine, a kernel on it, the script's commands so far, and a cursor over the record of it all. */
import { must } from '../../base/assert.ts';
import { err, fail, ok, type Result } from '../../base/result.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import type { Command } from '../api/scenario/types.ts';
import { unflatten_device_tree } from '../linux/drivers/of/fdt.ts';
import { bootKernel } from '../linux/init/main.ts';
import { Kernel } from '../linux/kernel.ts';
import { KernelPanic } from '../linux/kernel/panic.ts';
import { attachPci, buildMachine, faultProblem, type Machine, type PciMachine } from '../machine/index.ts';
import { Cursor, eventsFor, hashLive, Recorder, RunawayRun } from '../recorder/index.ts';
import { dumpSections, formatDump, type Section } from '../report/dump.ts';
import type { Moment } from '../report/moment.ts';
import { driversOf, type LoadedScenario, wantsDriverTable } from '../scenario/load.ts';
import { functionOptions, machineOptions } from '../scenario/machine-options.ts';
import { wireProblems } from '../scenario/wires.ts';
import { deliver } from './commands/deliver.ts';
import { runCommand } from './commands/index.ts';
import { type CommandResult, formatResult } from './commands/result.ts';

/** A named place of the run. */
export interface Checkpoint {
  readonly name: string;
  /** Cursor position, from the very first event. */
  readonly position: number;
}

export class Session {
  readonly loaded: LoadedScenario;
  readonly messages: EngineMessages;
  readonly rec: Recorder;
  readonly machine: Machine;
  readonly pci: PciMachine;
  readonly kernel: Kernel;
  readonly cursor: Cursor;
  readonly commands: Command[] = [];
  readonly results: CommandResult[] = [];
  readonly checkpoints: Checkpoint[] = [];
  /** The kernel's last words, once it has panicked. No command runs after that; checkpoints are still set. */
  panic: string | undefined;

  private constructor(loaded: LoadedScenario, rec: Recorder, machine: Machine, pci: PciMachine) {
    const { scenario, tree, driverTable } = loaded;
    this.loaded = loaded;
    this.messages = loaded.messages;
    this.rec = rec;
    this.machine = machine;
    this.pci = pci;
    this.kernel = new Kernel(rec, machine.bus, {
      version: scenario.kernel,
      tree,
      el2: scenario.el2 === false ? undefined : scenario.el2,
      cpus: scenario.cpus,
      allowUnsafeInterrupts: scenario.vfio?.allowUnsafeInterrupts,
      drivers: driversOf(scenario),
      driverTable,
      probe: scenario.probe ?? [],
      pciDrivers: (scenario.pci ?? []).flatMap(({ bdf, driver }) => (driver === undefined ? [] : [{ bdf, ...driver }])),
    });
    this.cursor = new Cursor(rec);
  }

  /** Builds the machine and runs the whole script, from power-on. A script that does not begin with boot gets one. */
  static open(loaded: LoadedScenario, options: { readonly recording?: boolean } = {}): Result<Session> {
    const { scenario, tree } = loaded;
    const vectors = (scenario.pci ?? []).reduce((sum, { msix }) => sum + (msix?.entries ?? 0), 0);
    const rec = new Recorder(options.recording ?? true, eventsFor(vectors));
    const machine = buildMachine(rec, tree, machineOptions(scenario));
    if (!machine.ok) return machine;
    const [miswired] = wireProblems(loaded.messages.scenario, scenario, machine.value);
    if (miswired !== undefined) return { ok: false, error: miswired };
    const pci = attachPci(machine.value, functionOptions(scenario.pci));
    if (!pci.ok) return err(faultProblem(loaded.messages.machine, pci.error));
    const session = new Session(loaded, rec, machine.value, pci.value);
    unflatten_device_tree(session.kernel);
    rec.begin();
    session.cursor.seek(rec.origin);
    const script = scenario.script ?? [];
    if (script[0]?.do !== 'boot') session.run({ do: 'boot' });
    for (const command of script) {
      const done = session.run(command);
      if (!done.ok) return done;
    }
    return ok(session);
  }

  /** Runs a command at the end of the run. What Linux refuses is a result with its errno, not a problem. */
  run(command: Command): Result<CommandResult> {
    const index = this.commands.length;
    if (this.panic !== undefined && command.do !== 'checkpoint') {
      const message = this.messages.commands.panicked({ why: this.panic, command: command.do });
      return fail('kernel-panicked', message, { path: `script[${index}]` });
    }
    this.rec.mark({ kind: 'begin', command: index, name: command.do });
    const done = this.attempt(command);
    // What was refused has an end too: nothing that follows belongs to it.
    this.rec.mark({ kind: 'end', command: index, name: command.do });
    if (!done.ok)
      return fail(
        done.error.code,
        done.error.message,
        { path: `script[${index}]`, ...done.error.where },
        done.error.hint,
      );
    this.commands.push(command);
    this.results.push(done.value);
    if (command.do === 'boot') this.checkpoint(index, 'boot');
    if (command.do === 'checkpoint') this.checkpoint(index, command.name);
    return done;
  }

  private attempt(command: Command): Result<CommandResult> {
    // A dead kernel takes no interrupts: a checkpoint after a panic names the place, and nothing else happens.
    if (this.panic !== undefined) return ok({ ret: 0 });
    try {
      if (command.do !== 'boot') return runCommand(this, command);
      bootKernel(this.kernel);
      // A line that is active from power-on has waited for its driver.
      if (this.machine.pendingCpus().length > 0) deliver(this);
    } catch (error) {
      if (!(error instanceof KernelPanic) && !(error instanceof RunawayRun)) throw error;
      this.panic = error instanceof RunawayRun ? this.messages.commands.runaway(error) : error.message;
      return ok({ ret: -1 });
    }
    return ok({ ret: 0 });
  }

  private checkpoint(command: number, name: string): void {
    this.rec.mark({ kind: 'checkpoint', command, name });
    this.checkpoints.push({ name, position: this.rec.trace.length });
  }

  /** Whether drivers without a model have stand-ins; `missing`: they should, and no table of drivers was given. */
  get standIns(): 'yes' | 'no' | 'missing' {
    if (this.loaded.driverTable !== undefined) return 'yes';
    return wantsDriverTable(this.loaded.scenario) ? 'missing' : 'no';
  }

  /** Number of the last step. */
  get steps(): number {
    return this.rec.trace.length - this.rec.origin;
  }

  /** State hash at the end of the run. */
  get hash(): string {
    return hashLive(this.rec);
  }

  /** What reports read, at the cursor. */
  get moment(): Moment {
    return { objects: this.cursor, version: this.loaded.scenario.kernel };
  }

  /** The dump's sections at the cursor. */
  sections(only?: readonly string[]): Section[] {
    const sections = dumpSections(this.moment, only, this.cursor);
    if (only === undefined || only.includes('script')) {
      const body = this.commands
        .map((command, i) => `${formatResult(i, command, must(this.results[i], 'what a command returned'))}\n`)
        .join('');
      sections.push({ name: 'script', body });
    }
    return sections;
  }

  /** The dump at a checkpoint's name or a step, default the end. The cursor stays where it was. */
  dump(
    options: { readonly at?: string | number | undefined; readonly only?: readonly string[] | undefined } = {},
  ): Result<string> {
    const position = this.position(options.at);
    if (!position.ok) return position;
    const before = this.cursor.position;
    this.cursor.seek(position.value);
    const text = formatDump(this.sections(options.only));
    this.cursor.seek(before);
    return ok(text);
  }

  /** Moves the cursor to a checkpoint's name or a step, default the end. */
  goTo(at?: string | number): Result<void> {
    const position = this.position(at);
    if (!position.ok) return position;
    this.cursor.seek(position.value);
    return ok(undefined);
  }

  private position(at: string | number | undefined): Result<number> {
    const m = this.messages.commands;
    if (at === undefined) return ok(this.rec.trace.length);
    if (typeof at === 'number' || /^\d+$/.test(at)) {
      const step = Number(at);
      if (step <= this.steps) return ok(this.rec.origin + step);
      return fail('no-such-step', m.noSuchStep({ step, steps: this.steps }), undefined, m.noSuchStepHint);
    }
    const found = this.checkpoints.find(({ name }) => name === at);
    if (found !== undefined) return ok(found.position);
    const names = this.checkpoints.map(({ name }) => name);
    return fail('no-such-checkpoint', m.noSuchCheckpoint({ name: at }), undefined, m.checkpoints({ names }));
  }
}
