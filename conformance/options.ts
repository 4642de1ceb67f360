/** The command line of `npm run conformance`. */
import { fail, ok, type Result } from '../src/base/result.ts';

export interface Options {
  /** Part of KERNEL/MACHINE/CHECKPOINT/FAMILY, or all of it and more: then the rest names one section. */
  readonly filter: string;
  readonly diff: boolean;
  readonly raise: boolean;
  readonly json: boolean;
  readonly pci: boolean;
  readonly self: boolean;
  /** A folder with goldens that are not the project's own, to compare in place of them. */
  readonly golden?: string;
  /** Percent of all lines that must match, where no floors apply. */
  readonly least?: number;
}

const USAGE = `npm run conformance -- [FILTER] [--diff] [--raise] [--json] [--no-pci] [--self] [--golden=DIR] [--least=PERCENT]

FILTER     part of KERNEL/MACHINE/CHECKPOINT/FAMILY, as in 6.12/gicv3-its/boot/irqs; with /SECTION behind it, --diff
           prints that section alone: 6.12/gicv3-its/boot/irqs/irqs/13
--diff     the differences, golden against ours
--raise    write better results into floor.json
--json     the results as JSON
--no-pci   leave out what is about PCI devices (no floors, no function traces)
--self     compare the goldens with themselves
--golden   compare DIR in place of the project's goldens: an output folder of the oracle with a scenario.json in it, or a
           folder of such (no floors)
--least    fail when fewer lines match, of all that the goldens have, and when a scenario cannot be read or a checkpoint is
           missing
`;

const GOLDEN = '--golden=';
const LEAST = '--least=';

const FLAGS = new Set(['--diff', '--raise', '--json', '--no-pci', '--self']);

export function parseOptions(args: readonly string[]): Result<Options> {
  const flags = args.filter((arg) => arg.startsWith('-'));
  const filters = args.filter((arg) => !arg.startsWith('-'));
  const unknown = flags.find((flag) => !FLAGS.has(flag) && !flag.startsWith(GOLDEN) && !flag.startsWith(LEAST));
  if (unknown !== undefined) return fail('unknown-option', `${unknown} is no option.`, undefined, `\n\n${USAGE}`);
  if (filters.length > 1) return fail('two-filters', 'There can be one filter.', undefined, `\n\n${USAGE}`);
  const golden = flags.findLast((flag) => flag.startsWith(GOLDEN))?.slice(GOLDEN.length);
  const percent = flags.findLast((flag) => flag.startsWith(LEAST))?.slice(LEAST.length);
  const least = percent === undefined ? undefined : Number(percent);
  if (least !== undefined && !(percent !== '' && least >= 0 && least <= 100))
    return fail('least-what', '--least takes a percentage, as in --least=99.5.');
  const options = {
    filter: filters[0] ?? '',
    diff: flags.includes('--diff'),
    raise: flags.includes('--raise'),
    json: flags.includes('--json'),
    pci: !flags.includes('--no-pci'),
    self: flags.includes('--self'),
    ...(golden === undefined ? {} : { golden }),
    ...(least === undefined ? {} : { least }),
  };
  if (options.raise && !judges(options)) {
    return fail(
      'raise-what',
      'The floor is that of a full comparison of the model: --raise goes without --no-pci, --self and --golden.',
    );
  }
  return ok(options);
}

/** Whether the floors apply. */
export function judges({ pci, self, golden }: Pick<Options, 'pci' | 'self' | 'golden'>): boolean {
  return pci && !self && golden === undefined;
}

/** Does the filter mean this cell, as a whole or a section of it? */
export function wants(filter: string, key: string): boolean {
  return key.includes(filter) || filter.startsWith(`${key}/`);
}

/** The section that the filter names within this cell, if it does. */
export function sectionOf(filter: string, key: string): string | undefined {
  return filter.startsWith(`${key}/`) ? filter.slice(key.length + 1) : undefined;
}
