/** What is no tour is refused with a sentence that names the place, and where there is one the remedy. */
import { describe, expect, it } from 'vitest';
import { checkTour } from './tour.ts';

const STOP = { title: 'a', text: 'b', at: 'start' };
const TOUR = { irqscopeTour: 1, title: 'T', stops: [STOP] };
const at = (place: unknown): unknown => ({ ...TOUR, stops: [STOP, { ...STOP, at: place }] });
const ask = (change: object): unknown => ({
  ...TOUR,
  stops: [{ ...STOP, ask: { question: 'q', answers: ['a', 'b'], right: 0, because: 'c', ...change } }],
});

describe('a tour', () => {
  it('is accepted with all that it may have', () => {
    const places = [
      'start',
      { call: 'gic_of_init' },
      { call: 'its_probe_one', done: true },
      { command: { do: 'msix.fire', vector: 3 }, done: true },
      { event: 'domain' },
      { log: 'GICv3' },
      { change: { node: '/pl011@9000000' } },
      { checkpoint: 'boot' },
      'end',
    ];
    const stops = places.map((place) => ({ ...STOP, title: { en: 'a', zh: '甲' }, at: place, select: { cpu: 1 } }));
    const tour = { ...TOUR, $schema: 'x', bundled: 'vfio-nvme', kernel: '7.3', stops };
    expect(checkTour(tour)).toEqual({ ok: true, value: tour });
    expect(checkTour(ask({})).ok).toBe(true);
  });

  it.each<[given: unknown, path: string, words: RegExp]>([
    [null, '', /at its top/],
    [7, '', /at its top/],
    [[], 'irqscopeTour', /needed/],
    ['<script>alert(1)</script>', '', /at its top/],
    [{ ...TOUR, irqscopeTour: 2 }, 'irqscopeTour', /schema 2, .*newer irqscope/],
    [{ ...TOUR, irqscopeTour: '1' }, 'irqscopeTour', /irqscopeTour/],
    [{ ...TOUR, stops: [] }, 'stops', /at least one stop/],
    [{ ...TOUR, stops: Array.from({ length: 1000 }, () => STOP) }, 'stops', /at most 100/],
    [{ ...TOUR, titel: 'T' }, 'titel', /does not know.*Did you mean “title”/],
    [{ ...TOUR, title: 'x'.repeat(100_000) }, 'title', /at most 1000 characters/],
    [{ ...TOUR, title: {} }, 'title', /a text is needed/],
    [{ ...TOUR, title: { de: 'T' } }, 'title', /a text is/],
    [{ ...TOUR, bundled: '../../etc/passwd' }, 'bundled', /name of a bundled scenario/],
    [{ ...TOUR, kernel: '7.3' }, 'kernel', /goes with “bundled”/],
    [{ ...TOUR, bundled: 'a', kernel: '5.4' }, 'kernel', /one of "6.1"/],
    [{ ...TOUR, bundled: 'a', scenario: {} }, 'scenario', /one scenario/],
    [{ ...TOUR, scenario: { irqscope: 1, kernel: '6.12' } }, 'scenario.board', /board/],
    [{ ...TOUR, stops: [{ ...STOP, txt: 'b' }] }, 'stops[0].txt', /Did you mean “text”/],
    [at('begin'), 'stops[1].at', /a stop is at "start"/],
    [at(1204), 'stops[1].at', /a stop is at "start"/],
    [at({ step: 1204 }), 'stops[1].at', /a stop is at "start".*Known here/],
    [at({ call: 'rm -rf /' }), 'stops[1].at.call', /name of a kernel function/],
    [at({ call: 'gic_of_init', line: 3 }), 'stops[1].at', /a stop is at "start"/],
    [at({ command: { do: 'msix.frie' } }), 'stops[1].at.command.do', /Did you mean “msix.fire”/],
    [at({ command: { vector: 1 } }), 'stops[1].at.command.do', /not one that a script/],
    [at({ command: { do: 'msix.fire', vectr: 1 } }), 'stops[1].at.command.vectr', /Did you mean “vector”/],
    [at({ event: 'explosion' }), 'stops[1].at', /./],
    [{ ...TOUR, stops: [{ ...STOP, select: { cpu: 1e308 } }] }, 'stops[0].select.cpu', /at most 4095/],
    [{ ...TOUR, stops: [{ ...STOP, select: { cpu: -1 } }] }, 'stops[0].select.cpu', /negative/],
    [ask({ right: 2 }), 'stops[0].ask.right', /at most 1.*counted from 0/],
    [ask({ answers: ['a'] }), 'stops[0].ask.answers', /two answers/],
    [JSON.parse('{"irqscopeTour": 1, "title": "T", "stops": [], "__proto__": {"a": 1}}'), 'stops', /./],
  ])('%# is refused with a sentence', (given, path, words) => {
    const checked = checkTour(given);
    if (checked.ok) throw new Error('accepted');
    const { message, where, hint = '' } = checked.error;
    expect(`${message} ${hint}`).toMatch(words);
    expect(where?.path).toBe(path);
  });

  it('is refused in Chinese to who reads that', async () => {
    const { loadEngineMessages } = await import('../api/messages/index.ts');
    await loadEngineMessages('zh');
    const checked = checkTour({ ...TOUR, stops: [] }, 'zh');
    expect(checked.ok ? '' : checked.error.message).toContain('导览在 stops');
  });
});
