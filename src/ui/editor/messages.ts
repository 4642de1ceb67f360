/** What the editor says, in the language of the page; it is loaded with the editor. */
import { type EditorMessages, editorMessages } from '../../engine/api/messages/editor.ts';
import { useView } from '../store/hooks.ts';

export function useEditorMessages(): EditorMessages {
  return editorMessages(useView((view) => view.language));
}
