/** What can be kept of what is open, each as a file: the picture, tables, state, traces, findings. */
import { type ReactNode, useState } from 'react';
import { EXPORTS, type ExportId } from '../../engine/api/export.ts';
import { formatProblem } from '../../base/result.ts';
import { useApp, useRun } from '../store/hooks.ts';
import { download } from '../widgets/export.ts';
import { useMessages } from '../widgets/messages.ts';
import { RecordPicture } from './record-picture.tsx';
import buttons from '../widgets/button.module.css';
import styles from './dialogs.module.css';

const PICTURES = ['svg-seen', 'svg', 'png'] as const;
type Picture = (typeof PICTURES)[number];

export function ExportList(): ReactNode {
  const app = useApp();
  const { exports: say } = useMessages().app;
  const name = useRun(({ info }) => info?.board) ?? 'board';
  // A machine that is known from what it printed has no run to write down.
  const hasRun = useRun(({ machine }) => machine === undefined);
  const [problem, setProblem] = useState('');
  const keep = async (what: ExportId): Promise<void> => {
    setProblem('');
    const file = await app.ask.exported(what);
    if (file.ok) download(file.value.name, file.value.content, file.value.type);
    else setProblem(formatProblem(file.error));
  };
  const draw = async (what: Picture): Promise<void> => {
    const { asPng, topologyPicture } = await import('../widgets/picture.ts');
    const picture = topologyPicture(what === 'svg-seen' ? 'seen' : 'whole');
    const stem = `${name.replace(/\.\w+$/, '')}.topology`;
    const png = what === 'png' && picture !== undefined ? await asPng(picture) : undefined;
    const isDrawn = picture !== undefined && (what !== 'png' || png !== undefined);
    setProblem(isDrawn ? '' : say.noPicture);
    if (!isDrawn) return;
    if (png === undefined) download(`${stem}.svg`, picture.text, 'image/svg+xml');
    else download(`${stem}.png`, png, 'image/png');
  };
  return (
    <section aria-label={say.title}>
      <h3 className={styles.group}>{say.title}</h3>
      <div className={styles.exports}>
        {PICTURES.map((what) => (
          <button key={what} type="button" className={buttons.button} onClick={() => void draw(what)}>
            {say.pictures[what]}
          </button>
        ))}
        {hasRun
          ? EXPORTS.map((what) => (
              <button key={what} type="button" className={buttons.button} onClick={() => void keep(what)}>
                {say.files[what]}
              </button>
            ))
          : null}
      </div>
      <output className={styles.note}>{problem}</output>
      {hasRun ? <RecordPicture name={name} /> : null}
    </section>
  );
}
