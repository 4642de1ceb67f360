import { describe, expect, it } from 'vitest';
import { arrowsIn, arrowsOf, filesBelow, isTest, objection, roomOf } from './floors.ts';
import { ROOT } from './stale.mjs';

/** Reads `a -> b`, and `a => b` for an import of types only. */
function judge(arrow: string): string | undefined {
  const [from = '', to = ''] = arrow.split(/ [-=]> /).map((path) => `src/${path}`);
  return objection({ from, to, typeOnly: arrow.includes('=>') });
}

describe('the floors of src/', () => {
  it('no import runs up, sideways, or past a door', () => {
    const wrong = arrowsOf(ROOT).flatMap((arrow) => {
      const why = objection(arrow);
      return why === undefined ? [] : [`${arrow.from} -> ${arrow.to}: ${why}`];
    });
    expect(wrong).toEqual([]);
  });

  it('every source file stands in a room', () => {
    const sources = filesBelow(ROOT, 'src').filter((file) => /\.tsx?$/.test(file));
    expect(sources.filter((file) => roomOf(file) === undefined)).toEqual([]);
  });
});

describe('the rule itself', () => {
  it.each([
    'engine/recorder/trace.ts -> base/result.ts',
    'engine/recorder/trace.ts -> engine/recorder/cursor.ts',
    'engine/machine/gic/its.ts -> engine/recorder/struct.ts',
    'engine/linux/kernel/irq/msi.ts -> engine/machine/bus.ts',
    'engine/report/interrupts.ts -> engine/linux/kernel/irq/irqdesc.ts',
    'engine/run/session.ts -> engine/machine/board.ts',
    'engine/index.ts -> engine/run/session.ts',
    'engine/views/screen.ts -> engine/views/tables/irqs.ts',
    'engine/views/inspect/irq.ts -> engine/views/way/chain.ts',
    'engine/views/tables/irqs.ts -> engine/record/snapshot.ts',
    'worker/client.ts -> engine/index.ts',
    'ui/store/run.ts -> worker/client.ts',
    'ui/store/run.ts => engine/views/screen.ts',
    'ui/store/run.ts -> engine/api/move.ts',
    'engine/linux/kernel.ts -> engine/api/kernel-versions.ts',
    'engine/devicetree/dtb.ts => engine/api/messages/index.ts',
    'ui/editor/driver-form.tsx -> engine/api/scenario/names.ts',
    'ui/editor/draft.ts => engine/api/scenario/types.ts',
    'engine/scenario/check.ts -> engine/api/scenario/schema.ts',
    'cli/main.ts -> permalink/codec.ts',
    'engine/linux/kernel/irq/msi.test.ts -> engine/machine/board.ts',
  ])('allows %s', (arrow) => {
    expect(judge(arrow)).toBeUndefined();
  });

  it.each([
    ['base/result.ts -> engine/recorder/trace.ts', 'runs up from floor 1 to floor 3'],
    ['engine/recorder/trace.ts => engine/machine/bus.ts', 'runs up from floor 3 to floor 4'],
    ['engine/api/screen.ts => engine/recorder/trace.ts', 'runs up from floor 2 to floor 3'],
    ['engine/scenario/check.ts -> engine/run/session.ts', 'runs up'],
    ['engine/run/session.ts -> engine/record/lives.ts', 'runs up'],
    ['engine/record/lives.ts -> engine/views/screen.ts', 'runs up'],
    ['engine/views/words/format.ts -> engine/views/changes/changes.ts', 'runs up'],
    ['engine/views/way/chain.ts -> engine/views/inspect/inspect.ts', 'runs up'],
    ['engine/views/tables/irqs.ts -> engine/views/time/next.ts', 'rooms on one floor do not know each other'],
    ['engine/views/topology/state.ts => engine/views/viewer.ts', 'runs up'],
    ['engine/recorder/trace.ts -> engine/devicetree/dtb.ts', 'rooms on one floor do not know each other'],
    ['engine/machine/bus.ts -> engine/linux/init/main.ts', 'runs up from floor 4 to floor 5'],
    ['engine/linux/init/main.ts => engine/machine/board.ts', 'only through src/engine/machine/bus.ts'],
    ['worker/client.ts -> permalink/codec.ts', 'rooms on one floor'],
    ['ui/app/app.tsx -> cli/main.ts', 'runs up from floor 19 to floor 20'],
    ['ui/app/app.tsx -> library/index.ts', 'rooms on one floor'],
    ['cli/main.ts -> ui/app/app.tsx', 'the command line has of the page'],
    ['ui/app/app.tsx -> engine/index.ts', 'the page would load the engine'],
    ['ui/app/app.tsx -> engine/views/screen.ts', 'only types come from behind src/engine/index.ts'],
    ['engine/run/session.ts -> engine/index.ts', 'runs up'],
    ['ui/editor/draft.ts -> engine/api/scenario/schema.ts', 'only types come from the scenario’s schema'],
    ['helpers/misc.ts -> base/result.ts', 'stands in no room'],
    ['cli/main.ts -> cli/main.test.ts', 'a test is imported'],
  ])('refuses %s', (arrow, why) => {
    expect(judge(arrow)).toContain(why);
  });

  it('sees every way to import', () => {
    const text = `
      import type { A } from './a.ts';
      import { type B, b } from '../b.ts';
      import { type C } from './c.ts';
      import './d.ts';
      import { z } from 'react';
      export * from './e.ts';
      export type { F } from './f.ts';
      const g = import('./g.ts');
      type H = import('./h.ts').H;
      const i = new Worker(new URL('./i.ts', import.meta.url));
    `;
    const seen = arrowsIn('src/ui/x.ts', text).map(({ to, typeOnly }) => `${to}${typeOnly ? ' type' : ''}`);
    expect(seen.toSorted()).toEqual([
      'src/b.ts',
      'src/ui/a.ts type',
      'src/ui/c.ts type',
      'src/ui/d.ts',
      'src/ui/e.ts',
      'src/ui/f.ts type',
      'src/ui/g.ts',
      'src/ui/h.ts',
      'src/ui/i.ts',
    ]);
  });

  it('knows a test by its name', () => {
    expect(isTest('src/base/hex.test.ts')).toBe(true);
    expect(isTest('src/base/testing.ts')).toBe(true);
    expect(isTest('src/base/tested.ts')).toBe(false);
  });
});
