/** Whatever a person reads comes from the catalogue, src/engine/api/messages: nothing else has a sentence of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  cliMessages,
  engineMessages,
  LANGUAGES,
  loadEngineMessages,
  loadPageMessages,
  pageMessages,
} from '../src/engine/api/messages/index.ts';
import { editorMessages } from '../src/engine/api/messages/editor.ts';
import { filesBelow, isTest } from './floors.ts';
import { sentencesIn } from './sentences.ts';
import { ROOT } from './stale.mjs';

/** The rooms that are searched. In the kernel's, the texts of Linux's own log and the sentence of a traced function stand beside the code. */
const ROOMS = [
  'src/ui',
  'src/worker',
  'src/permalink',
  'src/cli',
  'src/engine/views',
  'src/engine/record',
  'src/engine/run',
  'src/engine/scenario',
  'src/engine/devicetree',
  'src/engine/machine',
  'src/engine/recorder',
];

/** Device trees that tests are run on. */
const BOARDS = 'src/engine/views/odd-boards.ts';

/** What reads like a sentence and is none, or is not the page's own, by file. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // The second half of the program's name.
  'src/ui/app/top-bar.tsx': ['scope'],
  // Markup for other pages.
  'src/ui/app/share.tsx': ['<iframe src="…" title="irqscope" width="100%" height="520" loading="lazy"></iframe>'],
  'src/ui/widgets/recording.ts': [
    '<text … font-family="…" fill="…">…</text>',
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="… … … …" width="…" height="…">',
    '<rect … fill="…"/>',
    '<animate attributeName="visibility" calcMode="discrete" values="…" keyTimes="…" …/>',
    '<animateMotion path="…" calcMode="linear" keyPoints="0;0;1;1" keyTimes="…" …/>',
  ],
  // Values as JSON has them.
  'src/ui/editor/command-fields.tsx': ['true, 3, -1'],
  // A selector of the style sheet's kind.
  'src/ui/store/keys.ts': ['input:not([type=range]), textarea, select, [contenteditable=true]'],
  // Titles of scenarios are part of them: with another title it is another scenario, and links to it would break.
  'src/permalink/presets.ts': [
    'QEMU virt, GICv3 with an ITS, 4 CPUs',
    'QEMU virt, GICv3 with an ITS behind an SMMUv3, 4 CPUs',
    'QEMU virt, GICv2 with a v2m MSI frame, 4 CPUs',
    'NVMe handed to vfio-pci, 9 MSI-X vectors',
    'Four reasons why an MSI-X vector does not arrive',
    'A line of a Zynq-7000’s logic, GIC ID 61, written as <0 61 4>; on arm64 CPUs',
    'A line of a Cyclone V’s FPGA, GIC ID 72, written as <0 72 4>; on arm64 CPUs',
  ],
  // A file of the kernel, by the folder that it is in.
  'src/ui/tables/texts.tsx': ['debugfs irq/…'],
  // The name of the worker, for the browser's own tools.
  'src/worker/client.ts': ['irqscope engine …'],
  // A workflow command.
  'src/cli/check/github.ts': ['::error file=…::…'],
  // The program's name before what it says.
  'src/cli/main.ts': ['irqscope: …'],
  // Names of objects, as their structs give them.
  'src/engine/views/words/format.ts': ['unnamed …', 'object …'],
  // Names of register blocks, behind the path of their node.
  'src/engine/machine/pci/brcmstb.ts': ['… PCIe', '… CFG'],
  'src/engine/machine/pci/designware.ts': ['… DBI', '… CFG'],
  'src/engine/machine/pci/msi-block.ts': ['… MSI'],
  'src/engine/run/commands/vfio/program.ts': ['open device', 'open group', 'a program that uses VFIO'],
  // Names of registers and capabilities, as the PCI specification has them.
  'src/engine/views/inspect/config-space.ts': [
    'Power Management',
    'Vendor Specific',
    'Bridge Subsystem ID',
    'PCI Express',
    'Vendor ID',
    'Device ID',
    'Revision ID',
    'Header Type',
    'Subsystem Vendor ID',
    'Subsystem ID',
    'Primary Bus Number',
    'Secondary Bus Number',
    'Subordinate Bus Number',
    'Capabilities Pointer',
    'Interrupt Line',
    'Interrupt Pin',
    'Class Code',
    'MSI-X Message Control',
    'MSI-X Table Offset and BIR',
    'MSI-X PBA Offset and BIR',
    'MSI Message Control',
    'MSI Message Address',
  ],
  // What lspci prints.
  'src/engine/scenario/lspci.ts': ['Capabilities: <access denied>'],
  // A line of the dump.
  'src/engine/run/commands/result.ts': ['… … ret=… errno=………'],
  // Names of files.
  'src/engine/scenario/board-tree.ts': ['board.dts', 'board.dtb'],
  // What the file itself says.
  'src/engine/devicetree/dts/preprocess.ts': ['#error …'],
  // For whoever debugs the model.
  'src/engine/machine/bus.ts': ['nothing answers at 0x…'],
  // An ITS's commands, as the dump writes them.
  'src/engine/machine/gic/its/command.ts': [
    '… dev=… size=… itt=… valid=…',
    '… icid=… rdbase=… valid=…',
    '… dev=… event=… intid=… icid=…',
    '… dev=… event=… icid=…',
    '… dev=… event=…',
    '… rdbase=…',
    '… icid=…',
  ],
  // Names of interrupts, as the manual has them.
  'src/engine/machine/gic/interface.ts': [
    'LPI …',
    'SGI …',
    'ESPI … (INTID …)',
    'EPPI … (INTID …)',
    'PPI … (INTID …)',
    'SPI … (INTID …)',
  ],
  // Names of pieces of hardware, as their structs and register blocks give them.
  'src/engine/machine/cpu.ts': ['CPU …'],
  'src/engine/machine/devices/pmu.ts': ['PMU of CPU …'],
  'src/engine/machine/devices/timer-mem.ts': ['… timer of …'],
  'src/engine/machine/devices/timer.ts': [
    '… of CPU …',
    'physical timer',
    'virtual timer',
    'EL2 physical timer',
    'EL2 virtual timer',
  ],
  'src/engine/machine/gic/its/its.ts': ['GITS at 0x…'],
  'src/engine/machine/gic/its/state.ts': ['collection …', 'ITS at 0x…'],
  'src/engine/machine/gic/v2/state.ts': ['GICv2 interface of CPU …', 'v2m frame at 0x…'],
  'src/engine/machine/gic/v2/v2m.ts': ['v2m frame at 0x…'],
  'src/engine/machine/gic/v3/redistributor.ts': ['GICR of CPU …'],
  'src/engine/machine/gic/v3/state.ts': ['GIC distributor', 'redistributor of CPU …', 'CPU interface of CPU …'],
  'src/engine/machine/pci/host.ts': ['… ECAM'],
  'src/engine/machine/ram.ts': ['RAM at 0x…'],
  'src/engine/machine/smmu/smmu.ts': ['SMMU at 0x…'],
  'src/engine/machine/smmu/state.ts': ['SMMU …'],
};

interface Find {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

function findAll(): Find[] {
  return ROOMS.flatMap((room) => filesBelow(ROOT, room))
    .filter((file) => /\.tsx?$/.test(file) && !isTest(file) && file !== BOARDS)
    .flatMap((file) => sentencesIn(file, readFileSync(join(ROOT, file), 'utf8')).map((one) => ({ file, ...one })));
}

describe('the rooms that speak to people', () => {
  const finds = findAll();

  it('have no sentence outside the catalogue', () => {
    const wrong = finds.filter(({ file, text }) => !(ALLOWED[file] ?? []).includes(text));
    expect(wrong.map(({ file, line, text }) => `${file}:${line}: ${text}`)).toEqual([]);
  });

  it('still have what is allowed them', () => {
    const gone = Object.entries(ALLOWED).flatMap(([file, texts]) =>
      texts.filter((text) => !finds.some((one) => one.file === file && one.text === text)),
    );
    expect(gone).toEqual([]);
  });
});

describe('the search for sentences', () => {
  it.each([
    ['<p>Nothing here yet</p>', 'Nothing here yet'],
    ['<button>{name} remove</button>', 'remove'],
    ['<button title="Remove" />', 'Remove'],
    ["<button aria-label={on ? 'off' : say.on} />", 'off'],
    ['<input placeholder={`of ${most}`} />', 'of …'],
    ["const column = { id: 'name', title: 'name' };", 'name'],
    ["const tabs = { pci: 'Functions' };", 'Functions'],
    ["fail('no-file', 'There was no file.');", 'There was no file.'],
    ['const text = `${count} rows`;', '… rows'],
    ["const text = count === 1 ? 'one more row' : '';", 'one more row'],
  ])('finds %s', (source, text) => {
    expect(sentencesIn('a.tsx', source).map((one) => one.text)).toEqual([text]);
  });

  it.each([
    '<p className="wide open">{say.nothing} <b>×</b></p>',
    '<Key>n</Key>',
    '<input placeholder="its_irq_domain_alloc" />',
    '<g transform={`translate(${x} ${y})`} key={`${kind} ${name}`} />',
    "must(page, 'the page that is open');",
    "useMedia('(max-width: 760px) and (hover: none)');",
    "if (error.message === 'no such file') go();",
    "type Way = 'there and back';",
    "import { wide } from './a b c.ts';",
    "const command = { do: 'msix.fire', kind: 'irq' };",
    'context.font = `9.5px ${font}`;',
  ])('passes over %s', (source) => {
    expect(sentencesIn('a.tsx', source)).toEqual([]);
  });
});

describe('the catalogue', () => {
  it.each(LANGUAGES)('%s has no mark-up in a message', async (language) => {
    await Promise.all([loadPageMessages(language), loadEngineMessages(language)]);
    const bundles = [pageMessages(language), engineMessages(language), cliMessages(language), editorMessages(language)];
    const texts = JSON.stringify(bundles);
    expect(texts.length).toBeGreaterThan(10_000);
    // What a device tree has between angle brackets is none.
    const found = texts.match(/<\/?[a-z][^>]*>/g)?.filter((tag) => tag !== '<cells>' && tag !== '<a name>') ?? [];
    expect(found).toEqual([]);
  });
});
