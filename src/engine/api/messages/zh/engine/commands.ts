/** What stands against a command of the script. */
import type { commands as english } from '../../en/engine/commands.ts';
import type { Translation } from '../../translation.ts';
import { number } from '../words.ts';

export const commands: Translation<typeof english> = {
  notModelled: ({ command }) => `${command} 还没有建模`,
  notModelledHint: '请从脚本中去掉它。',
  panicked: ({ why, command }) => `内核已 panic（${why}），因此 ${command} 无法运行`,
  runaway: ({ events }) => `运行没有尽头：在 ${number(events)} 步后停止`,
  noSuchStep: ({ step, steps }) => `没有第 ${step} 步：运行共 ${steps} 步`,
  noSuchStepHint: '请给出更小的数。',
  noSuchCheckpoint: ({ name }) => `没有检查点 ${name}`,
  checkpoints: ({ names }) => `有：${names.join('、')}。`,
  sgiTo: ({ last, to }) => `机器的 CPU 是 0 到 ${last}，而 SGI 发往 ${to}`,
  sgiUnused: ({ version, id }) => `Linux ${version} 不发送 SGI ${id}`,
  sgiUnusedHint: '它使用最小的几个。',
  noSuchCpu: ({ cpu }) => `没有 CPU ${cpu}`,
  noSuchIrq: ({ name }) => `现在没有中断 ${name}`,
  noSuchIrqHint: '驱动申请之后，中断才有描述符。',
  noInterface: ({ name }) => `${name} 没有由已建模驱动提供的网络接口`,
  noInterfaceHint: '已建模的有 virtio_net、e1000e 和 igb。其他驱动在这里于探测时就申请中断。',
  noVector: ({ bdf, vector, entries }) => `${bdf} 没有向量 ${vector}：共有 ${entries} 个`,
  noFunction: ({ bdf }) => `没有 PCI 功能 ${bdf}`,
  noMsix: ({ bdf }) => `${bdf} 没有 MSI-X`,
  notFound: ({ bdf }) => `内核没有发现 PCI 功能 ${bdf}`,
  why: {
    managed: '它的亲和性由内核管理',
    notBalanced: '它是每 CPU 的，或申请时要求不做均衡',
    cannotMove: '它的 irq_chip 不能移动它',
    noVfio: '内核没有 vfio-pci',
    noGroup: '它不在任何 IOMMU 组中，因为没有 IOMMU 为它转换，而 vfio-pci 不接受这样的功能：主桥需要 iommu-map 和 SMMU',
    noGroupToOpen: '它不在任何 IOMMU 组中，因此没有可打开的文件 /dev/vfio/N',
    notBound: '它不归 vfio-pci：请先绑定（vfio.bind）',
    unsafe:
      'No interrupt remapping support：它的组可能发送不属于自己的中断。Linux 在模块参数 vfio_iommu_type1.allow_unsafe_interrupts=1 下才打开它；在场景中为 "vfio": {"allowUnsafeInterrupts": true}',
    isOpen: '已有程序打开了它',
    notOpen: '没有程序打开它：请先打开（vfio.open）',
    noList: ({ cpus }) => `“${cpus}”不是 CPU 列表：请写数字和范围，如 0,2-3`,
    backwards: ({ first, last }) => `范围 ${first}-${last} 是倒的：请写 ${last}-${first}`,
    beyondCpus: ({ last }) => `机器的 CPU 是 0 到 ${last}`,
    noneOnline: ({ online }) => `列表中没有在线的 CPU；在线的是 ${online}`,
    beyondVectors: ({ kind, vectors, end }) =>
      vectors === 0 ? `该功能没有 ${kind}` : `这里的 ${kind} 有 ${vectors} 个向量，而范围到向量 ${end}`,
    otherKind: '正在使用它的另一种中断：请先结束（count 为 0，data 为 none）',
    noMore: ({ vectors, version }) =>
      `启用时分配了 ${vectors} 个向量，Linux ${version} 以后不再增加（VFIO_IRQ_INFO_NORESIZE）：请先结束（count 为 0，data 为 none），再一次启用全部`,
    notEnabled: '它的消息没有在使用：请先交给 eventfd',
    noSuchAction: 'VFIO 只能触发这种中断：其屏蔽在设备中',
  },
};
