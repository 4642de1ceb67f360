/** The picture: devices, domains, controllers and CPUs. */
import type { topology as english } from '../../en/page/topology.ts';
import type { Translation } from '../../translation.ts';
import { counted } from '../words.ts';

/** What a device's interrupts are called. */
const UNITS: Readonly<Record<'line' | 'vector' | 'message', string>> = {
  line: '条中断线',
  vector: '个向量',
  message: '条消息',
};

export const topology: Translation<typeof english> = {
  hardware: '中断拓扑',
  domains: '中断域的树',
  empty: '没有可画的内容',
  emptyAbout: '这次运行没有创建中断域。原因见 dmesg 标签页。',
  fit: '适合窗口',
  fitTitle: '拓扑图适合窗口 (f)',
  titles: { device: '设备', domain: '中断域', 'msi-controller': 'MSI 父级', controller: '根控制器', cpu: 'CPU' },
  perDevice: '各设备的域',
  rootDomain: '根域',
  leafDomains: '叶域',
  parentDomains: '父域',
  belowRoot: '根之下',
  root: '根',
  devicesByKind: '设备，按类别',
  signs: {
    has: '已有中断',
    none: '申请了却没有得到',
    waits: '在等待',
    never: '没有申请',
    later: '此步还没有',
  },
  signTitles: {
    has: '运行结束时已有中断的设备',
    none: '申请了中断却没有得到的设备',
    waits: '等待另一个设备的设备',
    never: '此次运行中没有驱动为其申请中断的设备',
    later: '还什么都没有的设备',
  },
  chips: '显示哪些设备',
  all: '全部',
  got: { has: '已有 irq', none: '没有得到', waits: '在等待', never: '没有申请', later: '还没有' },
  wiredTo: '接到',
  anywhere: '接到任意控制器',
  idle: '没有申请',
  unused: '未使用',
  group: ({ name, count }) => `${name} · ${count}`,
  groupLabel: ({ name, count, signs }) => `${name}，${signs === '' ? count : `${counted(count, '个设备')}：${signs}`}`,
  signCount: ({ count, sign }) => `${count} 个${sign}`,
  standIn: '其驱动是代用驱动',
  parts: ({ count, unit }) => counted(count, UNITS[unit]),
  moreParts: ({ count, unit }) => `还有 ${counted(count, UNITS[unit])}`,
  morePartsInTable: ({ count, unit }) => `还有 ${counted(count, UNITS[unit])}：见表格`,
  part: ({ label, note }) => `${label} · ${note}`,
  showParts: ({ parts }) => `显示 ${parts}`,
  hideParts: ({ parts }) => `隐藏 ${parts}`,
  showPartsOf: ({ parts, name }) => `显示 ${name} 的 ${parts}`,
  hidePartsOf: ({ parts, name }) => `隐藏 ${name} 的 ${parts}`,
  generic: ' · 通用模型',
  genericShort: ' · 通用',
  marks: { created: '新建', changed: '改变', removed: '删除' },
  fault: ({ severity, code }) => `${severity === 'error' ? '错误' : '警告'}：${code}`,
  boxStopped: ({ why }) => `消息停下：${why}`,
  stopped: ({ why }) => `停下：${why}`,
};
