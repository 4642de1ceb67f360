/** What a person should know about a run before believing its numbers. */
import { counted, plural } from '../words.ts';

export const remarks = {
  cpus32: ({ compatible }: { compatible: string }) =>
    `Its CPUs (${compatible}) are 32-bit, and the kernel modelled here is arm64's: interrupt controllers and drivers are the same code, but bringing up CPUs, IPIs, timers and PMUs differ from your kernel's.`,
  assumed: ({ registers }: { registers: readonly string[] }) =>
    `${registers.join(', ')} and the like have the values of QEMU's virt board, since no tree says them; so have the numbers that Linux logs of them.${registers.includes('GICD_TYPER') ? ' Only the distributor has as many SPIs as there can be: a number past those of your board is not noticed.' : ''} Give your board's under Edit, JSON, "hardware".`,
  /** Which interrupt of the timer is used hangs on it. */
  assumedLevel:
    'Linux is taken to be entered at EL1, where its timer is the virtual one. Most boards enter it at EL2, where that is the hypervisor’s (with VHE) or the physical one; say which with "el2".',
  assumedFirmware:
    'Firmware is taken to let Linux set the PDC to pass interrupts on (qcom_scm_io_writel): where yours refuses, the PDC keeps those of GPIOs; say so with "secure" under "hardware".',
  /** Headers are missing. `uncertain` are the places that decide where interrupts go. */
  unknownNames: ({
    names,
    properties,
    uncertain,
    headers,
  }: {
    names: number;
    properties: readonly string[];
    uncertain: readonly { readonly path: string; readonly property: string; readonly name: string }[];
    headers: readonly string[];
  }) => {
    const what = `${counted(names, 'unknown name', 'unknown names')}${names === 0 ? '' : ` in ${properties.join(', ')}`}`;
    const places = uncertain.map(({ path, property, name }) => `${property} of ${path} (${name})`).join(', ');
    const decides =
      uncertain.length === 0
        ? 'none in what decides interrupts'
        : `uncertain, since 0 stands for what is not known: ${places}`;
    const missing = `${plural(headers.length, 'This header is', 'These headers are')} missing: ${headers.join(', ')}.`;
    return `${what}${names === 0 ? '' : `; ${decides}`}. ${missing} Drop the board with the include folder of its kernel tree (include/dt-bindings) to have them.`;
  },
  noController: 'The tree has no interrupt controller that everything else leads to.',
  notModelled: ({ controller, compatible }: { controller: string; compatible: string | undefined }) =>
    `Its root interrupt controller, ${controller} (${compatible ?? 'without compatible'}), is not modelled. So of_irq_init() finds no driver for it here, where your kernel does.`,
};
