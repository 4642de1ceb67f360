/** The inspector: titles, fields that are the hardware's, and what a script can do to the thing that is selected. */
import type { inspect as english } from '../../en/engine/inspect.ts';
import type { Translation } from '../../translation.ts';

type NamedLine = Parameters<typeof english.actions.raise>[0];

function lineName({ index, of }: NamedLine): string {
  return `${of === undefined ? '' : ` ${of} 的`}中断线${index === undefined ? '' : ` ${index}`}`;
}

export const inspect: Translation<typeof english> = {
  irq: ({ irq, action }) => `irq ${irq}${action === undefined ? '' : ` ${action}`}`,
  vector: ({ model, bdf, vector }) => `${model ?? '功能'} ${bdf} 向量 ${vector}`,
  cpu: ({ cpu }) => `CPU ${cpu}`,
  pciFunction: ({ model, bdf }) => `${model ?? 'PCI 功能'} ${bdf}`,
  configuration: '配置空间和 MSI-X 表',
  configurationOf: ({ bdf }) => `${bdf} 的配置空间`,
  capability: ({ at }) => `${at} 处的能力`,
  vectorsInUse: ({ used, all }) => `MSI-X 向量 · ${all} 个中使用 ${used} 个`,
  vectorField: ({ vector }) => `向量 ${vector}`,
  vectorIs: ({ irq, action }) => `irq ${irq}${action === undefined ? '' : ` · ${action}`}`,
  masked: '已屏蔽',
  noDomain: '没有域',
  empty: '空',
  moreEntries: ({ more, all }) => `还有 ${more} 项，共 ${all} 项`,
  someEntries: ({ entries, all }) => `${entries.join('、')}${all > entries.length ? `、…（${all}）` : ''}`,
  context: ({ cpu, task }) => `CPU ${cpu}，${task}`,
  hardirq: ({ cpu }) => `CPU ${cpu}，硬中断`,
  actions: {
    inject: '注入',
    disable: '禁用',
    enable: '启用',
    setAffinity: '设置亲和性',
    raise: (line) => `拉起${lineName(line)}`,
    lower: (line) => `放下${lineName(line)}`,
    ask: (line) => `通过${lineName(line)}${line.index === undefined ? '' : ' '}请求`,
    letGo: (line) => `松开${lineName(line)}`,
    takeOffline: '下线',
    bringOnline: '上线',
    openInterface: '启用网络接口',
    closeInterface: '停用网络接口',
    fireVector: ({ vector }) => `触发向量 ${vector}`,
    assertIntx: '拉起 INTx',
  },
  wires: {
    line: ({ index, name }) => `中断线 ${index}${name === undefined ? '' : `（${name}）`}`,
    leadsTo: ({ end }) => `通向 ${end}`,
    nowhere: '不接',
    signals: {
      'level-high': '设备请求期间为高',
      'level-low': '设备请求期间为低',
      rising: '设备请求时上升',
      falling: '设备请求时下降',
      pulse: '设备请求时发脉冲',
    },
    asTree: '按设备树接线',
    insteadOf: ({ really, tree }) => `${really.join('、')}；设备树说的是 ${tree}`,
  },
  hardware: {
    vector: ({ vector, bdf }) => `${bdf} 的 MSI-X 表项 ${vector}`,
    messageAddress: 'Message Address',
    upperAddress: 'Message Upper Address',
    messageData: 'Message Data',
    vectorControl: 'Vector Control',
    pbaBit: 'PBA 挂起位',
    latch: '挂起锁存',
    line: '输入线',
    edge: '边沿',
    level: '电平',
    distributor: ({ intid }) => `分发器 · ${intid}`,
    redistributor: ({ cpu, intid }) => `再分发器 ${cpu} · ${intid}`,
    banked: ({ cpu, intid }) => `CPU ${cpu} 的副本 · ${intid}`,
    lpi: ({ lpi }) => `LPI ${lpi}`,
    configurationByte: '配置字节',
    priority: ({ priority }) => `优先级 ${priority}`,
    disabled: '已禁用',
    enabled: '已启用',
    cached: '已缓存',
    yes: '是',
    notCached: '否：需要时从内存读取',
    pendingBit: '挂起位',
  },
};
