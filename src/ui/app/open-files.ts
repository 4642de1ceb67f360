import type { AppModel } from '../store/app-model.ts';
import { readFiles } from '../store/files.ts';
import { dismissProblems, report } from '../store/notices.ts';
import { withProgress } from '../store/tracked-engine.ts';

/** Opens files that were chosen or dropped; what is wrong with them is told, and what is open stays open. */
export async function openFiles(app: AppModel, given: readonly File[]): Promise<void> {
  if (given.length === 0) return;
  dismissProblems(app.stores);
  const read = await withProgress(app.stores, 'Reading', () => readFiles(given));
  if (!read.ok) {
    report(app.stores, `Could not open ${given[0]?.name ?? 'the file'}`, read.error);
    return;
  }
  await app.opener.dropped(read.value.main, read.value.files);
}
