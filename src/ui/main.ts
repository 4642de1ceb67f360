/**
 * Loads the page in parts, each in a task of its own: evaluating all of its modules at once would hold up the main thread. The
 * build names the parts in the HTML (vite.config.ts), so that they are fetched together.
 */
import type { IdleHook } from './store/idle.ts';

/** A task's end: keys and pointers, and frames, have their turn. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

async function load(): Promise<IdleHook> {
  await import('react-dom/client');
  await turn();
  await import('./widgets/menu.tsx');
  await turn();
  await import('./tables/data-table.tsx');
  await turn();
  await import('./topology/topology.tsx');
  await turn();
  const { begin } = await import('./begin.tsx');
  // Browsers read a whole module again when they must know from which of its lines they were called: not in the same task.
  await turn();
  return begin();
}

const begun = load();
window.irqscope = {
  idle: async () => (await begun).idle(),
  drawn: async () => (await begun).drawn(),
};
