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
import { compare as zhCompare, editor as zhEditor, page as zhPage } from '../src/engine/api/messages/zh/page/index.ts';

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

  it('is English until it is loaded, and then whole', async () => {
    await Promise.all([loadPageMessages('zh'), loadEngineMessages('zh')]);
    expect(pageMessages('zh').app.close).toBe('关闭');
    expect(editorMessages('zh').cancel).toBe('取消');
    expect(engineMessages('zh').errno.words.EINVAL).toBe('无效的参数');
    expect(pageMessages('en').app.close).toBe('Close');
  });
});
