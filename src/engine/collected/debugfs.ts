/** /sys/kernel/debug/irq, and what sysfs and procfs say of an interrupt. Lines that only some architectures print are passed over. */

/** A level of an interrupt's hierarchy, from the device's domain on. */
export interface Level {
  readonly domain: string;
  readonly hwirq: number;
  readonly chip: string | undefined;
  readonly flags: number;
  /** 7.3 prints the message at the level of its MSI domain. */
  readonly message: { readonly high: number; readonly low: number; readonly data: number } | undefined;
}

export interface DebugIrq {
  readonly handler: string;
  readonly device: string | undefined;
  readonly status: number;
  readonly istate: number;
  readonly depth: number;
  readonly wakeDepth: number;
  readonly state: number;
  readonly node: number;
  readonly affinity: string;
  readonly effective: string;
  readonly levels: readonly Level[];
}

export interface DebugDomain {
  readonly name: string;
  readonly size: number;
  readonly mapped: number;
  readonly flags: number;
}

const valueOf = (body: string, key: string): string =>
  new RegExp(`^ *${key}: *(.*)$`, 'm').exec(body)?.[1]?.trim() ?? '';

/** Of "0x21" or "33"; what is no number is 0. */
function numberOf(text: string): number {
  const number = Number(text === '' ? 0 : text);
  return Number.isSafeInteger(number) ? number : 0;
}

/** undefined when it is no such file. */
export function readIrq(body: string): DebugIrq | undefined {
  if (!/^handler:/m.test(body)) return undefined;
  const device = valueOf(body, 'device');
  return {
    handler: valueOf(body, 'handler'),
    device: device === '' || device === '(null)' ? undefined : device,
    status: numberOf(valueOf(body, 'status')),
    istate: numberOf(valueOf(body, 'istate')),
    depth: numberOf(valueOf(body, 'ddepth')),
    wakeDepth: numberOf(valueOf(body, 'wdepth')),
    state: numberOf(valueOf(body, 'dstate')),
    node: numberOf(valueOf(body, 'node')),
    affinity: valueOf(body, 'affinity'),
    effective: valueOf(body, 'effectiv'),
    // Each level is a block that begins with its domain; the first stands at the margin.
    levels: body
      .split(/^(?= *domain:)/m)
      .slice(1)
      .map(readLevel),
  };
}

function readLevel(block: string): Level {
  const chip = valueOf(block, 'chip');
  return {
    domain: valueOf(block, 'domain'),
    hwirq: numberOf(valueOf(block, 'hwirq')),
    chip: chip === '' || chip === 'None' || chip === '(null)' ? undefined : chip,
    flags: numberOf(valueOf(block, 'flags')),
    message:
      valueOf(block, 'msg_data') === ''
        ? undefined
        : {
            high: numberOf(valueOf(block, 'address_hi')),
            low: numberOf(valueOf(block, 'address_lo')),
            data: numberOf(valueOf(block, 'msg_data')),
          },
  };
}

/** The domain and those above it, each with its parent after it. */
export function readDomains(body: string): DebugDomain[] {
  return body
    .split(/^(?= *name:)/m)
    .filter((block) => /^ *name:/.test(block))
    .map((block) => ({
      name: valueOf(block, 'name'),
      size: numberOf(valueOf(block, 'size')),
      mapped: numberOf(valueOf(block, 'mapped')),
      flags: numberOf(valueOf(block, 'flags')),
    }));
}

/** `key=text` of sysirq and procirq. A file that is empty has no newline, so the next key follows on its line. */
export function readKeys(body: string, keys: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of body.split('\n')) {
    let rest = line;
    for (;;) {
      const key = keys.find((each) => rest.startsWith(`${each}=`));
      if (key === undefined) break;
      const value = rest.slice(key.length + 1);
      const isEmpty = keys.some((each) => value.startsWith(`${each}=`));
      found.set(key, isEmpty ? '' : value);
      if (!isEmpty) break;
      rest = value;
    }
  }
  return found;
}

export const SYSIRQ_KEYS = ['actions', 'chip_name', 'hwirq', 'name', 'per_cpu_count', 'type', 'wakeup'] as const;
export const PROCIRQ_KEYS = [
  'smp_affinity_list',
  'effective_affinity_list',
  'affinity_hint',
  'node',
  'action',
] as const;
