/** Holds counts and texts against the run. */
import { type Ledger, cpuMask, weight, firstNumber } from './ledger.ts';
import type { ReadPage } from './page-reader.ts';
import type { NodeRun } from './run-in-node.ts';

export function checkCounts(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  const { cursor } = run.session;
  ledger.equal('step', firstNumber(page.step), cursor.step);
  ledger.equal('steps', firstNumber(page.steps), run.steps);
  if (page.changesTitle !== '') ledger.equal('title of the changes', firstNumber(page.changesTitle), cursor.step);
  if (page.quietTitle !== '') ledger.equal('line of the steps', firstNumber(page.quietTitle), cursor.step);
  const online = weight(cpuMask(run, 'cpu_online_mask'));
  const possible = run.session.machine.cpus.length;
  const all = `${possible} CPU${possible === 1 ? '' : 's'}`;
  const cpus = online === possible ? all : `${online} of ${all} online`;
  const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  const rest = `${counted(run.domains.length, 'domain')} ${counted(run.descriptors.length, 'irq')}`;
  ledger.equal('counts', page.counts, `${cpus} ${rest}`);
  for (const { filter, text } of page.filtered) {
    const whole = filter === 'Filter interrupts' ? run.descriptors.length : run.domains.length;
    if (/^\d+ of \d+$/.test(text)) ledger.equal(filter, text, `${whole} of ${whole}`);
    else if (text !== '') ledger.equal(filter, firstNumber(text), page.grids.find(({ total }) => total > 0)?.total);
  }
  // The first line of /proc/interrupts names the CPUs that are online.
  const head =
    run.dump
      .section('interrupts')
      ?.split('\n')[0]
      ?.match(/CPU\d+/g) ?? [];
  ledger.equal('CPUs in /proc/interrupts', head.length, online);
}

/** What is said not to be there is not there. */
export function checkAbsent(ledger: Ledger, { absent }: ReadPage, run: NodeRun): void {
  const [, virq] = /^Nothing on irq (\d+) at/.exec(absent) ?? [];
  const [, name] = /^Nothing on (.+) at this step$/.exec(absent) ?? [];
  if (virq !== undefined)
    ledger.equal(
      absent,
      run.descriptors.some(({ irq_data: { irq } }) => irq === Number(virq)),
      false,
    );
  else if (name !== undefined)
    ledger.equal(
      absent,
      run.domains.some((domain) => domain.name === name),
      false,
    );
}

/** Texts, byte for byte. */
export function checkTexts(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  for (const { name, text } of page.texts) {
    const own = sectionOf(name, text);
    const expected = own === undefined ? undefined : run.dump.section(own);
    if (name === '/proc/interrupts') {
      // One line of it, under its head.
      for (const line of text.trimEnd().split('\n'))
        ledger.equal(`text ${name} "${line}"`, run.dump.section('interrupts')?.includes(`${line}\n`), true);
    } else if (expected !== undefined) ledger.equal(`text ${name}`, text, expected);
    else if (!name.startsWith('/') && name !== 'source') {
      ledger.equal(`text ${name} is absent`, text === '' || /does not exist/.test(text), true);
    }
  }
  if (page.log === undefined) return;
  const lines = page.log.map((line) => line.replace(/^(error|warning) /, ''));
  const logged = (run.dump.section('dmesg') ?? '').split('\n').filter((line) => line !== '');
  // Lines that are not of the interrupt code are on the page too: the dump's are among them, in order.
  let at = 0;
  for (const line of lines) if (line === logged[at]?.replaceAll(/\s+/g, ' ').trim()) at++;
  ledger.equal('log lines', at, logged.length);
}

/** The dump's section of a text that the page names by its file. */
function sectionOf(name: string, text: string): string | undefined {
  const [, file] = /^\/sys\/kernel\/debug\/irq\/(.*)$/.exec(name) ?? [];
  const [, proc] = /^\/proc\/irq\/(\d+)\/\*$/.exec(name) ?? [];
  const [, sys] = /^\/sys\/kernel\/irq\/(\d+)\/\*$/.exec(name) ?? [];
  if (file !== undefined) return file;
  if (proc !== undefined) return `procirq/${proc}`;
  if (sys !== undefined) return `sysirq/${sys}`;
  if (text.startsWith('pci ')) return `pci/${/^pci (\S+)/.exec(text)?.[1] ?? ''}`;
  return name === 'source' ? undefined : name;
}
