/** Why a machine cannot be as it is described, or cannot do what it is asked to: it knows no language, so who asked words it. */
import type { Problem } from '../../base/result.ts';
import type { Advice, EngineMessages } from '../api/messages/index.ts';
import type { Abouts, Said } from '../api/messages/said.ts';

type Faults = EngineMessages['machine'];

export type Fault = Said<Faults> & {
  /** The path that is at fault: of a node, or in the machine's options, e.g. "pci[3].bdf". */
  readonly at?: string;
};

/** A fault as a problem, in the words of a language. Its code is the fault's. */
export function faultProblem(say: Faults, fault: Fault): Problem {
  const { message, hint } = advice(say, fault);
  return {
    code: fault.code,
    message,
    ...(fault.at === undefined ? {} : { where: { path: fault.at } }),
    ...(hint === undefined ? {} : { hint }),
  };
}

function advice<Code extends keyof Faults>(
  say: { readonly [C in keyof Faults]: (about: Abouts<Faults>[C]) => Advice },
  fault: { readonly code: Code } & Abouts<Faults>[Code],
): Advice {
  return say[fault.code](fault);
}
