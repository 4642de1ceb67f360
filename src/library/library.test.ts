/** What is in the library beside the engine: the language that it speaks. */
import { expect, it } from 'vitest';
import { boot, loadLanguage } from './index.ts';

it('speaks another language once that is loaded', async () => {
  const said = (): string => {
    const run = boot({ irqscope: 1, bord: {} }, { language: 'zh' });
    return run.ok ? '' : run.error.message;
  };
  await loadLanguage('zh');
  expect(said()).toMatch(/[\u{4e00}-\u{9fff}]/u);
});
