/** What the page says, in the language that is chosen. Components take it from here, so that widgets need no store. */
import { createContext, useContext } from 'react';
import { LANGUAGES, type PageMessages, pageMessages } from '../../engine/api/messages/index.ts';

const Context = createContext<PageMessages>(pageMessages(LANGUAGES[0]));
export const MessagesProvider = Context.Provider;

/** The same object as long as the language stays. */
export function useMessages(): PageMessages {
  return useContext(Context);
}
