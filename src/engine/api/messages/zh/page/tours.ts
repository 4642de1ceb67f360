/** The texts of the tours: a title and a sentence or two for each stop, by the names that `src/ui/store/tours.ts` gives them. */
import type { tours as english } from '../../en/page/tours.ts';
import type { Translation } from '../../translation.ts';

export const tours: Translation<typeof english> = {
  gicv3: {
    title: 'GICv3 如何启动',
    powerOn: {
      title: '上电',
      text: '还没有运行任何东西：方框是淡的，表格是空的。从任何地方按“下一站”继续。',
    },
    ofIrqInit: {
      title: 'of_irq_init 寻找控制器',
      text: '它收集所有有驱动认识的 interrupt-controller 节点，并会先启动父级，再启动依赖它们的。',
    },
    gicOfInit: {
      title: 'GIC 的驱动接管根节点',
      text: 'gic_of_init 映射节点的 reg 属性所指明的分发器和再分发器区域。',
    },
    firstDomain: {
      title: '第一个 irq_domain',
      text: '它把 GIC 的 hwirq（INTID）转换为 Linux 的 virq。现在还是空的：有人申请时才给出 virq。',
    },
    distributor: {
      title: '设置分发器',
      text: 'gic_dist_init 把 SPI 归入第 1 组，给出优先级，禁用它们，并路由到启动 CPU。寄存器标签页显示每次写入。',
    },
    firstDescriptors: {
      title: '第一批描述符',
      text: 'CPU 之间用 SGI 互相通知。Linux 向域申请它们，每个得到一个 irq_desc：就是表格中的行。',
    },
    its: {
      title: 'ITS',
      text: '消息中断需要转换服务：its_probe_one 给它内存中的表和一个命令队列。',
    },
    secondCpu: {
      title: '又一个 CPU 启动',
      text: '它找到并唤醒自己的再分发器，禁用自己的 SGI 和 PPI，并启用 CPU 接口；需要 SGI 或 PPI 的人以后再启用。时间图现在在该 CPU 的泳道里显示运行的内容。',
    },
    askVectors: {
      title: '驱动申请 MSI-X 向量',
      text: '00:03.0 的驱动是第一个：pci_alloc_irq_vectors_affinity。在 6.12 上，该功能得到建立在 ITS 之上的自己的 irq_domain；在 6.1 上大家共用一个。',
    },
    itsLearns: {
      title: 'ITS 得知该设备',
      text: 'MAPD 和 MAPTI 告诉它哪个 DeviceID 和 EventID 变成哪个 LPI。命令就在它的队列里。',
    },
    entryWritten: {
      title: '写入表项',
      text: '向量 0 的地址和数据已在 00:03.0 的 MSI-X 表中：取消屏蔽后，设备就能发送消息。',
    },
    bootOver: {
      title: '启动结束',
      text: '00:03.0 有了自己的向量。在它的 MSI-X 表的一行按“触发”，或在那里选择另一个功能，逐步看发生了什么。',
    },
  },
  vfio: {
    title: 'VFIO 对 NVMe 做了什么',
    ownDriver: {
      title: '归内核自己的驱动所有',
      text: 'nvme 为管理队列取了一个向量，为每个 CPU 取了一个；其余的向量被屏蔽。',
    },
    takesOver: {
      title: 'vfio-pci 接管',
      text: 'nvme 释放了它的中断：描述符、LPI 和设备的 irq_domain 都没有了。vfio-pci 还没有申请。',
    },
    opens: {
      title: '程序打开设备',
      text: '它打开 IOMMU 组和容器，得到设备的文件描述符。仍然没有向量。',
    },
    setIrqs: {
      title: 'VFIO_DEVICE_SET_IRQS 申请九个',
      text: 'vfio_msi_enable 像任何驱动一样分配向量。',
    },
    entriesWritten: {
      title: '写入表项',
      text: '每个向量有了描述符、LPI 和 eventfd。所有计数都是 0。',
    },
    fires: {
      title: '向量 3 触发',
      text: '消息从设备经过 SMMU 和 ITS 到达再分发器和它的 CPU；vfio_msihandler 在那里通知 eventfd。',
    },
    counted: {
      title: 'eventfd 计了数',
      text: '程序读取它，并会把中断注入自己的客户机。',
    },
    disabled: {
      title: '不再有向量',
      text: '计数为 0 表示禁用 MSI-X：处理函数、描述符、LPI 和 ITS 映射依次撤销。',
    },
    givenBack: {
      title: '关闭并归还',
      text: '程序关闭了设备，vfio-pci 释放了它，nvme 用自己的向量再次接管该功能。',
    },
  },
  'why-not': {
    title: '中断为何到不了',
    works: {
      title: '正常工作的向量',
      text: 'NVMe 的向量 3 没有被屏蔽。触发后，它到达处理函数。',
    },
    masked: {
      title: '在表中屏蔽',
      text: '设备看到自己的屏蔽位，不发送任何消息，并在 PBA 中置挂起位。图上标出了它停下的地方。',
    },
    unmasked: {
      title: '取消屏蔽后立即触发',
      text: '挂起位仍然置着，所以屏蔽位一清除，消息就被发送。',
    },
    functionMask: {
      title: '功能屏蔽',
      text: 'MSI-X Message Control 中的一位挡住该功能的所有向量。',
    },
    disabled: {
      title: '被 disable_irq 禁用',
      text: 'disable_irq 只标记描述符。消息到达，流处理函数发现中断被禁用，便屏蔽它并保持挂起；enable_irq 会重放它。',
    },
    cpuGone: {
      title: 'CPU 离开了',
      text: 'nvme 的队列向量是受管的：一个向量的最后一个 CPU 下线时，Linux 关闭并屏蔽它。设备发送的保持挂起。',
    },
  },
};
