/** The messages of the scenario editor, which is loaded when it is opened: the English ones come along with it and not before. */
import { editor } from './en/page/editor.ts';
import { type EditorMessages, editorWords, type Language } from './index.ts';
import { translated } from './translation.ts';

export type { EditorMessages } from './index.ts';

const EDITOR: Partial<Record<Language, EditorMessages>> = {};

/** English until the page's language is loaded. */
export function editorMessages(language: Language): EditorMessages {
  const words = editorWords(language);
  if (words === undefined) return editor;
  EDITOR[language] ??= translated(editor, words);
  return EDITOR[language];
}
