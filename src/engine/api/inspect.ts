/** The selected thing from close by. */
import type { Command, WireOptions } from './scenario/types.ts';
import type { FunctionOwner } from './msix.ts';
import type { Selection } from './selection.ts';

export interface InspectView {
  readonly title: string;
  readonly selection: Selection;
  /** The chain of an interrupt from its source to its handler; empty for what has none. */
  readonly chain: readonly ChainHop[];
  /** The same chain in plain sentences. */
  readonly story: readonly string[];
  /** Whether it would arrive, if it were fired at this moment. */
  readonly arrival: Arrival | undefined;
  readonly groups: readonly FieldGroup[];
  /** What Linux prints of it, by the file that it is read from. */
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  /** Device-tree source with the cells explained, one after another. */
  readonly sources: readonly SourceView[];
  /** What a script can do to it at this moment. */
  readonly actions: readonly InspectAction[];
  /** Set for a PCI function with MSI-X, which can be handed to VFIO. */
  readonly owner: FunctionOwner | undefined;
  /** Lines to shared inputs: where they really lead, and where they can be made to lead. */
  readonly wires: WiresView | undefined;
  /** Set when a kernel function is selected. */
  readonly code: CodeView | undefined;
}

export interface WiresView {
  readonly lines: readonly WireView[];
  /** Controllers that a line can lead to. */
  readonly controllers: readonly WireController[];
}

/** A line of a device. */
export interface WireView {
  /** Path of the device's node, and which of its interrupts it is. */
  readonly node: string;
  readonly index: number;
  /** "line 0 (macirq)". */
  readonly label: string;
  /** The input that the tree names. */
  readonly tree: WireInput | undefined;
  /** What the scenario says of it; undefined: it is as the tree says. */
  readonly options: WireOptions | undefined;
  /** The same in words. */
  readonly words: string;
}

/** An input by its controller's own number: the INTID of a GIC, the line of a bank. */
export interface WireInput {
  readonly controller: string;
  readonly input: number;
}

export interface WireController {
  readonly path: string;
  readonly name: string;
  readonly isGic: boolean;
  /** Its inputs, as first and last. */
  readonly inputs: readonly (readonly [first: number, last: number])[];
}

export type HopKind =
  | 'device'
  | 'wire'
  | 'iommu'
  | 'event'
  | 'its'
  | 'intid'
  | 'controller'
  | 'cpu'
  | 'irq'
  | 'flow'
  | 'handler'
  | 'eventfd';

/** One station of an interrupt's way. */
export interface ChainHop {
  readonly label: string;
  readonly kind: HopKind;
  readonly selection?: Selection;
  /** More of it, for a tooltip. */
  readonly detail?: string;
  /** It is there; it is not there yet; it would stop an interrupt; nothing would come so far. */
  readonly state: 'there' | 'missing' | 'stops' | 'beyond';
}

/** What would become of it, from the state at this step. */
export interface Arrival {
  readonly arrives: boolean;
  /** It stops for want of somebody who asks, and whether anybody would is not known: what may ask is not modelled. */
  readonly unsure?: true;
  /** What would make it happen: "the device fires vector 3". */
  readonly when: string;
  /** The station where it stops. */
  readonly where: string | undefined;
  readonly why: string | undefined;
  readonly fix: string | undefined;
  /** Script commands that mend it. */
  readonly fixes: readonly InspectAction[];
  /** The command that tries it. */
  readonly fire: InspectAction | undefined;
}

/** A button: its name, and the command it adds to the script. An affinity's CPUs are for a person to fill in. */
export interface InspectAction {
  readonly name: string;
  readonly command: Command;
}

/** Fields of one object. */
export interface FieldGroup {
  /** Tells groups of one view apart, and stays the same while time moves. */
  readonly key: string;
  readonly title: string;
  readonly side: 'kernel' | 'hardware';
  readonly selection?: Selection;
  /** Step after which the object was there; undefined when it was there from the start. */
  readonly created: number | undefined;
  readonly fields: readonly FieldView[];
}

export interface FieldView {
  readonly field: string;
  readonly value: string;
  /** Names of the bits that are set, for a field made of them. */
  readonly flags?: readonly string[];
  /** Step after which it has this value; undefined when it never changed. */
  readonly since: number | undefined;
  readonly selection?: Selection;
}

/** A node's source. */
export interface SourceView {
  readonly path: string;
  readonly text: string;
}

/** A kernel function: what it is for, and its calls in this run. */
export interface CodeView {
  readonly name: string;
  readonly about: string;
  readonly file: string;
  readonly count: number;
  /** True while it is on the call stack. */
  readonly running: boolean;
  /** Number of the last call before or at this step, from 1; 0 for none yet. */
  readonly now: number;
  /** Steps to go to. */
  readonly previous: number | undefined;
  readonly next: number | undefined;
  readonly callers: readonly { readonly name: string; readonly count: number }[];
  /** Number of the first call that is listed, from 1. */
  readonly first: number;
  readonly calls: readonly CodeCall[];
}

export interface CodeCall {
  readonly step: number;
  readonly args: string;
  readonly caller: string | undefined;
  readonly context: string;
}
