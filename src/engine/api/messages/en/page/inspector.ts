/** What is selected, the call stack, and what a step changed. */
import type { Signal } from '../../../scenario/names.ts';
import { counted, number } from '../words.ts';

export const inspector = {
  pane: 'Selection',
  label: 'Details of the selection',
  details: 'Details',
  views: { chain: 'chain', fields: 'fields', text: 'text', source: 'source' },
  functionView: 'function',
  nothing: 'Nothing is selected',
  nothingLine: 'Nothing is selected: click an interrupt, a domain, a device or a CPU.',
  nothingAbout:
    'Select an interrupt, a domain, a device or a CPU in any view: all views mark what belongs to it, and its details stand here.',
  /** Between the caps of the keys: "Step with b and n, play with space, or drag along the chart below. ? shows all keys." */
  keysStep: 'Step with ',
  keysAnd: ' and ',
  keysPlay: ', play with ',
  keysDrag: ', or drag along the chart below. ',
  keysAll: ' shows all keys.',
  absent: ({ name }: { name: string }) => `Nothing on ${name} at this step`,
  absentAbout:
    'It does not exist here, or has no details of its own. Go to a step at which it changes, or select another.',
  previousChange: 'Its previous change',
  nextChange: 'Its next change',
  selectNothing: 'Select nothing',
  /** The button that sets a breakpoint. */
  break: 'break',
  breakLabel: 'Break on the selection',
  breakSet: ({ isFunction }: { isFunction: boolean }) => `Play stops where this is ${breaksAt(isFunction)} (k)`,
  breakUnset: ({ isFunction }: { isFunction: boolean }) => `Let play stop where this is ${breaksAt(isFunction)} (k)`,
  /** What can be done to it. */
  actions: 'Actions',
  cpus: 'CPUs',
  cpusTitle: 'A list of CPUs: 0-3 or 1,3',
  /** Where lines of devices really lead. */
  wires: {
    label: 'Lines',
    change: 'change',
    changeOne: ({ label }: { label: string }) => `Change where ${label} leads`,
    to: 'leads to',
    asTree: 'where the tree says',
    nowhere: 'nowhere',
    input: ({ isGic }: { isGic: boolean }): string => (isGic ? 'INTID' : 'line'),
    inputTitle: ({ inputs }: { inputs: readonly (readonly [first: number, last: number])[] }) =>
      inputs.map(([first, last]) => `${first} to ${last}`).join(', '),
    signal: 'the device',
    signals: {
      'level-high': 'holds it high while it asks',
      'level-low': 'holds it low while it asks',
      rising: 'lets it rise when it asks',
      falling: 'lets it fall when it asks',
      pulse: 'sends a pulse when it asks',
    } satisfies Record<Signal, string>,
    usual: 'drives it as usual',
    apply: 'Wire it so',
    reset: 'As the tree says',
    cancel: 'Cancel',
  },
  arrival: 'Would it arrive now?',
  arrives: '✓ Would arrive now',
  arrivesWhen: ({ when }: { when: string }) => ` when ${when}.`,
  arrivesNot: '× Would not arrive now',
  /** What may ask for it is not modelled. */
  arrivesUnsure: '? Not known, and does not arrive in this run',
  stopsAt: ({ when, where, why }: { when: string; where: string; why: string }) =>
    ` when ${when}: stops at ${where}, ${why}.`,
  fix: ({ name }: { name: string }) => `Fix: ${name}`,
  tryIt: 'Try it',
  chain: 'Chain',
  /** After the name of a part of the chain. */
  chainStates: { there: '', missing: ', not there yet', stops: ', stops here', beyond: ', not reached' },
  /** A kernel function. */
  runningNow: 'on the call stack now',
  previousCall: 'Previous call',
  nextCall: 'Next call',
  called: ({ count }: { count: number }) => (count === 1 ? 'called once' : `called ${number(count)} times`),
  notYet: ', not yet',
  lastCall: ({ now }: { now: number }) => `, call ${number(now)} was the last so far`,
  calledBy: 'Called by ',
  times: ({ count }: { count: number }) => `${count}×`,
  callsOf: ({ name }: { name: string }) => `Calls of ${name}`,
  goToCall: 'Go to this call',
  fromCaller: ({ caller }: { caller: string }) => `from ${caller} · `,
  callsShown: ({ first, last, count }: { first: number; last: number; count: number }) =>
    `Calls ${first} to ${last} of ${count}, from this step on.`,
  /** Fields. */
  filter: 'filter',
  filterFields: 'name, value or flag',
  noField: 'No field fits.',
  fields: ({ count }: { count: number }) => ` ${counted(count, 'field', 'fields')}`,
  hardware: 'hardware',
  select: 'select',
  selectOne: ({ name }: { name: string }) => `Select ${name}`,
  setAt: ({ step }: { step: number }) => `set at ${number(step)}`,
  madeAt: ({ step }: { step: number }) => `made at ${number(step)}`,
  wasSetAt: ({ name, step }: { name: string; step: number }) => `${name} was set at step ${number(step)}: go there`,
  wasMadeAt: ({ name, step }: { name: string; step: number }) => `${name} was made at step ${number(step)}: go there`,
  goToSet: 'Go to where it was set',
  /** Texts. */
  copy: 'Copy',
  copied: 'Copied',
  copyOne: ({ name }: { name: string }) => `Copy ${name}`,
  /** The pane of the call stack and of what a step changed. */
  steps: 'Steps',
  quietAt: ({ step }: { step: number }) => `Step ${number(step)}, no function runs`,
  /** The call stack. */
  callStack: 'Call stack',
  onCpu: ({ cpu, task }: { cpu: number; task: string }) => ` · CPU ${cpu}, ${task}`,
  onCpuInInterrupt: ({ cpu }: { cpu: number }) => ` · CPU ${cpu}, in hard interrupt`,
  nothingRuns: 'No kernel function is running at this step.',
  selectFunction: 'Select this function',
  goToCaller: 'Go to where it was called',
  /** What a step changed. */
  whatChanged: 'What changed',
  changedAt: ({ step }: { step: number }) => `What changed at step ${number(step)}`,
  moreChanges: ({ count }: { count: number }) =>
    count === 1
      ? '1 earlier change of this move is not listed.'
      : `${number(count)} earlier changes of this move are not listed.`,
  /** A word for each kind of change. */
  kinds: {
    created: 'created',
    changed: 'changed',
    removed: 'removed',
    called: 'called',
    returned: 'returned',
    signal: 'signal',
    log: 'logged',
    mark: 'script',
    switched: 'switched',
  },
};

function breaksAt(isFunction: boolean): string {
  return isFunction ? 'called' : 'changed, created or freed';
}
