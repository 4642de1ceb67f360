/**
 * What the commands of a script came back with. The goldens say it in the words of the program that ran the commands
 * (affinity-log.txt, vfio-log.txt), the model in its `script` section. Both become one line a command, `DO #N FIELD=VALUE
 * …` for the Nth command of that kind, with the fields that the golden speaks of.
 */

interface Outcome {
  readonly command: string;
  readonly fields: ReadonlyMap<string, string>;
}

const ERRNO = new Map([
  ['Operation not permitted', '1'],
  ['Input/output error', '5'],
  ['Device or resource busy', '16'],
  ['Invalid argument', '22'],
  ['No space left on device', '28'],
]);

const AFFINITY = /^irq (\d+) affinity \S+ (?:refused: (.*)|ok effective=(\S+))$/;

/** `keep` says whether an irq, by number, is wanted. */
export function affinityOutcomes(log: readonly string[], keep: (virq: string) => boolean): Outcome[] {
  let count = 0;
  return log.flatMap((line): Outcome[] => {
    const [, virq, refusal, effective] = AFFINITY.exec(line) ?? [];
    if (virq === undefined) return [];
    const command = `irq.affinity #${++count}`;
    if (!keep(virq)) return [];
    const fields: [string, string][] =
      refusal === undefined
        ? [
            ['errno', '0'],
            ['effective', effective ?? ''],
          ]
        : [['errno', ERRNO.get(refusal) ?? refusal]];
    return [{ command, fields: new Map(fields) }];
  });
}

/** The ioctls of the script; what the log says of the device's regions and irq counts is no command's result. */
export function vfioOutcomes(log: readonly string[]): Outcome[] {
  return log
    .filter((line) => /^vfio .* ret=/.test(line))
    .map((line, index) => {
      const fields = new Map(fieldsOf(line));
      fields.delete('nvec');
      return { command: `vfio.setIrqs #${index + 1}`, fields };
    });
}

/** `NUMBER DO FIELD=VALUE …` */
export function ourOutcomes(section: readonly string[]): Outcome[] {
  const counts = new Map<string, number>();
  return section.flatMap((line): Outcome[] => {
    const [, name] = /^\s*\d+:? (\S+)/.exec(line) ?? [];
    if (name === undefined) return [];
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return [{ command: `${name} #${count}`, fields: withErrno(new Map(fieldsOf(line))) }];
  });
}

/** Success has errno 0, and the kernel's own negative result is an errno. */
function withErrno(fields: Map<string, string>): Map<string, string> {
  const ret = Number(fields.get('ret') ?? '0');
  if (!fields.has('errno')) fields.set('errno', ret < 0 ? String(-ret) : '0');
  return fields;
}

function fieldsOf(line: string): [string, string][] {
  return [...line.matchAll(/(\w+)=(\S*)/g)].map(([, key = '', value = '']): [string, string] => [key, value]);
}

/** Lines to compare: golden's, and ours of the same commands with the same fields. */
export function outcomeLines(
  golden: readonly Outcome[],
  ours: readonly Outcome[],
): { golden: string[]; ours: string[] } {
  const byCommand = new Map(ours.map((outcome) => [outcome.command, outcome]));
  return {
    golden: golden.map(({ command, fields }) => write(command, fields, [...fields.keys()])),
    ours: golden.flatMap(({ command, fields }) => {
      const mine = byCommand.get(command);
      return mine === undefined ? [] : [write(command, mine.fields, [...fields.keys()])];
    }),
  };
}

function write(command: string, fields: ReadonlyMap<string, string>, keys: readonly string[]): string {
  return [command, ...keys.map((key) => `${key}=${fields.get(key) ?? '?'}`)].join(' ');
}
