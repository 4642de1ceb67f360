/** A run at its moment, as a file of one of the kinds that there are. */
import { ok, type Result } from '../../base/result.ts';
import type { ExportFile, ExportId, TableTitles } from '../api/export.ts';
import { findingsOf } from '../findings/findings.ts';
import type { Session } from '../run/session.ts';
import type { Viewer } from '../views/viewer.ts';
import { zipSync } from 'fflate';
import { findingsMarkdown } from './findings.ts';
import { ftraceText } from './ftrace.ts';
import { perfettoTrace } from './perfetto.ts';
import { tablesMarkdown, tableTexts } from './tables.ts';
import { traceDat } from './trace-dat.ts';

/** The first day that an archive knows: a run has no date. */
const NO_DATE = '1980-01-01';

/** Traces and findings are of the whole run, the rest of the cursor's step. */
export function exportFile(what: ExportId, session: Session, viewer: Viewer, titles: TableTitles): Result<ExportFile> {
  const { rec, cursor, messages, loaded } = session;
  const stem = loaded.board.replace(/\.\w+$/, '').replaceAll(/[^\w.-]+/g, '-');
  const text = (extension: string, content: string): Result<ExportFile> =>
    ok({ name: `${stem}.${extension}`, type: extension.endsWith('json') ? 'application/json' : 'text/plain', content });
  switch (what) {
    case 'state': {
      const dump = session.dump({ at: cursor.step });
      return dump.ok ? text('state.txt', dump.value) : dump;
    }
    case 'tables-csv': {
      const tables = tableTexts(viewer, titles, 'csv');
      const files = Object.fromEntries(
        tables.map(({ name, text: csv }) => [`${name}.csv`, new TextEncoder().encode(csv)]),
      );
      const content = new Uint8Array(zipSync(files, { mtime: NO_DATE }));
      return ok({ name: `${stem}.tables.zip`, type: 'application/zip', content });
    }
    case 'tables-md':
      return text('tables.md', tablesMarkdown(tableTexts(viewer, titles, 'md')));
    case 'findings':
      return text(
        'findings.md',
        findingsMarkdown({ board: loaded.board, kernel: loaded.scenario.kernel }, findingsOf(session), messages.export),
      );
    case 'perfetto':
      return text('perfetto.json', perfettoTrace(rec, cursor, messages));
    case 'ftrace':
      return text('ftrace.txt', ftraceText(rec, messages));
    case 'trace-dat':
      return ok({ name: `${stem}.trace.dat`, type: 'application/octet-stream', content: traceDat(rec, messages) });
  }
}
