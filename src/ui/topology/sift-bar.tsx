import type { ReactNode } from 'react';
import type { DeviceSign } from '../../engine/api/topology.ts';
import type { TopologyPlan } from '../../engine/index.ts';
import { useActions, useView } from '../store/hooks.ts';
import { useMessages } from '../widgets/messages.ts';
import { SIGNS } from './heading-box.tsx';
import { controllersOf } from './groups.ts';
import { Sign } from './mark.tsx';
import { isUnsure } from './strip.ts';
import styles from './topology.module.css';

/** Above the picture of a large board: how many devices stand how, and which of them are shown. */
export function SiftBar({ plan }: { readonly plan: TopologyPlan }): ReactNode {
  const actions = useActions();
  const { topology: say } = useMessages();
  const sift = useView((view) => view.sift);
  const devices = plan.nodes.filter(({ kind }) => kind === 'device');
  const countOf = (sign: DeviceSign): number => devices.filter(({ device }) => device?.sign === sign).length;
  const controllers = controllersOf(plan);
  return (
    <fieldset className={styles.bar} aria-label={say.chips}>
      <button
        type="button"
        className={styles.chip}
        aria-pressed={sift.sign === undefined}
        onClick={() => actions.siftPicture({ ...sift, sign: undefined })}
      >
        {say.all} <span className={styles.count}>{devices.length}</span>
      </button>
      {SIGNS.map((sign) => {
        const count = countOf(sign);
        return count === 0 ? null : (
          <button
            key={sign}
            type="button"
            className={styles.chip}
            title={say.signTitles[sign]}
            aria-pressed={sift.sign === sign}
            onClick={() => actions.siftPicture({ ...sift, sign: sift.sign === sign ? undefined : sign })}
          >
            <svg width={9} height={9} aria-hidden="true">
              <Sign sign={sign} unsure={isUnsure(devices)} x={4.5} y={4.5} />
            </svg>
            {say.got[sign]} <span className={styles.count}>{count}</span>
          </button>
        );
      })}
      {controllers.length < 2 ? null : (
        <select
          className={styles.wired}
          aria-label={say.wiredTo}
          value={sift.wired ?? ''}
          onChange={({ target: { value } }) =>
            actions.siftPicture({ ...sift, wired: value === '' ? undefined : value })
          }
        >
          <option value="">{say.anywhere}</option>
          {controllers.map(({ key, label }) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      )}
    </fieldset>
  );
}
