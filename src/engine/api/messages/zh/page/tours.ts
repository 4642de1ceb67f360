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
      text: '它收集有驱动认识的所有 interrupt-controller 节点，之后先启动父控制器，再启动依赖它们的控制器。',
      ask: {
        question: 'ITS 的节点在 GIC 的节点之下。of_irq_init 会启动它吗？',
        answers: ['会，在 GIC 之后', '会，在 GIC 之前', '不会，由 GIC 的驱动启动'],
        because: '它不是 interrupt-controller，而是 msi-controller，由 gic_init_bases 在 GIC 的子节点中寻找。',
      },
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
      text: '00:03.0 的驱动是第一个：pci_alloc_irq_vectors_affinity。在 6.1 上，所有功能共用一个建立在 ITS 之上的 irq_domain；在 6.12 上每个功能有自己的。',
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
      ask: {
        question: 'NVMe 的表有 65 项。ITS 会得到多少个映射？',
        answers: ['65', '9', '还没有'],
        because: 'MAPD 为整张表给设备留出空间，但事件要等向量分配时才由 MAPTI 映射；随后立即申请各个中断。',
      },
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
      text: '计数为 0 表示禁用 MSI-X：处理函数、描述符、LPI 和事件的映射依次撤销。在 7.3 上，ITS 保留设备本身。',
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
      ask: {
        question: '现在在表中屏蔽它，再次触发。消息停在哪里？',
        answers: ['在再分发器', '在设备里', '在 ITS'],
        because: '被屏蔽的向量根本不发送消息：设备在挂起位阵列中置该向量的位。',
      },
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
  doorbell: {
    title: '从门铃到处理函数',
    ready: {
      title: '准备好的向量',
      text: 'NVMe 的向量 3 有了描述符、LPI 和 MSI-X 表中的表项。还没有触发任何东西。',
      ask: {
        question: '设备向一个地址写入一个数。它是哪个数？',
        answers: ['LPI', 'virq', 'EventID'],
        because: '是哪个设备在写，ITS 从总线得知；由设备和事件得出什么，写在它的表里。',
      },
    },
    sends: {
      title: '设备写入门铃',
      text: '按表项所说，向 GITS_TRANSLATER 写一次内存。时间图把它显示为从设备出发的流。',
    },
    root: {
      title: '根处理函数',
      text: 'ITS 由设备和事件得出 LPI，CPU 放下手头的工作：gic_handle_irq 读 ICC_IAR1_EL1，即该 LPI 的 INTID。它不认识任何设备。',
    },
    mapping: {
      title: '从 hwirq 到描述符',
      text: 'generic_handle_domain_irq 在 GIC 的 irq_domain 的反向映射中找到 irq_desc。',
    },
    flow: {
      title: '流处理函数',
      text: 'handle_fasteoi_irq 检查中断是否被禁用，计数，然后运行描述符的处理函数。',
      ask: {
        question: '处理函数运行时，流处理函数会屏蔽该中断吗？',
        answers: ['会', '不会', '仅当共享时'],
        because: 'fasteoi 控制器自己会挡住它，直到写入中断结束。',
      },
    },
    handler: {
      title: '驱动的处理函数',
      text: 'nvme_irq 得到申请它时所给的队列。在此之前的一切对每个设备都一样。',
    },
    over: {
      title: '写入结束',
      text: '芯片的 irq_eoi 写了 ICC_EOIR1_EL1：下一个中断可以到来。该向量的计数加一。',
    },
  },
  newer: {
    title: '新内核改变了什么',
    parent: {
      title: 'ITS 的域是父域',
      text: 'Linux 7.3 用一次调用 msi_create_parent_irq_domain 创建它；6.12 在 its_probe_one 里拼出同样的东西，6.1 则为所有 PCI 功能创建一个域。',
    },
    groups: {
      title: 'IOMMU 组随 IOMMU 而来',
      text: 'SMMU 注册时，所有 PCI 功能就被放进组里。6.12 及之前，功能在驱动接管它时才进入组。',
    },
    device: {
      title: 'ITS 设备随功能的域而来',
      text: '功能的域一创建，its_msi_prepare 就发送 MAPD，容量为该域所能容纳的向量数。',
      ask: {
        question: 'nvme 申请一个向量，释放它，再申请更多。其间 ITS 收到什么？',
        answers: ['只有 DISCARD', 'DISCARD 和 MAPD valid=0', '什么也没有'],
        because: '在 7.3 上，设备与功能的域同寿命；6.12 会取消映射，并为下一次申请重新映射。',
      },
    },
    startup: {
      title: '只取消屏蔽一次',
      text: '申请处理函数时，pci_irq_startup_msix 取消表项的屏蔽。disable_irq 不再到达功能：它止于 LPI。',
    },
    kept: {
      title: '所有向量都已释放',
      text: 'VFIO 已禁用 MSI-X。最后一条 ITS 命令不是 MAPD：设备和 LPI 等待下一次申请。在 6.12 上设备已经没有了。',
    },
    whole: {
      title: '其余',
      text: '在上方选择另一个内核，看同样的运行；docs/kernels.md 列出所有变化。',
    },
  },
  map: {
    title: '阅读 interrupt-map',
    asks: {
      title: '没有 MSI 的 PCI 功能需要一条线',
      text: 'of_irq_parse_and_map_pci 为功能的 A 引脚查询。功能没有带 interrupts 的节点，所以要由主桥的 interrupt-map 来说明。',
    },
    walk: {
      title: '从主桥开始',
      text: 'of_irq_parse_raw 得到功能的单元地址和引脚号。interrupt-map-mask 说明其中哪些位有效。',
      ask: {
        question: '在这块板卡上，掩码保留设备号最低两位和引脚。映射需要多少行？',
        answers: ['4', '16', '32'],
        because: '这些位不同的四个设备号乘以四个引脚；相隔 4 的设备共用线。',
      },
    },
    mapped: {
      title: '有一行匹配',
      text: '该行后面是 GIC 的 phandle 和它的三个单元：一个 SPI。每个功能都会再遇到同一个父级。',
    },
    read: {
      title: 'GIC 读取单元',
      text: 'gic_irq_domain_translate 由它们得出 INTID（比树中的数大 32）和触发方式。',
    },
    number: {
      title: '这条线的 virq',
      text: '功能把它作为自己的 irq。另一个功能的行若指明同一个 SPI，就得到同一个 virq。',
    },
  },
  gpio: {
    title: 'GIC 之后的 GPIO 组中的一条线',
    bank: {
      title: '组的驱动',
      text: 'pl061_probe 接管八条线的一组，它在 GIC 上有一个中断。',
    },
    chained: {
      title: '八条线，一个处理函数',
      text: '组自己的中断得到级联处理函数：没有人申请它，它在 /proc/interrupts 中没有行。',
      ask: {
        question: '电源键会申请哪个中断？',
        answers: ['组在 GIC 上的中断', '组自己的域中的一个', '一个也不申请'],
        because: '每条线都是组的 irq_domain 中的一个 hwirq，有自己的描述符、芯片和触发方式。',
      },
    },
    line: {
      title: '按键查询自己的线',
      text: 'gpio-keys 有的是线，不是中断：gpiod_to_irq 询问组，由组的域映射这条线。',
    },
    mapped: {
      title: '线被映射',
      text: 'gpiochip_irq_map 给它组的芯片，并记下组的中断是它的父级。',
    },
    type: {
      title: '两种边沿',
      text: '按键要知道按下和松开：pl061_irq_type 在组里设置两种边沿。GIC 上的线仍是电平。',
    },
    over: {
      title: '两级，两行',
      text: '按键在表中，芯片是该组；选中它，链路会显示线、组、SPI 和 CPU。',
    },
  },
};
