/** npm run bench: figures and ratios, as JSON. With words after it, only those parts: `npm run bench -- trace page`. */
import { measureBoards } from './boards.ts';
import { measureBoot } from './boot.ts';
import { measurePage } from './page.ts';
import { measureTrace } from './trace.ts';
import { measureVectors } from './vectors.ts';

const PARTS: Readonly<Record<string, (only?: string) => object | Promise<object>>> = {
  trace: measureTrace,
  boot: measureBoot,
  vectors: measureVectors,
  page: measurePage,
  boards: measureBoards,
};

const wanted = process.argv.slice(2).map((word) => word.split('='));
const figures: Record<string, object> = {};
for (const [name, measure] of Object.entries(PARTS)) {
  const asked = wanted.find(([part]) => part === name);
  // "page=v2m" measures what has that in its name.
  if (wanted.length === 0 || asked !== undefined) figures[name] = await measure(asked?.[1]);
}
process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
process.exit();
