/** What is selected stays what a person means by it, whatever the kernel frees and makes anew. */
import { describe, expect, it } from 'vitest';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { load, NVME, open, run } from '../../run/testing.ts';
import { viewerOf } from '../testing.ts';

describe('a domain', () => {
  it('that its device’s next driver made anew is still the one that was selected', () => {
    const session = open(load('qemu-virt-gicv3-its-smmu', '6.12'), true);
    const { cursor, rec } = session;
    const booted = rec.trace.length;
    run(session, { do: 'vfio.bind', bdf: NVME });
    const unbound = rec.trace.length;
    run(session, { do: 'vfio.open', bdf: NVME });
    run(session, {
      do: 'vfio.setIrqs',
      bdf: NVME,
      index: 'msix',
      action: 'trigger',
      start: 0,
      count: 3,
      data: 'eventfd',
    });
    const ofNvme = () => cursor.all(irq_domain).find(({ name }) => name?.includes(NVME))?.$id ?? -1;
    const viewer = viewerOf(session);
    const at = (position: number, id: number) => {
      cursor.seek(position);
      return viewer.inspect({ kind: 'domain', id })?.selection;
    };
    cursor.seek(booted);
    const first = ofNvme();
    cursor.seek(rec.trace.length);
    const second = ofNvme();
    expect(second).not.toBe(first);
    expect(at(booted, first)).toEqual({ kind: 'domain', id: first });
    expect(at(unbound, first)).toBeUndefined();
    expect(at(rec.trace.length, first)).toEqual({ kind: 'domain', id: second });
    expect(at(booted, second)).toEqual({ kind: 'domain', id: first });
  });
});
