/** What became of the interrupts that the device tree lists, and which drivers a kernel has. */
import type { requests as english } from '../../en/engine/requests.ts';
import type { Translation } from '../../translation.ts';
import { counted } from '../words.ts';

function requestedIn(where: string): string {
  if (where === 'ndo_open') return '真正的驱动在 ndo_open 中、即打开网络接口时才申请';
  if (where === 'startup') return '真正的驱动在 startup 中、即打开端口或通道时才申请';
  return `真正的驱动在 ${where} 中申请；是 probe 调用它，还是之后才调用，这里不知道`;
}

export const requests: Translation<typeof english> = {
  driver: {
    standIn: ({ driver }) => `驱动 ${driver}，代用：像驱动那样申请中断；它自己的顺序可能不同`,
    modelled: ({ driver }) => `驱动 ${driver}，已建模`,
    short: ({ driver }) => `${driver}（代用）`,
  },
  later: ({ where }) => `；${requestedIn(where)}`,
  handled: ({ device, driver, where }) =>
    `${device} 由代用驱动处理，代替没有建模的驱动${driver === undefined ? '' : ` ${driver}`}：它接收中断，设备即得到满足。${where === undefined ? '' : `${requestedIn(where)}。`}`,
  device: ({ device, bus, driver }) =>
    `设备 ${device}${bus === undefined ? '' : `，在 ${bus} 总线上`}，${driver ?? '没有驱动'}。`,
  more: ({ count }) => `还有 ${counted(count, '个中断')}。`,
  of: ({ name, words }) => `${name}：${words}`,
  sentence: ({ index, name, words }) => `中断 ${index}${name === undefined ? '' : `（${name}）`}：${words}。`,
  below: ({ node, words }) => `${node}：${words}。`,
  requested: ({ irq, domain, driver, standIn, chained, later }) =>
    `已申请为 ${domain} 中的 irq ${irq}${driver === undefined ? '' : `，申请者为 ${driver}`}${standIn ? '（代用）' : ''}${chained ? '，用于控制器的各条线' : ''}${later}`,
  emptySlot:
    '设备树中没有主板插槽里有什么，因此视为空：此主桥后面没有放 PCI 功能，其链路保持断开。在场景中添加一个功能即可使链路连通。',
  because: {
    mapped: ({ irq, by }) =>
      by === 'phylib'
        ? `已映射为 irq ${irq}；网络接口打开时，若 PHY 的驱动处理中断，phylib 才申请它`
        : `已映射为 irq ${irq}；驱动不申请它`,
    'no-device': {
      'no-compatible': ({ parent }) =>
        `节点没有 "compatible"，因此 Linux 不为它创建设备${parent === undefined ? '' : `；${parent} 的驱动可能会申请它，这没有建模`}`,
      declared: () => '内核很早就启动它，没有设备，也不申请这样的中断',
      bus: ({ parent }) => `没有创建设备：${parent === undefined ? '它的总线' : `${parent} `}没有能注册该总线的驱动`,
      'not-listed': ({ parent }) =>
        `没有创建设备：${parent === undefined ? '其父节点' : `${parent} `}的驱动不为这个节点创建设备`,
    },
    'no-driver': ({ known, fromTable }) =>
      known !== undefined
        ? `驱动 ${known} 没有内建`
        : fromTable
          ? '这个内核没有匹配的驱动'
          : '没有匹配的已建模驱动，而代用驱动已关闭',
    deferred: ({ suppliers }) => `推迟：设备在等待${suppliers.length === 0 ? '' : ` ${suppliers.join('、')}`}`,
    hypervisor: '只有 KVM 申请它',
    alternative: '驱动用了该节点的另一个中断',
    refused: ({ name, words }) => `被拒绝：${name}（${words}）`,
    unmapped: '被拒绝：Linux 无法映射它，而申请它的函数不说原因',
    'not-bound': '有匹配的驱动，但其 probe 没有接管设备：那里什么也没有，或有什么失败了',
    'gave-up': ({ said, name, words }) =>
      `其驱动放弃了该设备${said === undefined ? '' : `，并在日志中写道“${said}”`}（${name}：${words}）`,
    'no-wire': '设备树不通向任何控制器：没有中断父级、单元太少，或 interrupt-map 没有符合的行',
    'no-model': ({ controller, compatible }) =>
      `它的控制器没有建模：${controller}${compatible === undefined ? '' : `（${compatible}）`}`,
    'not-asked': ({ driver, sure }) => `驱动 ${driver} 不申请它${sure ? '' : '（就所知而言）'}`,
    'not-open': ({ driver }) => `驱动 ${driver} 在端口打开时申请它，而没有人打开过：它不是控制台`,
    'not-yet': '还没有人申请它',
    panicked: '内核在此之前 panic 了',
  },
  classes: {
    mapped: '已映射，未申请',
    'no-device': '没有设备',
    'no-driver': '没有驱动',
    deferred: '等待供应者',
    optional: '可选',
    refused: '被拒绝',
    'not-bound': '没有驱动接管的设备',
    'no-wire': '没有去向',
    'no-model': '控制器未建模',
    'not-asked': '驱动不申请',
    'not-open': '端口未打开',
    'not-yet': '尚未申请',
    panicked: 'panic 之前没有到达',
  },
  drivers: {
    all: 'Linux 为这块板卡具备的所有驱动：没有模型的由代用驱动代替。',
    withoutTable: '要求所有驱动，但缺少驱动表：没有代用驱动。',
    modelled: '只有已建模的驱动；没有代用驱动。',
    list: ({ drivers }) => `只有场景指明的驱动：${drivers.join('、') || '无'}。`,
  },
  counts: ({ all, requested, byStandIn }) =>
    `设备树的 ${counted(all, '个中断')}中，已申请 ${requested} 个${byStandIn === 0 ? '' : `，其中 ${byStandIn} 个由代用驱动申请`}。`,
  others: ({ classes }) =>
    `其余：${classes
      .map(({ name, count, of }) => {
        const list = of.map((each) => `${each.name} ${each.count}`);
        return `${count} 个${name}${list.length === 0 ? '' : `（${list.join('、')}）`}`;
      })
      .join('；')}。`,
};
