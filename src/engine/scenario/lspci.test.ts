/** Function lists from what lspci printed, as versions and distributions differ. */
import { describe, expect, it } from 'vitest';
import { engineMessages } from '../api/messages/index.ts';
import { checkScenario } from './check.ts';
import { isLspci, readLspci } from './lspci.ts';

const say = engineMessages('en').scenario;
const read = (text: string): ReturnType<typeof readLspci> => readLspci(say, text, 'lspci.txt');

/** Debian on a Raspberry Pi 4: no domains, a bridge and an NVMe. */
const PI4 = `00:00.0 PCI bridge [0604]: Broadcom Inc. and subsidiaries BCM2711 PCIe Bridge [14e4:2711] (rev 20) (prog-if 00 [Normal decode])
\tControl: I/O- Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr- Stepping- SERR- FastB2B- DisINTx-
\tInterrupt: pin A routed to IRQ 42
\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0
\tCapabilities: [48] Power Management version 3
\tCapabilities: [ac] Express (v2) Root Port (Slot-), MSI 00
\tKernel driver in use: pcieport

01:00.0 Non-Volatile memory controller [0108]: Samsung Electronics Co Ltd NVMe SSD Controller SM981/PM981/PM983 [144d:a808] (prog-if 02 [NVM Express])
\tSubsystem: Samsung Electronics Co Ltd SSD 970 EVO [144d:a801]
\tInterrupt: pin A routed to IRQ 43
\tRegion 0: Memory at 600000000 (64-bit, non-prefetchable) [size=16K]
\tCapabilities: [40] Power Management version 3
\tCapabilities: [50] MSI: Enable- Count=1/32 Maskable- 64bit+
\t\tAddress: 0000000000000000  Data: 0000
\tCapabilities: [70] Express (v2) Endpoint, MSI 00
\tCapabilities: [b0] MSI-X: Enable+ Count=33 Masked-
\t\tVector table: BAR=0 offset=00003000
\t\tPBA: BAR=0 offset=00002000
\tKernel driver in use: nvme
\tKernel modules: nvme
`;

/** Fedora's wording, with domains, a network card with I/O ports and a 64-bit prefetchable BAR, Windows line ends. */
const OTHERS = `root@box:~# lspci -nn -vvv -D
0001:01:00.0 Ethernet controller [0200]: Intel Corporation I210 Gigabit Network Connection [8086:1533] (rev 03)\r
\tInterrupt: pin B routed to IRQ 17, IOMMU group 3\r
\tRegion 0: Memory at fb200000 (32-bit, non-prefetchable) [size=512K]\r
\tRegion 2: I/O ports at 1000 [size=32]\r
\tRegion 4: Memory at a0000000 (64-bit, prefetchable) [size=256M]\r
\tExpansion ROM at fb300000 [disabled] [size=1M]\r
\tCapabilities: [50] MSI: Enable+ Count=4/8 Maskable+ 64bit-\r
\tKernel driver in use: igb\r
`;

describe('lspci', () => {
  it('gives bridges, BARs, MSI, MSI-X and the vectors of drivers', () => {
    const functions = read(PI4);
    expect(functions.ok && functions.value).toEqual([
      {
        bdf: '0000:00:00.0',
        vendor: '0x14e4',
        device: '0x2711',
        class: '0x060400',
        intx: 'A',
        secondary: 1,
      },
      {
        bdf: '0000:01:00.0',
        vendor: '0x144d',
        device: '0xa808',
        class: '0x010802',
        bars: [{ index: 0, size: '0x4000', is64: true }],
        intx: 'A',
        msi: { vectors: 32, is64: true, maskable: false },
        msix: { entries: 33, tableBar: 0, tableOffset: '0x3000', pbaBar: 0, pbaOffset: '0x2000' },
        driver: { minVectors: 1, maxVectors: 33, flags: ['msix'] },
      },
    ]);
  });

  it('is read with domains, prompts and other line ends, and fits a scenario', () => {
    const functions = read(OTHERS);
    const [fn] = functions.ok ? functions.value : [];
    expect(fn).toMatchObject({ bdf: '0001:01:00.0', intx: 'B', msi: { vectors: 8, is64: false, maskable: true } });
    expect(fn?.bars).toEqual([
      { index: 0, size: '0x80000' },
      { index: 2, size: '0x20', io: true },
      { index: 4, size: '0x10000000', is64: true, prefetch: true },
    ]);
    expect(fn?.driver).toEqual({ minVectors: 1, maxVectors: 4, flags: ['msi'] });
    const scenario = {
      irqscope: 1,
      board: { bundled: 'qemu-virt-gicv3-its' },
      kernel: '6.12',
      pci: fn === undefined ? [] : [fn],
    };
    expect(checkScenario(scenario).ok).toBe(true);
  });

  it('is known by its first line, with names or numbers alone', () => {
    expect(isLspci(PI4)).toBe(true);
    expect(isLspci(OTHERS)).toBe(true);
    expect(isLspci('01:00.0 0108: 144d:a808 (prog-if 02)\n')).toBe(true);
    expect(isLspci('           CPU0\n  1:  0  GIC 1 Level eth0\n')).toBe(false);
    expect(isLspci('/dts-v1/;\n/ { };\n')).toBe(false);
  });

  it.each([
    ['no IDs', '00:00.0 PCI bridge: Broadcom BCM2711 PCIe Bridge\n', 'lspci-ids', 1],
    ['a line of something else', `${PI4}total 4\n`, 'lspci-line', 22],
    ['a line before the first function', '\tRegion 0: Memory at 0 [size=4K]\n', 'lspci-line', 1],
    ['a function twice', `${PI4}01:00.0 0108: 144d:a808\n`, 'lspci-twice', 22],
    ['hidden capabilities', '00:00.0 0604: 14e4:2711\n\tCapabilities: <access denied>\n', 'lspci-denied', 2],
    [
      'a region of no kind',
      '00:00.0 0604: 14e4:2711\n\tRegion 0: Memory at 0 (32-bit, non-prefetchable) [size=4K]\n\tRegion 1: nothing\n',
      'lspci-bar',
      3,
    ],
    ['messages without a number', '00:00.0 0604: 14e4:2711\n\tCapabilities: [50] MSI: Enable- many\n', 'lspci-msi', 2],
  ])('says which line is wrong: %s', (_, text, code, line) => {
    const functions = read(text);
    expect(functions.ok ? undefined : functions.error).toMatchObject({ code, where: { file: 'lspci.txt', line } });
  });

  it('says so when there is nothing in it', () => {
    expect(read('\n')).toMatchObject({ ok: false, error: { code: 'lspci-empty' } });
  });
});
