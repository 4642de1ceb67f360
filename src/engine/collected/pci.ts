/** The section of a PCI function: which interrupts it has, its driver, and the messages in its MSI-X table. */

export interface PciFacts {
  readonly driver: string | undefined;
  readonly iommuGroup: number | undefined;
  /** Numbers of its message interrupts, with their kind, in the order of their vectors. */
  readonly messages: readonly { readonly irq: number; readonly isMsix: boolean }[];
  /** By vector: what the function writes where. */
  readonly entries: ReadonlyMap<number, Message>;
}

export interface Message {
  readonly address: bigint;
  readonly data: number;
  readonly control: number;
}

export function readPci(body: string): PciFacts {
  const entries = new Map<number, Message>();
  for (const [, vector, address, data, control] of body.matchAll(
    /^ *entry (\d+) addr=([0-9a-f]{1,16}) data=([0-9a-f]{1,8}) ctrl=([0-9a-f]{1,8})$/gm,
  ))
    entries.set(Number(vector), {
      address: BigInt(`0x${address ?? '0'}`),
      data: Number.parseInt(data ?? '0', 16),
      control: Number.parseInt(control ?? '0', 16),
    });
  const [, address, data] = /^ *msi cap=.* enable=1 .*addr=([0-9a-f]{1,16}) data=([0-9a-f]{1,8})$/m.exec(body) ?? [];
  if (address !== undefined && entries.size === 0)
    entries.set(0, { address: BigInt(`0x${address}`), data: Number.parseInt(data ?? '0', 16), control: 0 });
  const group = /^iommu_group=(\d+)$/m.exec(body)?.[1];
  return {
    driver: /^driver=(\S+)$/m.exec(body)?.[1],
    iommuGroup: group === undefined ? undefined : Number(group),
    messages: [...body.matchAll(/^msi_irqs\/(\d+)=(msix?)$/gm)]
      .map(([, irq, kind]) => ({ irq: Number(irq), isMsix: kind === 'msix' }))
      .toSorted((a, b) => a.irq - b.irq),
    entries,
  };
}
