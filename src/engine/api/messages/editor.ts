/** The messages of the scenario editor, which is loaded when it is opened. */
import { editor } from './en/page/editor.ts';
import { editorWords } from './index.ts';
import { laterMessages } from './later.ts';

export type { EditorMessages } from './index.ts';

export const editorMessages = laterMessages(editor, editorWords);
