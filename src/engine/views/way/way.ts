/**
 * An interrupt's way, station by station, from the state at a step. Each station is looked at in the order in which an
 * interrupt would come by; the first that would not let it pass is where it stops.
 */
import type { Arrival, ChainHop, InspectAction } from '../../api/inspect.ts';
import type { EngineMessages } from '../../api/messages/index.ts';

export interface Stop {
  readonly why: string;
  /** What a person can do. */
  readonly fix?: string | undefined;
  readonly fixes?: readonly InspectAction[] | undefined;
  /** The station itself is not there yet. */
  readonly missing?: boolean;
  /** It is off, or has no handler: that nobody asked for the interrupt is a reason. */
  readonly off?: boolean;
}

export type Station = Omit<ChainHop, 'state'>;

export type WayMessages = EngineMessages['way'];

export class Way {
  readonly messages: WayMessages;
  readonly hops: ChainHop[] = [];
  readonly story: string[] = [];
  private stopped: { readonly at: string; readonly stop: Stop } | undefined;

  constructor(messages: WayMessages) {
    this.messages = messages;
  }

  /** Why nobody has asked for the interrupt, where that is known. */
  unasked: string | undefined;

  /** What may ask for it is not modelled. */
  mayBeAsked = false;

  /** True while nothing has stopped it. */
  get open(): boolean {
    return this.stopped === undefined;
  }

  /** Adds a station; `stop` says why an interrupt gets no further. */
  pass(station: Station, stop?: Stop): void {
    const missing = stop?.missing === true;
    const first = stop !== undefined && this.stopped === undefined;
    const state = missing ? 'missing' : first ? 'stops' : this.stopped === undefined ? 'there' : 'beyond';
    this.hops.push({ ...station, state: missing && first ? 'stops' : state });
    if (first) this.stopped = { at: station.label, stop };
  }

  /** What a person reads of it. */
  arrival(when: string, fire: InspectAction | undefined): Arrival {
    const stop = this.stopped?.stop;
    return {
      arrives: stop === undefined,
      ...(stop?.off === true && this.mayBeAsked ? { unsure: true } : {}),
      when,
      where: this.stopped?.at,
      why: stop === undefined ? undefined : this.whyOf(stop),
      fix: stop?.fix,
      fixes: stop?.fixes ?? [],
      fire,
    };
  }

  private whyOf({ why, off }: Stop): string {
    return off === true && this.unasked !== undefined
      ? this.messages.why.unasked({ reason: this.unasked, found: why })
      : why;
  }

  /** Adds a sentence. */
  say(sentence: string): void {
    this.story.push(sentence);
  }
}
