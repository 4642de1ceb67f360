/** What the cells of the device tree's interrupt properties say. */
import type { cells as english } from '../../en/engine/cells.ts';
import type { Translation } from '../../translation.ts';

const conjunction = ({ cells: raw, mask, result }: { cells: string; mask: string; result: string }): string =>
  `<${raw}> & <${mask}> = <${result}>`;

export const cells: Translation<typeof english> = {
  triggers: {
    none: '没有指明触发方式',
    rising: '上升沿',
    falling: '下降沿',
    both: '双边沿',
    high: '高电平',
    low: '低电平',
  },
  trigger: ({ flags }) => `触发方式 ${flags}`,
  extendedSpi: '扩展 SPI',
  extendedPpi: '扩展 PPI',
  ofIndex: ({ index, words }) => `${index}：${words}`,
  leadsNowhere: '没有去向：空项，或 interrupt-map 中没有符合的行',
  noParent: '没有去向：没有指明中断父级',
  more: ({ count }) => `还有 ${count} 个`,
  moreRows: ({ count }) => `还有 ${count} 行`,
  namesNone: ({ cells: raw, controller }) => `<${raw}> 不是 ${controller} 的任何中断`,
  ofController: ({ cells: raw, controller }) => `${controller} 的 <${raw}>`,
  input: ({ cells: raw, controller, input, trigger }) => `${controller} 的 <${raw}>：输入 ${input}，${trigger}`,
  interrupt: ({ cells: raw, kind, number, trigger, intid, controller, first, partition }) =>
    `<${raw}>：${kind} ${number}，${trigger}：${controller} 的 INTID ${intid}（${number} + ${first}）${partition === undefined ? '' : `，PPI 分区的 phandle ${partition}`}`,
  slot: ({ slot, pin }) => `${slot === undefined ? '任意插槽' : `插槽 ${slot}`} INT${pin}`,
  lookingFor: ({ nexus, child }) => `在 ${nexus} 的 interrupt-map 中查找 ${child}：`,
  unitAddress: (masked) => `  单元地址 ${conjunction(masked)}`,
  pin: (masked) => `  引脚 ${conjunction(masked)}`,
  specifier: (masked) => `  中断说明符 ${conjunction(masked)}`,
  fits: ({ row, ...masked }) => `  第 ${row} 行：${conjunction(masked)}：符合`,
  leadsTo: ({ cells: raw, parent, unit }) =>
    `  → ${parent} 的 <${raw}>${unit === undefined ? '' : `，单元地址 <${unit}>`}`,
  row: ({ row, child, to, parent }) => `第 ${row} 行：${child} → ${parent} 的 ${to}`,
  toIntid: ({ kind, number, intid }) => `${kind} ${number}（INTID ${intid}）`,
  badPhandle: '下一行指明的 phandle 不属于任何节点',
  underMask: ({ mask }) => `在掩码 <${mask}> 下比较`,
  noNode: '没有节点',
  idRow: ({ first, last, id, masked, out, target }) =>
    `RequesterID ${first} 到 ${last}：${id} = ${masked} − ${first} + ${out}，在 ${target}`,
  idMasked: ({ requester, property, mask, id }) => `RequesterID ${requester} & ${property} ${mask} = ${id}`,
  idInNoRow: ({ id, to }) => `RequesterID ${id} 不在任何行中：${to} 在这里不转换`,
  idSum: ({ requester, row, first, last, id, base, out, name, result, target }) =>
    `RequesterID ${requester} 在第 ${row} 行（${first} 到 ${last}）：${id} − rid-base ${first} + ${base} ${out} = ${name} ${result}，在 ${target}`,
  source: {
    leadsNowhere: '没有去向',
    noDomain: '没有域',
    hwirqs: ({ hwirqs, domain }) => `${domain} 的 hwirq ${hwirqs.join('、')}`,
    triggers: {
      none: '',
      rising: '上升沿',
      falling: '下降沿',
      both: '双边沿',
      high: '高电平',
      low: '低电平',
    },
    triggerUnknown: '触发方式未知',
    msix: ({ used, all }) => `MSI-X ${used}/${all} 个向量`,
    msi: ({ used, all }) => `MSI ${used}/${all} 个向量`,
  },
  swizzled: ({ pin, bdf, rootPin, slot }) =>
    `${bdf} 的 INT${pin} 经过各级桥，成为根总线上插槽 ${slot} 的 INT${rootPin}`,
  noRowFits: '没有符合的行：这条线没有去向',
  ofFunction: ({ bdf, requester }) => `关于 ${bdf} 的内容，RequesterID ${requester}`,
  rowNumber: ({ row }) => `第 ${row} 行`,
  bytes: ({ bytes }) => `${bytes} 字节`,
  noSuchPhandle: '没有节点有这个 phandle',
  unknown: ({ names }) => `不确定：缺少头文件，不知道 ${names.join('、')}；以 0 代替`,
  uncertain: ({ property, names }) => `这个中断不确定：其节点的 ${property} 中的 ${names.join('、')} 未知。`,
  notRead: '不读取：以 interrupts-extended 为准',
};
