import { describe, expect, it } from 'vitest';
import { negotiated } from './language.ts';

describe('the language of a first visit', () => {
  it.each([
    [['en-GB', 'zh-CN'], 'en'],
    [['zh-CN', 'en'], 'zh'],
    [['zh'], 'zh'],
    [['zh-Hans-SG'], 'zh'],
    [['zh-Hant-TW', 'en'], 'zh'],
    [['de-DE', 'fr', 'zh-CN', 'en'], 'zh'],
    [['de-DE', 'en-US', 'zh-CN'], 'en'],
    [['de'], 'en'],
    [[], 'en'],
    [['', 'xx-not a tag', 'zh'], 'zh'],
  ] as const)('is for %j %s', (asked, language) => {
    expect(negotiated(asked)).toBe(language);
  });
});
