/** What the engine says comes from the catalogue too: its rooms that speak to people have no sentence of their own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesBelow, isTest } from './floors.ts';
import { sentencesIn } from './sentences.ts';
import { ROOT } from './stale.mjs';

/**
 * The rooms that are searched. Those below say why a file or a machine is wrong with a code beside the sentence, and what hardware
 * says of a message is part of the record, as is the sentence of a traced function.
 */
const ROOMS = ['src/engine/views', 'src/engine/record', 'src/engine/run', 'src/engine/scenario'];

/** What reads like a sentence and is none. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // Names of objects, as their structs give them.
  'src/engine/views/words/format.ts': ['unnamed …', 'object …'],
  'src/engine/run/commands/vfio/program.ts': ['open device', 'open group', 'a program that uses VFIO'],
  // What is recorded of a storm.
  'src/engine/run/commands/deliver.ts': [
    '… again and again, … times',
    'a line stays active whatever its handlers do: it is followed no further',
    'The same again … times',
  ],
  // A line of the dump.
  'src/engine/run/commands/result.ts': ['… … ret=… errno=………'],
  // Names of files.
  'src/engine/scenario/load.ts': ['board.dts', 'board.dtb'],
};

/** Device trees that tests are run on. */
const BOARDS = 'src/engine/views/odd-boards.ts';

const finds = ROOMS.flatMap((room) => filesBelow(ROOT, room))
  .filter((file) => file.endsWith('.ts') && !isTest(file) && file !== BOARDS)
  .flatMap((file) => sentencesIn(file, readFileSync(join(ROOT, file), 'utf8')).map((one) => ({ file, ...one })));

it('has no sentence outside the catalogue', () => {
  const wrong = finds.filter(({ file, text }) => !(ALLOWED[file] ?? []).includes(text));
  expect(wrong.map(({ file, line, text }) => `${file}:${line}: ${text}`)).toEqual([]);
});

it('still has what is allowed', () => {
  const gone = Object.entries(ALLOWED).flatMap(([file, texts]) =>
    texts.filter((text) => !finds.some((one) => one.file === file && one.text === text)),
  );
  expect(gone).toEqual([]);
});
