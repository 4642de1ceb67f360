/** Two machines that are compared: runs of the model, or what machines printed. */
import { fail, ok, type Result } from '../base/result.ts';
import { engineMessages, type Language } from '../engine/api/messages/index.ts';
import {
  cleanCollected,
  type Collected,
  compare,
  type Compared,
  comparedMachine,
  comparedRun,
  type Comparison,
  type Findings,
  findingsOf,
  machineScenario,
  readCollected,
  sameMoment,
  type Session,
} from '../engine/index.ts';
import type { Files, MachineFile, PairAt, PairSide } from './contract.ts';

/** Runs a scenario from power-on. */
export type RunScenario = (scenario: unknown, files: Files) => Promise<Result<Session>>;

interface Run {
  readonly session: Session;
  readonly findings: Findings;
}

interface Printed {
  readonly name: string;
  readonly collected: Collected;
}

type Side = Run | Printed;

export class Pair {
  private readonly a: Side;
  private readonly b: Side;

  private constructor(a: Side, b: Side) {
    this.a = a;
    this.b = b;
  }

  static async open(a: PairSide, b: PairSide, run: RunScenario, language: Language): Promise<Result<Pair>> {
    const one = await sideOf(a, run, language);
    if (!one.ok) return one;
    const other = await sideOf(b, run, language);
    return other.ok ? ok(new Pair(one.value, other.value)) : other;
  }

  compare(at: PairAt): Comparison {
    const { here, there } = at;
    const [own, other] = at.own === 'a' ? [this.a, this.b] : [this.b, this.a];
    const isSame = there === 'same' && isRun(own) && isRun(other) && here !== undefined;
    const beside = isSame ? sameMoment(own.session, here, other.session) : there === 'same' ? undefined : there;
    const compared = (side: Side, step: number | undefined): Compared => {
      if (!isRun(side)) return comparedMachine(side.name, side.collected);
      const { session, findings } = side;
      session.cursor.seek(session.rec.origin + Math.min(step ?? session.steps, session.steps));
      return comparedRun(session, findings);
    };
    const [atA, atB] = at.own === 'a' ? [here, beside] : [beside, here];
    return compare(compared(this.a, atA), compared(this.b, atB));
  }
}

const isRun = (side: Side): side is Run => 'session' in side;

async function sideOf(side: PairSide, run: RunScenario, language: Language): Promise<Result<Side>> {
  if (side.kind === 'machine') {
    const collected = collectedOf(side.machine, language);
    return collected.ok ? ok({ name: side.machine.name, collected: collected.value }) : collected;
  }
  const session =
    side.kind === 'scenario' ? await run(side.scenario, side.files) : await modelOf(side.machine, run, language);
  return session.ok ? ok({ session: session.value, findings: findingsOf(session.value) }) : session;
}

function collectedOf({ text }: MachineFile, language: Language): Result<Collected> {
  const messages = engineMessages(language);
  return readCollected(cleanCollected(text, messages.devicetree), messages);
}

async function modelOf(machine: MachineFile, run: RunScenario, language: Language): Promise<Result<Session>> {
  const collected = collectedOf(machine, language);
  if (!collected.ok) return collected;
  const scenario = machineScenario(machine.name, collected.value);
  const { worker: say } = engineMessages(language);
  return scenario === undefined ? fail('no-tree', say.noTree, undefined, say.noTreeHint) : run(scenario, new Map());
}
