/** The models by name. */
import type { FunctionDesign } from '../design.ts';
import type { FunctionOptions } from '../options.ts';
import { designwareRootPort, hostBridge, rootPort, switchDownstream, switchUpstream } from './bridges.ts';
import { e1000e, igb, nvme } from './endpoints.ts';
import { virtioBlk, virtioNet, virtioRng, virtioSerial } from './virtio.ts';

/** What a model may depend on. */
export interface ModelRequest {
  readonly options: FunctionOptions;
  readonly onRootBus: boolean;
  /** CPUs of the machine. */
  readonly cpus: number;
  /** For a port with a slot: its number. */
  readonly slot: number;
  /** For a bridge: something is behind it. */
  readonly occupied: boolean;
}

const MODELS: Readonly<Record<string, (request: ModelRequest) => FunctionDesign>> = {
  'pcie-host-bridge': hostBridge,
  'pcie-root-port': rootPort,
  'designware-root-port': designwareRootPort,
  'x3130-upstream': switchUpstream,
  'xio3130-downstream': switchDownstream,
  'virtio-net-pci': virtioNet,
  'virtio-blk-pci': virtioBlk,
  'virtio-rng-pci': virtioRng,
  'virtio-serial-pci': virtioSerial,
  nvme,
  e1000e,
  igb,
};

export const MODEL_NAMES: readonly string[] = Object.keys(MODELS);

export function modelNamed(name: string): ((request: ModelRequest) => FunctionDesign) | undefined {
  return Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;
}
