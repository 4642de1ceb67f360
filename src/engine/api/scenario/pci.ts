/** The schema of `pci`: one function, of a model or described by hand. */
import * as v from 'valibot';
import { DRIVER_FLAGS, INTX_PINS, MSI_VECTORS } from './names.ts';
import { bdf, hex16, hex24, hex32, hex64, optional, say, wholeNumber } from './parts.ts';

const barNumber = v.pipe(wholeNumber, v.maxValue(5));
const vectorCount = v.pipe(wholeNumber, v.minValue(1));

const barSchema = v.strictObject({
  index: say(barNumber, 'number of the BAR; a 64-bit one takes the next number too'),
  size: say(hex64, 'a power of two, from 16 for memory and from 4 for I/O'),
  is64: optional(v.boolean(), 'a 64-bit address'),
  prefetch: optional(v.boolean(), 'prefetchable memory'),
  io: optional(v.boolean(), 'I/O space'),
});

const msiSchema = v.strictObject({
  vectors: say(v.picklist(MSI_VECTORS), 'how many vectors the function is capable of'),
  is64: optional(v.boolean(), '64-bit message address; so unless false'),
  maskable: optional(v.boolean(), 'a mask bit for each vector; none unless true'),
});

const msixSchema = v.strictObject({
  entries: say(v.pipe(wholeNumber, v.minValue(1), v.maxValue(2048)), 'entries of the MSI-X table'),
  tableBar: optional(barNumber, 'BAR of the table; the first memory BAR unless said'),
  tableOffset: optional(hex32, 'where in the BAR the table begins, a multiple of 8; 0 unless said'),
  pbaBar: optional(barNumber, 'BAR of the pending bits; that of the table unless said'),
  pbaOffset: optional(hex32, 'where the pending bits begin, a multiple of 8; behind the table unless said'),
});

const driverSchema = v.strictObject({
  minVectors: say(vectorCount, 'fewer vectors than this, and the probe fails'),
  maxVectors: say(vectorCount, 'no more vectors than this are asked for'),
  flags: say(
    v.array(v.picklist(DRIVER_FLAGS)),
    'kinds of interrupt that will do; affinity: vectors are spread over the CPUs, and managed by the kernel',
  ),
});

export const pciFunctionSchema = v.strictObject({
  bdf: say(bdf, 'where the function is enumerated: domain, bus, device, function'),
  model: optional(
    v.string(),
    'a model of QEMU’s, with its vectors and BARs; without one the function is described here',
  ),
  secondary: optional(v.pipe(wholeNumber, v.maxValue(255)), 'of a bridge: the number of the bus behind it'),
  queuePairs: optional(
    v.pipe(wholeNumber, v.minValue(1), v.maxValue(1024)),
    'of virtio-net-pci: pairs of queues; of virtio-blk-pci: queues; of virtio-serial-pci: ports',
  ),
  legacy: optional(
    v.boolean(),
    'false: a virtio model on a root bus has no legacy interface beside the modern one (QEMU’s disable-legacy=on)',
  ),
  vendor: optional(hex16, 'vendor ID; 0x1b36 unless said'),
  device: optional(hex16, 'device ID; 0x0001 unless said'),
  class: optional(hex24, 'base class, subclass and programming interface; 0xff0000 unless said'),
  bars: optional(v.array(barSchema), 'base address registers; without the key there is one for MSI-X'),
  intx: optional(v.picklist(INTX_PINS), 'the pin of its INTx; without the key it has none'),
  msi: optional(v.nullable(msiSchema), 'its MSI capability; null: it has none, whatever the model has'),
  msix: optional(v.nullable(msixSchema), 'its MSI-X capability; null: it has none, whatever the model has'),
  driver: optional(driverSchema, 'a driver that asks for vectors, and requests an irq for each that it gets'),
});
