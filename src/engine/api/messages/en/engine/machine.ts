/** Why a machine cannot be as it is described, or cannot do what it is asked to. The keys are the codes of the problems. */

export interface Advice {
  readonly message: string;
  /** What a person can do. */
  readonly hint?: string;
}

/** A wire: of a device's node by the number of its interrupt, of a PCI function by its pin, or of something with a name. */
export type LineName =
  | { readonly path: string; readonly index: number }
  | { readonly controller: string; readonly input: number }
  | { readonly bdf: string; readonly pin: string }
  | { readonly cpu: number }
  | { readonly intid: number }
  | { readonly name: string };

export function lineText(line: LineName): string {
  if ('path' in line) return `${line.path} interrupt ${line.index}`;
  if ('controller' in line) return `${line.controller} input ${line.input}`;
  if ('bdf' in line) return `${line.bdf} INT${line.pin}`;
  if ('cpu' in line) return `CPU ${line.cpu}`;
  return 'intid' in line ? `INTID ${line.intid}` : line.name;
}

export const machine = {
  'line-no-node': ({ node }: { node: string }): Advice => ({ message: `There is no node ${node}.` }),
  'line-no-wire': ({ path, index }: { path: string; index: number }): Advice => ({
    message: `Interrupt ${index} of ${path} leads nowhere.`,
  }),
  'line-bad-specifier': ({ line }: { line: LineName }): Advice => ({
    message: `${lineText(line)} has a specifier that names no INTID.`,
  }),
  'line-unknown-controller': ({ line, path }: { line: LineName; path: string }): Advice => ({
    message: `${lineText(line)} leads to ${path}, which is not modelled.`,
  }),
  'line-no-gic': (): Advice => ({ message: 'The machine has no GIC that is modelled.' }),
  'line-not-shared': ({ intid }: { intid: number }): Advice => ({
    message: `INTID ${intid} is no SPI: each CPU has its own. Raise it with ppi.raise.`,
  }),
  'line-not-private': ({ intid }: { intid: number }): Advice => ({ message: `INTID ${intid} is no PPI.` }),
  'line-no-cpu': ({ cpu }: { cpu: number }): Advice => ({ message: `There is no CPU ${cpu}.` }),
  'pci-no-host': ({ bdf, none }: { bdf: string; none: boolean }): Advice => ({
    message: `there is no PCI host bridge for ${bdf}`,
    ...(none ? { hint: 'The board has none that is modelled and that its tree switches on.' } : {}),
  }),
  'pci-doubled': ({ bdf, twin }: { bdf: string; twin: string }): Advice => ({
    message: `${bdf} is there twice`,
    hint: `The other is ${twin}.`,
  }),
  'pci-bus-twice': ({ bus }: { bus: number }): Advice => ({ message: `bus ${bus} is behind another bridge already` }),
  'pci-bus-order': ({ bus, bdf, above }: { bus: number; bdf: string; above: number }): Advice => ({
    message: `bus ${bus} behind ${bdf} must have a higher number than ${above}`,
  }),
  'pci-no-bridge': ({ bdf, bus }: { bdf: string; bus: number }): Advice => ({
    message: `${bdf} is on bus ${bus}, and no bridge leads there`,
    hint: `Add a pcie-root-port with "secondary": ${bus}.`,
  }),
  'pci-no-function-0': ({ bdf }: { bdf: string }): Advice => ({
    message: `${bdf} has no function 0 beside it, so nobody looks for it`,
  }),
  'pci-port-device': ({ bdf, port }: { bdf: string; port: string }): Advice => ({
    message: `${bdf} is behind the port ${port}, where there can only be device 0`,
    hint: 'Put a switch in between, or use another port.',
  }),
  'pci-model': ({ model, known }: { model: string; known: readonly string[] }): Advice => ({
    message: `there is no model ${model}`,
    hint: `There are: ${known.join(', ')}.`,
  }),
  'pci-secondary': ({ bdf }: { bdf: string }): Advice => ({
    message: `the bridge ${bdf} needs the number of the bus behind it`,
  }),
  'pci-no-secondary': ({ model }: { model: string }): Advice => ({ message: `${model} is no bridge` }),
  'pci-msix-offset': ({ name }: { name: string }): Advice => ({ message: `${name} must be a multiple of 8` }),
  'pci-msix-bar': ({ bar }: { bar: number }): Advice => ({
    message: `MSI-X is in BAR ${bar}, which is no memory BAR`,
  }),
  'pci-msix-room': ({ bar, has, need, fit }: { bar: number; has: string; need: string; fit: string }): Advice => ({
    message: `BAR ${bar} has ${has} bytes, and MSI-X reaches up to ${need}`,
    hint: `Make it ${fit}.`,
  }),
  'pci-bar-size': ({ size, least }: { size: string; least: number }): Advice => ({
    message: `${size} is no size of a BAR`,
    hint: `Sizes are powers of two from ${least} on.`,
  }),
  'pci-bar-twice': ({ bar }: { bar: number }): Advice => ({
    message: `BAR ${bar} is taken already`,
    hint: 'A 64-bit BAR takes two numbers.',
  }),
  'pci-bar-index': ({ bar }: { bar: number }): Advice => ({ message: `there is no BAR ${bar} in this function` }),
  'pci-no-function': ({ bdf }: { bdf: string }): Advice => ({ message: `there is no PCI function ${bdf}` }),
  'pci-no-vector': ({ bdf, vector, count }: { bdf: string; vector: number; count: number }): Advice => ({
    message: `${bdf} has no vector ${vector}: there are ${count}`,
  }),
};
