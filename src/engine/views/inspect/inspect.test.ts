/** What is selected stays what a person means by it, whatever the kernel frees and makes anew. */
import { describe, expect, it } from 'vitest';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
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

describe('keys', () => {
  it('are listed with the device whose driver has their interrupts, and can be pressed there', () => {
    const session = open(load('qemu-virt-gicv3-its', '6.12'), true);
    session.cursor.seek(session.rec.trace.length);
    const viewer = viewerOf(session);
    const keys = viewer.inspect({ kind: 'node', path: '/gpio-keys' });
    const irq = session.cursor.all(irq_desc).find(({ action }) => action?.name === 'GPIO Key Poweroff')?.irq_data.irq;
    expect(keys?.story[1]).toBe(`poweroff: requested as irq ${irq} in :pl061@9030000 by gpio-keys.`);
    expect(keys?.chain.map(({ label }) => label)).toEqual(expect.arrayContaining(['poweroff', `irq ${irq}`]));
    expect(keys?.actions).toEqual([
      { name: 'raise line of poweroff', command: { do: 'line.raise', node: '/gpio-keys/poweroff', index: 0 } },
    ]);
    expect(keys?.arrival).toMatchObject({ arrives: true, fire: { command: keys?.actions[0]?.command } });
  });

  it('are none where their nodes have devices of their own', () => {
    const session = open(load('qemu-virt-gicv3-its', '6.12'), true);
    const viewer = viewerOf(session);
    for (const position of [session.rec.origin, session.rec.trace.length]) {
      session.cursor.seek(position);
      expect(viewer.inspect({ kind: 'node', path: '/' })?.actions).toEqual([]);
    }
  });
});
