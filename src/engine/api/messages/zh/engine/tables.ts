/** Cells of tables, and names of their groups. */
import type { tables as english } from '../../en/engine/tables.ts';
import type { Translation } from '../../translation.ts';
import { number } from '../words.ts';

export const tables: Translation<typeof english> = {
  cpu: ({ cpus }) => `CPU ${cpus}`,
  noCpu: '没有 CPU',
  none: '无',
  drivers: { none: '', modelled: '已建模', standIn: '代用', both: '已建模、代用' },
  moreInterrupts: ({ count }) => `… 还有 ${number(count)} 个中断`,
  triggers: {
    both: '双边沿',
    rising: '上升沿',
    falling: '下降沿',
    high: '高电平',
    low: '低电平',
  },
  vector: {
    masked: '已屏蔽',
    pendingMasked: '挂起，已屏蔽',
    pending: '挂起',
    open: '未屏蔽',
    pendingAllMasked: '挂起，但整个功能已屏蔽',
    openAllMasked: '未屏蔽，但整个功能已屏蔽',
  },
};
