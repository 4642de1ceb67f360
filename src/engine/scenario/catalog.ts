/** What there is to choose from, read off the schema and the models, so that an editor keeps no lists of its own. */
import type * as v from 'valibot';
import { DRIVER_NAMES } from '../linux/drivers/base/init.ts';
import { KERNEL_VERSIONS } from '../api/kernel-versions.ts';
import { modelFacts, VIRTIO_MMIO_MODELS } from '../machine/index.ts';
import { commandSchema, irqName } from './command-schema.ts';
import { bdf, cpuList, cpuNumber, DRIVER_FLAGS, EL2_KINDS, INTX_PINS, MSI_VECTORS, nodePath } from './schema-parts.ts';
import type { Catalog, FieldForm, FieldKind } from '../api/editing.ts';

type AnySchema = v.GenericSchema;
type Entries = Readonly<Record<string, AnySchema>>;

/** Models say how many vectors they have unless told otherwise; for some that depends on the number of CPUs. */
export function catalog(cpus: number): Catalog {
  return {
    kernels: KERNEL_VERSIONS.map(({ version }) => version),
    models: modelFacts(cpus),
    mmioModels: VIRTIO_MMIO_MODELS,
    msiVectors: MSI_VECTORS,
    pins: INTX_PINS,
    driverFlags: DRIVER_FLAGS,
    el2: EL2_KINDS,
    drivers: DRIVER_NAMES,
    commands: commandSchema.options.map(({ entries }) => ({
      do: entries.do.literal,
      fields: fieldsOf(entries).filter(({ name }) => name !== 'do'),
    })),
  };
}

function fieldsOf(entries: Entries): FieldForm[] {
  return Object.entries(entries).map(([name, schema]) => {
    const wrapped = schema.type === 'optional' ? (schema as unknown as { wrapped: AnySchema }).wrapped : schema;
    return { name, required: wrapped === schema, kind: kindOf(wrapped) };
  });
}

const NAMED = new Map<unknown, FieldKind>([
  [bdf, { is: 'bdf' }],
  [nodePath, { is: 'node' }],
  [cpuNumber, { is: 'cpu' }],
  [cpuList, { is: 'cpus' }],
]);

function kindOf(schema: AnySchema): FieldKind {
  if (schema === irqName) return { is: 'irq', ways: irqName.options.map(({ entries }) => fieldsOf(entries)) };
  const named = NAMED.get(schema);
  if (named !== undefined) return named;
  switch (schema.type) {
    case 'number':
      return { is: 'number', min: limitOf(schema, 'min_value', Math.max), max: limitOf(schema, 'max_value', Math.min) };
    case 'picklist':
      return { is: 'choice', of: (schema as unknown as { options: readonly string[] }).options };
    case 'boolean':
      return { is: 'flag' };
    case 'array':
      return { is: 'list' };
    default:
      return { is: 'text' };
  }
}

interface Piped {
  readonly type: string;
  readonly requirement?: unknown;
  readonly pipe?: readonly Piped[];
}

/** The tightest of the limits that a number is piped through. */
function limitOf(schema: Piped, type: string, tighter: (...limits: readonly number[]) => number): number | undefined {
  const own = schema.type === type && typeof schema.requirement === 'number' ? [schema.requirement] : [];
  const inner = (schema.pipe ?? [])
    .filter((part) => part !== schema && part.pipe !== schema.pipe)
    .map((part) => limitOf(part, type, tighter))
    .filter((limit) => limit !== undefined);
  const all = [...own, ...inner];
  return all.length === 0 ? undefined : tighter(...all);
}
