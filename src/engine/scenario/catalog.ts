/** What there is to choose from, read off the schema and the models, so that an editor keeps no lists of its own. */
import { KERNEL_VERSIONS } from '../api/kernel-versions.ts';
import { commandSchema, irqNameSchema } from '../api/scenario/commands.ts';
import { DRIVER_FLAGS, EL2_KINDS, INTX_PINS, MSI_VECTORS } from '../api/scenario/names.ts';
import { bdf, cpuList, cpuNumber, nodePath } from '../api/scenario/parts.ts';
import { modelFacts, VIRTIO_MMIO_MODELS } from '../machine/index.ts';
import type { Catalog, FieldForm, FieldKind } from '../api/editing.ts';
import { schemasIn, type Shape } from './schema-walk.ts';

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
    commands: commandSchema.options.map(({ entries }) => ({
      do: entries.do.literal,
      fields: fieldsOf(entries).filter(({ name }) => name !== 'do'),
    })),
  };
}

function fieldsOf(entries: Readonly<Record<string, Shape>>): FieldForm[] {
  return Object.entries(entries).map(([name, schema]) => ({
    name,
    required: schema.type !== 'optional',
    kind: kindOf(schema.wrapped ?? schema),
  }));
}

const NAMED: readonly (readonly [schema: Shape, kind: FieldKind])[] = [
  [bdf, { is: 'bdf' }],
  [nodePath, { is: 'node' }],
  [cpuNumber, { is: 'cpu' }],
  [cpuList, { is: 'cpus' }],
];

function kindOf(schema: Shape): FieldKind {
  if (isMadeOf(schema, irqNameSchema))
    return { is: 'irq', ways: schemasIn(schema).map(({ entries = {} }) => fieldsOf(entries)) };
  const named = NAMED.find(([known]) => isMadeOf(schema, known));
  if (named !== undefined) return named[1];
  switch (schema.type) {
    case 'number':
      return { is: 'number', min: limitOf(schema, 'min_value', Math.max), max: limitOf(schema, 'max_value', Math.min) };
    case 'picklist':
      return { is: 'choice', of: (schema.options ?? []).map(String) };
    case 'boolean':
      return { is: 'flag' };
    case 'array':
      return { is: 'list' };
    default:
      return { is: 'text' };
  }
}

/** Whether it is the schema, or the schema with something piped behind it, e.g. a description. */
function isMadeOf(schema: Shape, known: Shape): boolean {
  const [first] = schema.pipe ?? [];
  return schema === known || (first !== undefined && first !== schema && isMadeOf(first, known));
}

/** The tightest of the limits that a number is piped through. */
function limitOf(schema: Shape, type: string, tighter: (...limits: readonly number[]) => number): number | undefined {
  const own = schema.type === type && typeof schema.requirement === 'number' ? [schema.requirement] : [];
  const inner = (schema.pipe ?? [])
    .filter((part) => part !== schema && part.pipe !== schema.pipe)
    .map((part) => limitOf(part, type, tighter))
    .filter((limit) => limit !== undefined);
  const all = [...own, ...inner];
  return all.length === 0 ? undefined : tighter(...all);
}
