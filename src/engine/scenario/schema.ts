/** Schema 1 of scenarios: what each part of the JSON may be. */
import * as v from 'valibot';
import { commandSchema } from './command-schema.ts';
import {
  bdf,
  DRIVER_FLAGS,
  EL2_KINDS,
  hexText,
  INTX_PINS,
  MSI_VECTORS,
  nodePath,
  wholeNumber,
} from './schema-parts.ts';

const hardware = v.strictObject({
  gicd: v.optional(v.strictObject({ typer: v.optional(hexText), iidr: v.optional(hexText) })),
  gicr: v.optional(v.strictObject({ typer: v.optional(hexText) })),
  its: v.optional(
    v.strictObject({ typer: v.optional(hexText), iidr: v.optional(hexText), baser: v.optional(v.array(hexText)) }),
  ),
  v2m: v.optional(v.strictObject({ typer: v.optional(hexText) })),
  smmu: v.optional(v.strictObject({ idr: v.optional(v.array(hexText)) })),
  timer: v.optional(v.strictObject({ cntfrq: v.optional(wholeNumber) })),
});

const pciFunction = v.strictObject({
  bdf,
  model: v.optional(v.string()),
  secondary: v.optional(v.pipe(wholeNumber, v.maxValue(255))),
  queuePairs: v.optional(v.pipe(wholeNumber, v.minValue(1), v.maxValue(1024))),
  vendor: v.optional(hexText),
  device: v.optional(hexText),
  class: v.optional(hexText),
  bars: v.optional(
    v.array(
      v.strictObject({
        index: v.pipe(wholeNumber, v.maxValue(5)),
        size: hexText,
        is64: v.optional(v.boolean()),
        prefetch: v.optional(v.boolean()),
        io: v.optional(v.boolean()),
      }),
    ),
  ),
  intx: v.optional(v.picklist(INTX_PINS)),
  msi: v.optional(
    v.nullable(
      v.strictObject({
        vectors: v.picklist(MSI_VECTORS),
        is64: v.optional(v.boolean()),
        maskable: v.optional(v.boolean()),
      }),
    ),
  ),
  msix: v.optional(
    v.nullable(
      v.strictObject({
        entries: v.pipe(wholeNumber, v.minValue(1), v.maxValue(2048)),
        tableBar: v.optional(v.pipe(wholeNumber, v.maxValue(5))),
        tableOffset: v.optional(hexText),
        pbaBar: v.optional(v.pipe(wholeNumber, v.maxValue(5))),
        pbaOffset: v.optional(hexText),
      }),
    ),
  ),
  driver: v.optional(
    v.strictObject({
      minVectors: v.pipe(wholeNumber, v.minValue(1)),
      maxVectors: v.pipe(wholeNumber, v.minValue(1)),
      flags: v.array(v.picklist(DRIVER_FLAGS)),
    }),
  ),
});

/** Where a board comes from. */
export const board = v.union([
  v.strictObject({ bundled: v.pipe(v.string(), v.regex(/^[\w.-]+$/)) }),
  v.strictObject({ file: v.string() }),
  v.strictObject({ dts: v.string() }),
  v.strictObject({ dtb: v.string() }),
]);

/** The whole of it. */
export const scenarioSchema = v.strictObject({
  irqscope: v.literal(1),
  title: v.optional(v.string()),
  board,
  kernel: v.picklist(['6.1', '6.12']),
  el2: v.optional(v.union([v.literal(false), v.picklist(EL2_KINDS)])),
  cpus: v.optional(v.pipe(wholeNumber, v.minValue(1), v.maxValue(4096))),
  drivers: v.optional(v.union([v.literal('all'), v.array(v.string())])),
  hardware: v.optional(hardware),
  pci: v.optional(v.array(pciFunction)),
  mmio: v.optional(v.array(v.strictObject({ node: nodePath, model: v.string() }))),
  probe: v.optional(v.array(bdf)),
  script: v.optional(v.array(commandSchema)),
});
