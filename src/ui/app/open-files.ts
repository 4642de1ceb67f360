import type { AppModel } from '../store/app-model.ts';
import { readFiles } from '../store/files.ts';
import { report } from '../store/notices.ts';

/** Opens files that were chosen or dropped; what is wrong with them is told, and what is open stays open. */
export async function openFiles(app: AppModel, given: readonly File[]): Promise<void> {
  if (given.length === 0) return;
  const read = await readFiles(given);
  if (!read.ok) {
    report(app.stores, `Could not open ${given[0]?.name ?? 'the file'}`, read.error);
    return;
  }
  await app.opener.dropped(read.value.main, read.value.files);
}
