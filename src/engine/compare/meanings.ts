/** What a difference means, where that is known: a rule by area and property, and by what the two are. */
import type { ComparedField, Difference } from '../api/compare.ts';
import type { EngineMessages } from '../api/messages/index.ts';

type Means = EngineMessages['compare']['means'];

/** What the rules need to know of the two. */
export interface Two {
  readonly a: Known;
  readonly b: Known;
  readonly say: Means;
}

interface Known {
  readonly kernel: string;
  /** A real machine, not a run of the model. */
  readonly counted: boolean;
  readonly domains: readonly string[];
}

/** Rules for a property that both have. `undefined` where there is nothing to say. */
type Rule = (difference: Difference, two: Two) => string | undefined;

/** The difference with what it means. */
export function withMeaning(difference: Difference, two: Two): Difference {
  const means = meaningOf(difference, two);
  return means === undefined ? difference : { ...difference, means };
}

function meaningOf(difference: Difference, two: Two): string | undefined {
  const { area, change, field } = difference;
  const { say } = two;
  const side = change === 'only-a' ? 'a' : 'b';
  if (field !== undefined) {
    const beside = isModelBesideMachine(two) ? BESIDE_MACHINE[field]?.(difference, two) : undefined;
    return beside ?? FIELDS[field]?.(difference, two);
  }
  switch (area) {
    case 'domains':
      return domainAlone(difference.subject, side, two);
    case 'irqs':
      if (isModelBesideMachine(two)) return two[side].counted ? say.irqOfMachine : say.irqOfModel;
      return (isOtherKernel(two) ? say.irqOtherKernel : say.irqAlone)({ without: side === 'a' ? 'B' : 'A' });
    case 'findings':
      return say.finding({ only: side === 'a' ? 'A' : 'B' });
    case 'log':
      return undefined;
    case 'calls':
      return isOtherKernel(two) ? say.calls : say.callsSameKernel;
    default:
      return undefined;
  }
}

const isModelBesideMachine = ({ a, b }: Two): boolean => a.counted !== b.counted;

const isOtherKernel = ({ a, b }: Two): boolean => a.kernel !== b.kernel;

/** The number at the end of a name is that of the domain's kind. */
const stem = (name: string): string => name.replace(/-\d+$/, '');
/** A domain of one PCI function. */
const OF_FUNCTION = /PCI-MSIX?-[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]-\d+$/;
/** How domains that devices share end: with the numbers of PCI_MSI and PLATFORM_MSI. */
const SHARED = /-(3|4)$/;

/** A PPI's set of CPUs: the domain is called as that of the GIC, which both have, without the number of a kind. */
const isPartition = (name: string, domains: readonly string[]): boolean =>
  domains.some((other) => stem(other) !== other && stem(other) === name.replace(/#\d+$/, ''));

function domainAlone(name: string, side: 'a' | 'b', two: Two): string {
  const { say } = two;
  const others = two[side === 'a' ? 'b' : 'a'].domains;
  if (others.some((other) => stem(other) === stem(name) && other !== name && OF_FUNCTION.test(name)))
    return say.domainNumber;
  if (isOtherKernel(two) && OF_FUNCTION.test(name)) return say.domainOfFunction;
  if (isOtherKernel(two) && SHARED.test(name)) return say.domainShared;
  if (isModelBesideMachine(two)) return two[side].counted ? say.domainOfMachine : say.domainOfModel;
  if (isOtherKernel(two) && isPartition(name, two[side].domains) && isPartition(name, others)) return say.partition;
  return (isOtherKernel(two) ? say.domainOtherKernel : say.domainAlone)({ without: side === 'a' ? 'B' : 'A' });
}

const has = ({ a = '', b = '' }: Difference, name: string): boolean => `${a} ${b}`.split(' ').includes(name);

const first = (text = ''): string => text.split(' < ')[0] ?? '';

const FIELDS: Readonly<Partial<Record<ComparedField, Rule>>> = {
  possible: (_, { say }) => say.possible,
  online: (_, { say }) => say.online,
  parent: (_, { say }) => say.parent,
  size: (_, { say }) => say.size,
  mapped: (_, { say }) => say.mapped,
  flags: (difference, { say }) => {
    if (has(difference, 'IRQ_DOMAIN_FLAG_MSI_IMMUTABLE')) return say.immutable;
    return has(difference, 'IRQ_DOMAIN_FLAG_MSI_PARENT') ? say.msiParent : say.flags;
  },
  domains: ({ a, b }, two) => {
    const { say } = two;
    if (stem(first(a)) === stem(first(b))) return say.domainNumber;
    return isOtherKernel(two) && (OF_FUNCTION.test(first(a)) || OF_FUNCTION.test(first(b)))
      ? say.domainOfFunction
      : say.hierarchy;
  },
  chips: (_, { say }) => say.chips,
  hwirqs: ({ a, b }, two) => (isOtherKernel(two) && first(a) !== first(b) ? two.say.hwirqOfFunction : two.say.hwirqs),
  trigger: (_, { say }) => say.trigger,
  handler: (_, { say }) => say.handler,
  state: (difference, { say }) => {
    if (has(difference, 'IRQD_RESEND_WHEN_IN_PROGRESS')) return say.resend;
    return has(difference, 'IRQD_AFFINITY_SET') ? say.affinitySet : say.state;
  },
  status: (difference, { say }) => {
    if (has(difference, '_IRQ_PROC_VALID')) return say.procValid;
    return has(difference, '_IRQ_HIDDEN') ? say.hidden : say.status;
  },
  depth: (_, { say }) => say.depth,
  actions: (_, { say }) => say.actions,
  device: (_, { say }) => say.device,
  virq: (_, { say }) => say.virq,
  affinity: (_, { say }) => say.affinity,
  effective: (_, { say }) => say.effective,
  message: ({ a = '', b = '' }, { say }) => {
    const [addressA, addressB] = [a.split(' ')[0], b.split(' ')[0]];
    return addressA === addressB ? say.messageData : say.messageAddress;
  },
};

/** What is another thing where one of the two is a real machine. */
const BESIDE_MACHINE: Readonly<Partial<Record<ComparedField, Rule>>> = {
  trigger: (_, { say }) => say.triggerOnMachine,
  actions: (_, { say }) => say.actionsOnMachine,
  virq: (_, { say }) => say.virqOnMachine,
  affinity: (_, { say }) => say.affinityOnMachine,
  effective: (_, { say }) => say.affinityOnMachine,
  state: (_, { say }) => say.stateOnMachine,
  mapped: (_, { say }) => say.mappedOnMachine,
  message: (_, { say }) => say.messageOnMachine,
};
