/** The messages of the scenario editor, which is loaded when it is opened: they come along with it and not before. */
import { editor } from './en/page/editor.ts';
import type { Language } from './index.ts';

export type EditorMessages = typeof editor;

const EDITOR: Readonly<Record<Language, EditorMessages>> = { en: editor };

export function editorMessages(language: Language): EditorMessages {
  return EDITOR[language];
}
