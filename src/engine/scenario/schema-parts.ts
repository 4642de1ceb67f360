/** Parts that several schemas share. */
import * as v from 'valibot';

export const wholeNumber = v.pipe(
  v.number(),
  v.integer('a whole number is needed'),
  v.minValue(0, 'it must not be negative'),
);

/** What MSI can have, INTx can be, software can be entered at, and a driver can ask for. */
export const MSI_VECTORS = [1, 2, 4, 8, 16, 32] as const;
export const INTX_PINS = ['A', 'B', 'C', 'D'] as const;
export const EL2_KINDS = ['nvhe', 'vhe'] as const;
export const DRIVER_FLAGS = ['intx', 'msi', 'msix', 'affinity'] as const;

export const cpuNumber = v.pipe(wholeNumber);

/** Path of a node of the device tree. */
export const nodePath = v.string();

/** Numbers with more bits than JSON carries are text: "0x1f0001efb1". */
export const hexText = v.pipe(
  v.string(),
  v.regex(/^0x[0-9a-fA-F]{1,16}$/, 'a hexadecimal number in quotes is needed, like "0x43b"'),
);

export const bdf = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/, 'a PCI address is needed, like "0000:00:02.0"'),
);

export const cpuList = v.pipe(v.string(), v.regex(/^\d+(-\d+)?(,\d+(-\d+)?)*$/, 'a CPU list is needed, like "0-3,5"'));
