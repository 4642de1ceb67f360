/** Schema 1 of scenarios: the one place that says what the JSON may be. docs/scenario.schema.json is made of it. */
import * as v from 'valibot';
import { KERNEL_VERSIONS } from '../kernel-versions.ts';
import { commandSchema } from './commands.ts';
import { hardwareSchema } from './hardware.ts';
import { DRIVER_SETS, EL2_KINDS } from './names.ts';
import { bdf, nodePath, optional, say, wholeNumber } from './parts.ts';
import { pciFunctionSchema } from './pci.ts';
import { wireSchema } from './wires.ts';

/** Where a board comes from. */
export const boardSchema = v.union(
  [
    v.strictObject({ bundled: say(v.pipe(v.string(), v.regex(/^[\w.-]+$/)), 'a board that comes with irqscope') }),
    v.strictObject({ file: say(v.string(), 'a .dtb or .dts beside the scenario') }),
    v.strictObject({ dts: say(v.string(), 'the source of a device tree') }),
    v.strictObject({ dtb: say(v.string(), 'a device-tree blob in base64url') }),
  ],
  'a board is named by {"bundled"}, {"file"}, {"dts"} or {"dtb"}',
);

/** A device tree that is laid over the board's. */
export const overlaySchema = v.union(
  [
    say(v.string(), 'a .dtbo or .dtso beside the scenario'),
    v.strictObject({ dts: say(v.string(), 'the source of an overlay') }),
    v.strictObject({ dtbo: say(v.string(), 'an overlay blob in base64url') }),
  ],
  'an overlay is named by a file, {"dts"} or {"dtbo"}',
);

/** The whole of it. */
export const scenarioSchema = v.strictObject({
  $schema: optional(v.string(), 'where docs/scenario.schema.json is, for editors; irqscope does not read it'),
  irqscope: say(v.literal(1), 'number of the schema'),
  title: optional(v.string(), 'what the scenario is called'),
  picture: optional(
    v.pipe(v.string(), v.maxLength(30_000)),
    'what the page shows of it, as the part of a link behind its scenario; the command line does not read it',
  ),
  board: say(boardSchema, 'the device tree'),
  overlays: optional(v.array(overlaySchema), 'overlays, applied to the device tree in this order'),
  kernel: say(v.picklist(KERNEL_VERSIONS.map(({ version }) => version)), 'the version of Linux'),
  el2: optional(
    v.union([v.literal(false), v.picklist(EL2_KINDS)], 'it must be false, "nvhe" or "vhe"'),
    'the kernel is entered at EL2, and goes on at EL1 (nvhe) or stays there (vhe); at EL1 unless said',
  ),
  cpus: optional(
    v.pipe(wholeNumber, v.minValue(1), v.maxValue(4096)),
    'how many CPUs Linux brings up at boot, as maxcpus=; the others stay offline',
  ),
  drivers: optional(
    v.union([v.picklist(DRIVER_SETS), v.array(v.string())], 'it must be "all", "modelled" or a list of names'),
    'the drivers that the kernel is built with: all that Linux has, with stand-ins for those that are not modelled; "modelled", without stand-ins; or a list of names. Unless said, "modelled" on a bundled board, else "all"',
  ),
  vfio: optional(
    v.strictObject({
      allowUnsafeInterrupts: optional(
        v.boolean(),
        'vfio_iommu_type1.allow_unsafe_interrupts: functions are opened though nothing keeps their messages apart; false unless said',
      ),
    }),
    'module parameters of VFIO',
  ),
  hardware: optional(hardwareSchema, 'values of registers that software can only read; QEMU virt’s unless said'),
  pci: optional(v.array(pciFunctionSchema), 'PCI functions, as they are enumerated'),
  mmio: optional(
    v.array(
      v.strictObject({
        node: say(nodePath, 'the slot'),
        model: say(v.string(), 'the device in it'),
      }),
    ),
    'what sits behind virtio-mmio slots',
  ),
  wires: optional(
    v.array(wireSchema),
    'where lines of devices really lead, and what is driven on them, where that is not what the tree says',
  ),
  probe: optional(
    v.array(bdf),
    'the order in which PCI drivers probe, each to its end, where it is not the kernel’s own',
  ),
  script: optional(v.array(commandSchema), 'what happens, in order'),
});
