/** The schema of `hardware`: what software can only read from registers, and no device tree says. */
import * as v from 'valibot';
import { hex32, hex64, nodePath, optional, wholeNumber } from './parts.ts';

/** CNTFRQ_EL0 has 32 bits. */
const MAX_FREQUENCY = 0xffffffff;

/** A GIC has 16 levels of priority at least, and 256 at most. */
const priorityBits = v.pipe(wholeNumber, v.minValue(4), v.maxValue(8));

const redistributorStride = v.pipe(
  v.string(),
  v.regex(
    /^0x0*([2-9a-fA-F]|[1-9a-fA-F][\da-fA-F]{1,3})0000$/,
    'a multiple of 0x10000 in quotes is needed, from "0x20000" on',
  ),
  v.title('distance of two redistributors, in hex'),
);

export const hardwareSchema = v.strictObject({
  gicd: optional(
    v.strictObject({
      typer: optional(hex32, 'GICD_TYPER: number of interrupt lines, CPUs, LPIs, security states'),
      typer2: optional(hex32, 'GICD_TYPER2 of a GICv4.1'),
      iidr: optional(hex32, 'GICD_IIDR: who made it; Linux looks errata up by it'),
      pidr2: optional(hex32, 'GICD_PIDR2, and that of redistributors and ITSs: revision of the architecture'),
    }),
    'the distributor',
  ),
  gicr: optional(
    v.strictObject({
      typer: optional(hex64, 'GICR_TYPER; number and affinity of the CPU are filled in for each redistributor'),
      iidr: optional(hex32, 'GICR_IIDR'),
      ctlr: optional(hex32, 'GICR_CTLR after reset'),
      stride: optional(
        redistributorStride,
        'how far apart the redistributors of two CPUs really are, when that is not what the tree says',
      ),
    }),
    'the redistributors of a GICv3',
  ),
  gicc: optional(
    v.strictObject({
      iidr: optional(hex32, 'GICC_IIDR of a GICv2'),
      priorityBits: optional(priorityBits, 'how many bits of a priority are implemented'),
    }),
    'the CPU interfaces',
  ),
  its: optional(
    v.strictObject({
      typer: optional(hex64, 'GITS_TYPER: bits of DeviceID, EventID and collection, size of an entry'),
      iidr: optional(hex32, 'GITS_IIDR; Linux looks errata up by it'),
      baser: optional(
        v.pipe(v.array(hex64), v.maxLength(8)),
        'GITS_BASER0 to 7 after reset: which tables there are, and the size of their entries',
      ),
    }),
    'the ITSs of a GICv3',
  ),
  v2m: optional(
    v.strictObject({
      typer: optional(hex32, 'MSI_TYPER: first SPI, and how many there are'),
      iidr: optional(hex32, 'MSI_IIDR'),
    }),
    'the MSI frames of a GICv2m',
  ),
  smmu: optional(
    v.strictObject({ idr: optional(v.pipe(v.array(hex32), v.maxLength(6)), 'SMMU_IDR0 to SMMU_IDR5') }),
    'the SMMUv3s',
  ),
  timer: optional(
    v.strictObject({ cntfrq: optional(v.pipe(wholeNumber, v.maxValue(MAX_FREQUENCY)), 'CNTFRQ_EL0, in Hz') }),
    'the architected timer',
  ),
  secure: optional(
    v.strictObject({
      refused: optional(
        v.array(hex64),
        'addresses of secure registers that firmware does not write when Linux asks it to: 0x0b2045e8 has the PDC of an X1E keep GPIOs (7.3)',
      ),
    }),
    'what firmware does with calls for secure registers',
  ),
  words: optional(
    v.record(hex64, hex32),
    'what a 32-bit word reads as at power-on, by its physical address: registers of controllers and hosts that drivers probe; 0 unless said, or what the model of that hardware resets to',
  ),
  map: optional(
    v.record(nodePath, v.array(hex64)),
    'where the hardware of an interrupt controller or SMMU really is, when that is not what the tree says: by path of the node, an address for each entry of its reg',
  ),
});
