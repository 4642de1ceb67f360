/** Each dump of each machine, dropped as a file that was collected there: held against the model it shows no difference. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { differencesFrom } from './engine.ts';
import { type Golden, readGoldens } from './goldens.ts';
import { sampleOf } from '../scripts/sample.ts';

const goldens = readGoldens(fileURLToPath(new URL('golden', import.meta.url)));
const machines = goldens.filter(({ machine, died }) => died !== true && !machine.startsWith('broken/'));

const textOf = ({ sections }: Golden['checkpoints'][number]): string =>
  [...sections].map(([name, lines]) => `@@@@ ${name}\n${lines.join('\n')}\n`).join('');

it('all machines are held against their models', () => {
  expect(machines.length).toBeGreaterThan(100);
});

it.each(sampleOf(machines, 8).map((golden) => [`${golden.kernel}/${golden.machine}`, golden] as const))(
  '%s',
  (_, golden) => {
    const printed = new Map(golden.checkpoints.map((checkpoint) => [checkpoint.name, textOf(checkpoint)]));
    const found = differencesFrom(golden.scenario, golden.files, printed);
    if (!found.ok) throw new Error(found.error.message);
    const told = [...found.value].flatMap(([checkpoint, all]) =>
      all.map(
        ({ subject, field, a, b }) => `${checkpoint}: ${subject} ${field ?? ''}: ${a ?? ''} here, ${b ?? ''} there`,
      ),
    );
    expect(told).toEqual([]);
  },
);
