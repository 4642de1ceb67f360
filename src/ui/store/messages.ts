/** What the page says where no component is: in notices, names of breakpoints, and what is told of work under way. */
import { type PageMessages, pageMessages } from '../../engine/api/messages/index.ts';
import type { ReadStores } from './stores.ts';

export function messagesOf({ view }: Pick<ReadStores, 'view'>): PageMessages {
  return pageMessages(view.getState().language);
}
