/** Notices: what went wrong or is worth knowing. What was dismissed is in the list of the top bar until it is overtaken. */
import type { Problem } from '../../base/result.ts';
import { VERSION } from '../../base/version.ts';
import type { ReadLink } from '../../permalink/link.ts';
import { messagesOf } from './messages.ts';
import type { Notice, Stores } from './stores.ts';

const MOST = 8;

function add({ tasks }: Pick<Stores, 'tasks'>, notice: Omit<Notice, 'id' | 'shut'>): void {
  tasks.setState(({ notices }) => {
    const others = notices.filter(
      ({ problem, title }) => problem.message !== notice.problem.message || title !== notice.title,
    );
    const id = Math.max(0, ...notices.map((one) => one.id)) + 1;
    return { notices: [...others, { ...notice, id, shut: false }].slice(-MOST) };
  });
}

export function report(stores: Pick<Stores, 'tasks'>, title: string, problem: Problem): void {
  add(stores, { kind: 'problem', title, problem });
}

export function tell(stores: Pick<Stores, 'tasks'>, title: string, message: string): void {
  add(stores, { kind: 'note', title, problem: { code: 'note', message } });
}

export function dismiss({ tasks }: Pick<Stores, 'tasks'>, id: number): void {
  tasks.setState(({ notices }) => ({
    notices: notices.map((notice) => (notice.id === id ? { ...notice, shut: true } : notice)),
  }));
}

export function alarm(stores: Pick<Stores, 'tasks'>, title: string, message: string): void {
  add(stores, { kind: 'alarm', title, problem: { code: 'alarm', message } });
}

/** What of a link could not be read, and that a newer irqscope made it. */
export function tellOfLink(stores: Stores, { lost, newer }: Pick<ReadLink, 'lost' | 'newer'>): void {
  const { links: say } = messagesOf(stores);
  if (lost.length > 0) tell(stores, say.partLost, say.partLostAbout({ parts: lost }));
  if (newer !== undefined) tell(stores, say.newerMade, say.newerMadeAbout({ version: newer, own: VERSION }));
}

/** Takes all notices of a title away. */
export function forget({ tasks }: Pick<Stores, 'tasks'>, title: string): void {
  tasks.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.title !== title) }));
}

export function dismissProblems({ tasks }: Pick<Stores, 'tasks'>): void {
  tasks.setState(({ notices }) => ({ notices: notices.filter(({ kind }) => kind !== 'problem') }));
}
