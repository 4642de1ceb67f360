/** The last part of an interrupt's way: from the number that the CPU acknowledged to the handlers. */
import type { irqaction } from '../../linux/include/linux/interrupt.ts';
import { IRQD_IRQ_DISABLED, IRQD_IRQ_INPROGRESS } from '../../linux/include/linux/irq.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { vfio_pci_core_device } from '../../linux/include/linux/vfio_pci_core.ts';
import { irq_settings_is_nested_thread } from '../../linux/kernel/irq/settings.ts';
import type { Recorded } from '../../recorder/index.ts';
import { callEnableIrq, enableIrq, managedFix } from './fixes.ts';
import { mappedTo, type Scene } from './scene.ts';
import type { Stop, Way, WayMessages } from './way.ts';

/** Flow handlers that do not look whether the interrupt is disabled: each CPU masks its own at the GIC. */
const UNCONDITIONAL: ReadonlySet<string> = new Set([
  'handle_percpu_irq',
  'handle_percpu_devid_irq',
  'handle_percpu_devid_fasteoi_nmi',
]);

/** Flow handlers that mark a disabled interrupt, and leave the controller alone: it has no mask, or is not masked by them. */
const NO_MASK: ReadonlySet<string> = new Set(['handle_simple_irq', 'handle_untracked_irq', 'handle_nested_irq']);

/** The kernel's own flow handlers; any other is a driver's, for an interrupt that others come in by. */
function isChained(desc: irq_desc): boolean {
  const name = desc.handle_irq?.fname;
  return name !== undefined && !name.startsWith('handle_');
}

/** From a hwirq of a domain to the handlers. Returns false when the kernel knows nothing of the number. */
export function throughKernel(
  way: Way,
  scene: Scene,
  domain: irq_domain | undefined,
  hwirq: number,
): irq_desc | undefined {
  const desc = mappedTo(scene, domain, hwirq);
  if (desc === undefined) {
    const { noIrq, why, fix, source } = way.messages;
    const none =
      domain === undefined ? why.noDomain : why.notMapped({ domain: domain.name ?? source.controller, hwirq });
    way.pass({ label: noIrq, kind: 'irq' }, { why: none, missing: true, off: true, fix: fix.map });
    return undefined;
  }
  const { irq } = desc.irq_data;
  way.pass(
    {
      label: way.messages.irq({ irq }),
      kind: 'irq',
      selection: { kind: 'irq', virq: irq },
      detail: way.messages.hwirqOf({ hwirq, domain: domain?.name ?? '' }),
    },
    whyNotHandled(scene, desc),
  );
  return desc;
}

/** The flow handler and the actions of a descriptor. */
export function throughHandlers(way: Way, scene: Pick<Scene, 'objects'>, desc: irq_desc): void {
  const { messages } = way;
  const flow = desc.handle_irq?.fname;
  if (flow === undefined || flow === 'handle_bad_irq') {
    const { why } = messages;
    way.pass(
      { label: flow ?? messages.noFlow, kind: 'flow', ...code(flow) },
      { why: why.noFlow, missing: flow === undefined },
    );
    return;
  }
  way.pass({ label: flow, kind: 'flow', ...code(flow) });
  if (isChained(desc)) return;
  if (desc.action === undefined) {
    way.pass(
      { label: messages.noHandler, kind: 'handler' },
      { why: messages.why.notRequested, missing: true, off: true, ...enableIrq(messages, desc) },
    );
  }
  for (let action = desc.action; action !== undefined; action = action.next) passAction(way, scene, action);
}

function passAction(way: Way, scene: Pick<Scene, 'objects'>, action: irqaction): void {
  const name = action.handler?.fname;
  const thread = action.thread_fn?.fname;
  way.pass({
    label: name ?? action.name ?? '?',
    kind: 'handler',
    ...code(name),
    detail: way.messages.handlerAbout({ action: action.name, thread }),
  });
  const eventfd = eventfdOf(scene, action.dev_id);
  if (eventfd !== undefined) {
    const { id, count, vector } = eventfd;
    const detail = way.messages.eventfdAbout({ count });
    way.pass({ label: way.messages.eventfd({ vector }), kind: 'eventfd', selection: { kind: 'object', id }, detail });
  }
}

const code = (name: string | undefined): { selection?: { readonly kind: 'code'; readonly name: string } } =>
  name === undefined ? {} : { selection: { kind: 'code', name } };

/** What a handler of VFIO signals: the vector's eventfd. */
function eventfdOf(
  { objects }: Pick<Scene, 'objects'>,
  cookie: Recorded | undefined,
): { readonly id: number; readonly count: bigint; readonly vector: number } | undefined {
  if (cookie === undefined) return undefined;
  for (const core of objects.all(vfio_pci_core_device)) {
    for (const [vector, context] of core.ctx.entries()) {
      const { trigger } = context;
      // A message's cookie is the eventfd itself, that of INTx the context, or the device in Linux 6.1.
      const isIntx = cookie.$id === context.$id || cookie.$id === core.$id;
      if (trigger !== undefined && (trigger.$id === cookie.$id || isIntx))
        return { id: trigger.$id, count: trigger.count, vector };
    }
  }
  return undefined;
}

/** Why the flow handler would not run the handlers; undefined when it would. */
export function whyNotHandled(
  { objects, messages: { way } }: Pick<Scene, 'objects' | 'messages'>,
  desc: irq_desc,
): Stop | undefined {
  const { why, fix } = way;
  const { irq } = desc.irq_data;
  const flow = desc.handle_irq?.fname ?? '';
  if (isChained(desc) || flow === '' || flow === 'handle_bad_irq') return undefined;
  if (UNCONDITIONAL.has(flow)) {
    return desc.action === undefined ? { why: why.spurious({ irq }), off: true, ...enableIrq(way, desc) } : undefined;
  }
  const state = desc.irq_common_data.state_use_accessors;
  const shut = managedFix(way, objects, desc);
  if (shut !== undefined) return { why: why.shutDown({ irq }), ...shut };
  if ((state & IRQD_IRQ_INPROGRESS) !== 0) {
    return { why: why.inProgress({ irq }), fix: fix.handlersReturn };
  }
  const masks = !NO_MASK.has(flow);
  if (desc.action === undefined)
    return { why: why.noHandler({ irq, flow, masks }), off: true, ...enableIrq(way, desc) };
  if ((state & IRQD_IRQ_DISABLED) === 0 || irq_settings_is_nested_thread(desc)) return undefined;
  return { why: why.disabled({ irq, depth: desc.depth, flow, masks }), ...callEnableIrq(way, desc) };
}

/** What the flow handler of a descriptor does then. */
export function whatNext({ story }: WayMessages, desc: irq_desc): string {
  if (isChained(desc)) return story.looks;
  const names: string[] = [];
  for (let { action } = desc; action !== undefined; action = action.next) names.push(action.handler?.fname ?? '?');
  return names.length === 0 ? story.callsNone : story.calls({ handlers: names });
}

/** What comes in by another interrupt: from its hwirq to its handlers; `who` is what it is called in the story. */
export function throughInput(way: Way, scene: Scene, domain: irq_domain | undefined, hwirq: number, who: string): void {
  const desc = throughKernel(way, scene, domain, hwirq);
  if (desc === undefined) return;
  throughHandlers(way, scene, desc);
  const { messages } = way;
  const flow = desc.handle_irq?.fname ?? messages.noFlow;
  way.say(messages.story.input({ who, irq: desc.irq_data.irq, flow, next: whatNext(messages, desc) }));
}
