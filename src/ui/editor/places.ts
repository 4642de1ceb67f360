/** Which tab a problem belongs to. */
import { formatWhere, type Problem } from '../../base/result.ts';
import type { EditorMessages } from '../../engine/api/messages/editor.ts';
import type { DraftModel, EditorTab } from '../store/draft/draft-model.ts';

const TABS: Readonly<Record<string, EditorTab>> = {
  pci: 'pci',
  script: 'script',
  board: 'dts',
  kernel: 'machine',
  cpus: 'machine',
  el2: 'machine',
  drivers: 'drivers',
  mmio: 'machine',
  probe: 'machine',
};

/** "pci[2].bdf", "line 12 of the device tree"; "" when the place is unknown. */
export function whereText({ where }: Problem, say: EditorMessages): string {
  if (where?.line !== undefined) return say.lineOfTree({ line: where.line });
  return formatWhere(where);
}

/** Goes to what a problem is about. */
export function goToProblem(model: DraftModel, { where }: Problem): void {
  if (where?.line !== undefined) {
    model.focusLine({ line: where.line, column: where.column ?? 1 });
    return;
  }
  const path = where?.path ?? '';
  const [root = ''] = /^\w*/.exec(path) ?? [];
  model.focus(path, TABS[root] ?? 'json');
}
