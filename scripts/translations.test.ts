/** That nothing is left in English: words for a new sentence belong into src/engine/api/messages/zh too. */
import { describe, expect, it } from 'vitest';
import { compare } from '../src/engine/api/messages/en/page/compare.ts';
import { editor } from '../src/engine/api/messages/en/page/editor.ts';
import { engine, page } from '../src/engine/api/messages/en.ts';
import { editorMessages } from '../src/engine/api/messages/editor.ts';
import {
  engineMessages,
  loadEngineMessages,
  loadPageMessages,
  pageMessages,
} from '../src/engine/api/messages/index.ts';
import { untranslated } from '../src/engine/api/messages/translation.ts';
import { engine as zhEngine } from '../src/engine/api/messages/zh/engine/index.ts';
import { BY_SENTENCE, BY_NAME, PARTS } from '../src/engine/api/messages/zh/functions/index.ts';
import { compare as zhCompare, editor as zhEditor, page as zhPage } from '../src/engine/api/messages/zh/page/index.ts';
import { tracedIn, type TracedSentence, tracedSentences } from './traced.ts';

const FUNCTIONS = 'src/engine/api/messages/zh/functions';

/** Under which keys the sentences of functions belong into BY_NAME, and which belong into BY_SENTENCE. */
function keysOf(sentences: readonly TracedSentence[]): { names: Set<string>; computed: Set<string> } {
  const abouts = new Map<string, Set<string>>();
  for (const { fname, about } of sentences) {
    if (fname !== undefined) abouts.set(fname, (abouts.get(fname) ?? new Set()).add(about));
  }
  const named = sentences.flatMap(({ fname, file }) =>
    fname === undefined ? [] : [abouts.get(fname)?.size === 1 ? fname : `${file}:${fname}`],
  );
  const computed = sentences.flatMap(({ fname, about }) => (fname === undefined ? [about] : []));
  return { names: new Set(named), computed: new Set(computed) };
}

describe('Simplified Chinese', () => {
  it('has words for all that the page, its editor and the engine say', () => {
    expect(untranslated(page, zhPage)).toEqual([]);
    expect(untranslated(editor, zhEditor)).toEqual([]);
    expect(untranslated(compare, zhCompare)).toEqual([]);
    expect(untranslated(engine, zhEngine)).toEqual([]);
  });

  it('finds what has none', () => {
    expect(untranslated({ a: 'one', b: { c: 'two', d: 'three' } }, { b: { c: '二' } })).toEqual(['a', 'b.d']);
  });

  it('has a sentence for each traced function', () => {
    const { sentences, unread } = tracedSentences();
    expect(
      unread,
      'The sentence of a traced function is a literal beside its name, so that it can be found here.',
    ).toEqual([]);
    expect(sentences.length).toBeGreaterThan(2000);
    const { names, computed } = keysOf(sentences);
    expect(
      [...names].filter((name) => BY_NAME[name] === undefined),
      `These functions have no Chinese sentence: add a line "name: '…'," for each in ${FUNCTIONS}, in the file for its folder of the kernel.`,
    ).toEqual([]);
    expect(
      [...computed].filter((about) => BY_SENTENCE[about] === undefined),
      `These are sentences of functions whose names are computed: add a line "'English': '…'," for each in ${FUNCTIONS}/computed.ts.`,
    ).toEqual([]);
    expect(
      [
        ...Object.keys(BY_NAME).filter((name) => !names.has(name)),
        ...Object.keys(BY_SENTENCE).filter((about) => !computed.has(about)),
      ],
      `No traced function has these any more: take their lines out of ${FUNCTIONS}.`,
    ).toEqual([]);
    expect(PARTS.reduce((sum, part) => sum + Object.keys(part).length, 0)).toBe(Object.keys(BY_NAME).length);
  });

  it('finds the sentences of traced functions where they are written', () => {
    const found = tracedIn(
      'x.ts',
      `const at = source('a/b.c');
       const MASKS = 'Masks.';
       const f = at.fn('f', 'Does it.', () => 0);
       const g = at.fn('g', MASKS, () => 0);
       const h = at.fn(name(), 'Is one of several.', () => 0);
       const i = (about: string) => at.fn('i', about, () => 0);
       const j = platformIrqchip(at, { init: 'j_init', probe: 'j_probe' }, 'Starts.', () => 0);`,
    );
    expect(found.unread).toEqual(['x.ts:6']);
    expect(found.sentences).toEqual([
      { file: 'a/b.c', fname: 'f', about: 'Does it.' },
      { file: 'a/b.c', fname: 'g', about: 'Masks.' },
      { file: 'a/b.c', fname: undefined, about: 'Is one of several.' },
      { file: 'a/b.c', fname: 'j_init', about: 'Starts.' },
      { file: 'a/b.c', fname: 'j_probe', about: 'Starts.' },
    ]);
  });

  it('is English until it is loaded, and then whole', async () => {
    await Promise.all([loadPageMessages('zh'), loadEngineMessages('zh')]);
    expect(pageMessages('zh').app.close).toBe('关闭');
    expect(editorMessages('zh').cancel).toBe('取消');
    expect(engineMessages('zh').errno.words.EINVAL).toBe('无效的参数');
    expect(pageMessages('en').app.close).toBe('Close');
    const gicv2 = { fname: 'gic_of_init', file: 'drivers/irqchip/irq-gic.c', about: 'x' };
    expect(engineMessages('zh').functions.about(gicv2)).toBe('启动设备树节点所描述的 GICv2。');
    expect(engineMessages('zh').functions.about({ ...gicv2, fname: 'noop_ret' })).toBe('什么也不做，并报告成功。');
    expect(engineMessages('en').functions.about(gicv2)).toBe('x');
  });
});
