/** What the board's own command line does to interrupts. */
import { describe, expect, it } from 'vitest';
import { cpumaskList } from '../../base/cpumask.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { cpu_c, nr_cpu_ids } from '../linux/kernel/cpu/index.ts';
import { changedBoard, type RunViewer } from '../views/testing.ts';

const NVME = { bdf: '0000:00:02.0', model: 'nvme' };

function booted(bootargs: string, setup: Parameters<typeof changedBoard>[2] = {}): RunViewer {
  const chosen = `/ { chosen { bootargs = "console=ttyAMA0 ${bootargs}"; }; };`;
  return changedBoard('qemu-virt-gicv3-its', (dts) => `${dts}\n${chosen}\n`, setup);
}

const online = ({ session }: RunViewer): string => cpumaskList(cpu_c(session.kernel).cpu_online_mask);
const possible = ({ session }: RunViewer): number => nr_cpu_ids(session.kernel);
const dump = ({ session }: RunViewer, section: string): string =>
  session
    .sections([section])
    .map(({ body }) => body)
    .join('');
const actions = ({ session }: RunViewer) =>
  session.cursor.all(irq_desc).flatMap(({ action }) => (action === undefined ? [] : [action]));

describe('/chosen/bootargs', () => {
  it('limits the CPUs that come up, and those that there can be', () => {
    expect(online(booted('quiet'))).toBe('0-3');
    expect(online(booted('maxcpus=2'))).toBe('0-1');
    expect(online(booted('maxcpus=2 nosmp'))).toBe('0');
    const clipped = booted('nr_cpus=3');
    expect([online(clipped), possible(clipped)]).toEqual(['0-2', 3]);
    expect(possible(booted('maxcpus=3'))).toBe(4);
    expect(dump(clipped, 'dmesg')).toContain('Number of cores (4) exceeds configured maximum of 3 - clipping');
  });

  it('says where interrupts go, the CPU that boots always among them', () => {
    expect(dump(booted('irqaffinity=2'), 'procirq')).toContain('smp_affinity_list=0,2');
    expect(dump(booted('irqaffinity=1-2,9'), 'procirq')).toContain('smp_affinity_list=0-2');
    expect(dump(booted('-- irqaffinity=2'), 'procirq')).not.toContain('smp_affinity_list=0,2');
  });

  it('switches MSIs off: by PCI alone, or with LPIs', () => {
    const vectors = (bootargs: string): number =>
      actions(booted(bootargs, { pci: [NVME] })).filter(({ name }) => name?.startsWith('nvme')).length;
    expect(vectors('quiet')).toBeGreaterThan(1);
    expect(vectors('pci=noaer,nomsi')).toBe(1);
    expect(dump(booted('irqchip.gicv3_nolpi=1', { pci: [NVME] }), 'gicr')).not.toContain('lpi intid');
    expect(dump(booted('irqchip.gicv3-nolpi=0', { pci: [NVME] }), 'gicr')).toContain('lpi intid');
  });

  it('makes handlers threads', () => {
    const threaded = (bootargs: string): number => actions(booted(bootargs)).filter(({ thread }) => thread).length;
    expect(threaded('threadirqs')).toBeGreaterThan(threaded('quiet'));
  });
});
