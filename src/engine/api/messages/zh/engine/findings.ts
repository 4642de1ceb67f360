/**
 * What is wrong with a board, by the code of the finding: what it is, what follows, and what to write instead. Names with an
 * underscore are dtc's.
 */
import type { findings as english, RefusedBecause } from '../../en/engine/findings.ts';
import type { Translation } from '../../translation.ts';

const hex = (value: number): string => `0x${value.toString(16)}`;
const cells = (values: readonly number[]): string => `<${values.map(hex).join(' ')}>`;
const TRIGGERS: Readonly<Record<number, string>> = {
  0: '无',
  1: '上升沿',
  2: '下降沿',
  3: '双边沿',
  4: '高电平',
  8: '低电平',
};
const trigger = (flags: number): string => TRIGGERS[flags] ?? hex(flags);
const UNPROVEN = '申请的是代用驱动，因此本次运行不能证明这一点。';
const SILENT = '它的驱动申请中断却得不到。';
const ENXIO = '驱动的申请以 -ENXIO 失败。';

function reasonText(because: RefusedBecause): string {
  switch (because.kind) {
    case 'trigger':
      return `：控制器不支持触发方式“${trigger(because.mode)}”`;
    case 'too-large':
      return `：线 ${because.hwirq} 超出 ${because.domain} 的${because.size === undefined ? '最后一条' : ` ${because.size} 条线`}`;
    case 'resources':
      return '：按硬件现在的设置，这条线不能作中断：它是输出，或已被占用';
    case 'no-domain':
      return `：${because.controller} 没有域`;
    case 'controller':
      return `：${because.controller} 拒绝 ${cells(because.cells)}`;
    case 'unknown':
      return '';
  }
}

function reasonFix(because: RefusedBecause): string {
  switch (because.kind) {
    case 'trigger':
      return '在最后一个单元写别的触发方式：控制器的绑定文档说明它能做哪些。驱动也可能不管单元写什么，要求自己的触发方式。';
    case 'too-large':
      return because.size === undefined ? '请写控制器具有的线号。' : `请写不超过 ${because.size - 1} 的数。`;
    case 'resources':
      return '请指明复位后为输入的线，或让固件把它设为输入。';
    case 'no-domain':
      return `请查明 ${because.controller} 为何没有启动：它的 status、compatible、自己的中断、内核中的驱动。`;
    case 'controller':
      return `请把单元与 ${because.controller} 的绑定文档对照：哪些线能中断，用什么触发方式。`;
    case 'unknown':
      return '见 Linux 所走的路径及其日志。';
  }
}

export const findings: Translation<typeof english> = {
  badParentPhandle: ({ phandle }) => ({
    message: `interrupt-parent 是 <${hex(phandle)}>，而没有节点有这个 phandle`,
    consequence: `Linux 找不到该节点中断的控制器。${ENXIO}`,
    fix: '请指明控制器：interrupt-parent = <&LABEL>;',
  }),
  noParent: {
    message: '节点有中断，而它和它之上的节点都没有通向控制器的 interrupt-parent',
    consequence: `Linux 找不到该节点中断的控制器。${ENXIO}`,
    fix: '请给该节点或根节点加上 interrupt-parent = <&LABEL>;。',
  },
  parentIsNoProvider: ({ parent, taken, fits, near }) => ({
    message: `interrupt-parent 指明 ${parent}，而它不是中断控制器，也没有 interrupt-map`,
    consequence:
      taken === undefined
        ? 'Linux 继续到那个节点的父级，找不到控制器。驱动的申请失败。'
        : `Linux 继续到那个节点的父级${
            {
              whole: `，不作提示地把单元交给 ${taken}。`,
              short: `，到达 ${taken}，而单元对它太少。驱动的申请失败。`,
              over: `，不作提示地把前面的单元交给 ${taken}：不是所指的线。`,
            }[fits]
          }`,
    fix: `${taken === undefined || fits !== 'whole' ? '请指明' : '请去掉 interrupt-parent，或指明'}真正的控制器${near === undefined ? '。' : `：是否像旁边的节点一样用 ${near}？`}`,
  }),
  oddSize: ({ property, bytes }) => ({
    message: `${property} 有 ${bytes} 字节，不是整数个单元`,
    consequence: 'Linux 忽略多余的字节。',
    fix: '请写 32 位单元：<…>。',
  }),
  tooFewCells: ({ parent, wanted, given }) => ({
    message: `中断有 ${given} 个单元，而 ${parent} 需要 ${wanted} 个`,
    consequence: 'Linux 无法读取这一项。驱动的申请失败。',
    fix: wanted === 3 ? '请写三个单元：种类（0 SPI，1 PPI）、编号、触发方式。' : `每个中断请写 ${wanted} 个单元。`,
  }),
  leftoverCells: ({ parent, width, all, first, saidBy }) => ({
    message: `interrupts 有 ${all.length} 个单元，而 ${parent} 每个中断取 ${width} 个：多出 ${all.length % width} 个`,
    consequence: `Linux 不作提示地把 ${cells(first)} 当作 ${parent} 的第一个中断，并忽略其余：偶然占用了一条线。`,
    fix:
      saidBy === undefined
        ? `每个中断请写 ${width} 个单元，或指明这些单元所属的控制器：interrupt-parent = <&LABEL>;`
        : `interrupt-parent 来自 ${saidBy}。请指明这些单元所属的控制器：interrupt-parent = <&LABEL>;`,
  }),
  extendedDangling: ({ phandle, index }) => ({
    message: `interrupts-extended 的第 ${index} 项指明 phandle ${hex(phandle)}，而没有节点有它`,
    consequence: `Linux 无法读取这一项及其后各项。${ENXIO}`,
    fix: '请指明控制器：interrupts-extended = <&LABEL …>;',
  }),
  extendedNoCells: ({ to, index }) => ({
    message: `interrupts-extended 的第 ${index} 项指明 ${to}，而它没有 #interrupt-cells`,
    consequence: `Linux 无法读取这一项及其后各项。${ENXIO}`,
    fix: '请指明一个中断控制器。',
  }),
  extendedShort: ({ to, index, wanted, given }) => ({
    message: `interrupts-extended 的第 ${index} 项有 ${given} 个单元，而 ${to} 需要 ${wanted} 个`,
    consequence: `Linux 无法读取这一项。${ENXIO}`,
    fix: `请在 phandle 之后写 ${wanted} 个单元。`,
  }),
  extendedFallsBack: ({ message }) => ({
    message: `${message}；同时还有 interrupts`,
    consequence: 'Linux 记入日志，并改用 interrupts 的项。',
    fix: '请修正或去掉 interrupts-extended。',
  }),
  both: {
    message: '节点同时有 interrupts 和 interrupts-extended',
    consequence: 'Linux 按规范取 interrupts-extended，忽略 interrupts。',
    fix: '请去掉其中一个。',
  },
  moreNames: ({ names, interrupts }) => ({
    message: `interrupt-names 有 ${names} 个名称，而节点有 ${interrupts} 个中断`,
    consequence: '按最后几个名称申请的驱动得不到中断。',
    fix: '请给每个中断一个名称。',
  }),
  notACell: ({ property }) => ({
    message: `${property} 不是单个单元`,
    consequence: '有足够字节时 Linux 读其前 32 位，否则当作没有这个属性。',
    fix: `请写 ${property} = <N>;`,
  }),
  circle: ({ node }) => ({
    message: `${node} 的中断父级成环`,
    consequence: '一有人申请，Linux 就永远跟随下去：启动卡住。',
    fix: '请让链条终止于根控制器。',
  }),
  circleUnused: ({ node }) => ({
    message: `${node} 的中断父级成环，而还没有中断使用它们`,
    consequence: '一旦有设备在那里申请中断，Linux 会永远跟随下去：启动卡住。',
    fix: '请让链条终止于根控制器。',
  }),
  zeroCells: ({ node }) => ({
    message: `${node} 的 #interrupt-cells 为 0`,
    consequence: 'Linux 会无休止地数其下节点的中断：启动停在那里。',
    fix: '请写出该控制器的一个中断占几个单元：GIC 为 3。',
  }),
  deadEnd: ({ node }) => ({
    message: `中断的路径终止于 ${node}，而它不是控制器，也没有中断父级`,
    consequence: SILENT,
    fix: '请把链条引向一个控制器。',
  }),
  noInterruptCells: ({ node, users, read }) => ({
    message: `${node} 是 interrupt-controller，却没有 #interrupt-cells`,
    consequence:
      users === 0
        ? '没有设备能指明它的中断。'
        : read === undefined
          ? `Linux 越过它而找不到其他控制器：它走到父级，再寻找 ${node} 的域，而没有这个域。申请接到它的 ${users} 个中断的设备被永远推迟，没有提示。`
          : `Linux 越过它：接到它的 ${users} 个中断的单元由 ${read} 解读，没有提示。`,
    fix: '请加上 #interrupt-cells = <2>;（数目见其绑定文档）。',
  }),
  notAController: ({ node, users, read }) => ({
    message: `${node} 有 #interrupt-cells，却既不是 interrupt-controller，也没有 interrupt-map`,
    consequence:
      users === 0
        ? 'Linux 不把它当作控制器。没有中断通向它。'
        : read === undefined
          ? `Linux 不把它当作控制器：接到它的 ${users} 个中断得不到。`
          : `Linux 不把它当作控制器，不作提示地把 ${users} 个中断的单元交给 ${read}。`,
    fix: '请加上属性 interrupt-controller;',
  }),
  rootNotAController: ({ node }) => ({
    message: `GIC ${node} 缺少属性 interrupt-controller`,
    consequence: 'of_irq_init() 略过它。没有根控制器，Linux 在启动早期停下。',
    fix: '请加上属性 interrupt-controller;',
  }),
  duplicatePhandle: ({ phandle, first, node, used }) => ({
    message: `${node} 的 phandle ${hex(phandle)} 也是 ${first} 的`,
    consequence: used
      ? `对每个引用，Linux 都取树中的第一个节点 ${first}，包括本指另一个的中断。`
      : `对每个引用，Linux 都取树中的第一个节点 ${first}。`,
    fix: '请给每个节点自己的 phandle；让 dtc 来选。',
  }),
  obsoleteChosen: {
    message: '/chosen 有已废弃的属性 interrupt-controller',
    consequence: 'Linux 不读它。',
    fix: '请去掉它。',
  },
  mapSize: ({ bytes }) => ({
    message: `interrupt-map 有 ${bytes} 字节，不是整数行`,
    consequence: 'Linux 读到第一个无法切分的行为止。',
    fix: '每行请写：单元地址、中断说明符、父级、其单元地址、其中断说明符。',
  }),
  mapRow: ({ row, why, lost }) => ({
    message: `interrupt-map 第 ${row} 行${
      {
        phandle: '指明的 phandle 不属于任何节点',
        'no-cells': '指明的节点没有 #interrupt-cells',
        short: '不完整：剩下的单元比其父级需要的少',
        long: '的单元比 Linux 读的多',
      }[why]
    }`,
    consequence: `Linux 在这一行停止读取：只有它或其后的行覆盖的，得不到中断${lost === 0 ? '' : `（这里有 ${lost} 个）`}。`,
    fix: '请重写这一行。一行包括本节点的 #address-cells 和 #interrupt-cells 个单元、父级的 phandle，以及父级自己的 #address-cells（没有则为 0）和 #interrupt-cells 个单元。',
  }),
  mapMask: ({ given, wanted }) => ({
    message: `interrupt-map-mask 有 ${given} 个单元，而一行的子侧有 ${wanted} 个`,
    consequence: 'Linux 从其结尾之外取缺少的掩码单元，或忽略多余的。',
    fix: `请写 ${wanted} 个单元。`,
  }),
  mapNoAddressCells: {
    message: '节点有 interrupt-map，却没有 #address-cells',
    consequence: 'Linux 取其上最近节点的 #address-cells。',
    fix: '请加上 #address-cells。',
  },
  mapNoRow: ({ nexus, wanted, row }) => ({
    message: `${nexus} 的 interrupt-map 没有 ${cells(wanted)} 的行`,
    consequence: `${SILENT}Linux 的日志不说原因。${row === undefined ? '' : `最接近的行是 ${row}。`}`,
    fix: `请为 ${cells(wanted)} 加一行，或改正中断的单元。`,
  }),
  mapNoPinRow: ({ nexus, bdf, pin, slot }) => ({
    message: `${nexus} 的 interrupt-map 没有插槽 ${slot} 的 INT${pin} 的行，而 ${bdf} 的 INTx 从那里出来`,
    consequence: '该功能没有 INTx：不用 MSI 的驱动得不到中断。',
    fix: `请为插槽 ${slot}、INT${pin} 加一行。插槽中的桥会轮换其后设备的引脚：一个插槽需要 INTA 到 INTD 的行。`,
  }),
  mapSomePins: ({ pins }) => ({
    message: `interrupt-map 只有 ${pins.map((pin) => `INT${pin}`).join('、')} 的行`,
    consequence: '桥之后的功能，或多功能设备，可能使用其他引脚，那就没有 INTx。本次运行不能断定是否有这样的功能。',
    fix: '请在板卡确有接线处加上 INTA 到 INTD 的行。',
  }),
  mapOverlap: ({ row, first }) => ({
    message: `interrupt-map 第 ${row} 行与第 ${first} 行是同一个中断，却通向别处`,
    consequence: `Linux 取第 ${first} 行。第 ${row} 行永远用不到。`,
    fix: '请去掉其中一行，或改正其子侧。',
  }),
  mapUnreachable: ({ row, pin }) => ({
    message: `interrupt-map 第 ${row} 行针对引脚 ${pin}，而没有 PCI 功能有它`,
    consequence: '没有设备能到达这一行。',
    fix: '引脚是 1（INTA）到 4（INTD）。',
  }),
  mapDisabled: ({ row, parent, used }) => ({
    message: `interrupt-map 第 ${row} 行通向 ${parent}，而它已禁用`,
    consequence: used ? `Linux 略过这一行。${SILENT}` : 'Linux 略过这一行，如同没有它。',
    fix: '请启用该控制器，或把这一行引向别处。',
  }),
  msiParentDangling: ({ phandle }) => ({
    message: `msi-parent 指明 phandle ${hex(phandle)}，而没有节点有它`,
    consequence: 'Linux 找不到设备消息的控制器：它没有 MSI。',
    fix: '请指明 MSI 控制器：msi-parent = <&LABEL>;',
  }),
  msiParentShort: ({ parent, wanted, given }) => ({
    message: `msi-parent 给 ${parent} 的单元有 ${given} 个，而它需要 ${wanted} 个`,
    consequence: 'Linux 无法读取这一项：设备没有 MSI。',
    fix: `请在 phandle 之后写 ${wanted} 个单元。`,
  }),
  msiMapSize: ({ bytes }) => ({
    message: `msi-map 有 ${bytes} 字节，不是整数个四单元的行`,
    consequence: 'Linux 拒绝整个映射：没有功能得到 MSI。',
    fix: '请写四个一行：第一个 RequesterID、控制器、第一个 DeviceID、数目。',
  }),
  msiMapDangling: ({ row, phandle }) => ({
    message: `msi-map 第 ${row} 行指明 phandle ${hex(phandle)}，而没有节点有它`,
    consequence: '这一行中的功能没有 MSI：其驱动用 INTx，或失败。',
    fix: '请指明 MSI 控制器。',
  }),
  msiMapTarget: ({ row, target }) => ({
    message: `msi-map 第 ${row} 行指明 ${target}，而它不是 msi-controller`,
    consequence: '这一行中的功能没有 MSI：其驱动用 INTx，或失败。',
    fix: '请指明 MSI 控制器。',
  }),
  msiMapOverlap: ({ row, first }) => ({
    message: `msi-map 第 ${row} 行覆盖的 RequesterID 第 ${first} 行也覆盖`,
    consequence: `Linux 对它们取第 ${first} 行。`,
    fix: '请让每个 RequesterID 只在一行中。',
  }),
  msiMapMask: ({ row, mask }) => ({
    message: `msi-map 第 ${row} 行从 msi-map-mask ${hex(mask)} 略去的 ID 开始`,
    consequence: 'Linux 从那里起拒绝映射：那些功能没有 MSI。',
    fix: '请改正掩码或该行的第一个 ID。',
  }),
  msiMapHole: ({ bdf, requester }) => ({
    message: `msi-map 没有行覆盖 ${bdf} 的 RequesterID ${hex(requester)}`,
    consequence: '该功能没有 MSI：其驱动用 INTx，或失败。',
    fix: '请扩大 msi-map 的一行，或加一行。',
  }),
  msiMapOffset: ({ row, first, out }) => ({
    message: `msi-map 第 ${row} 行把从 ${hex(first)} 起的 RequesterID 变为从 ${hex(out)} 起的 DeviceID`,
    consequence:
      'Linux 按这些 DeviceID 设置 ITS。主桥是否发送它们，从设备树看不出来：若它原样发送 RequesterID，则没有消息到达。',
    fix: '请与 SoC 的手册对照；ID 不偏移时，第三个单元等于第一个。',
  }),
  noMsiMap: ({ controller }) => ({
    message: `主桥既没有 msi-map 也没有 msi-parent，而板卡有 MSI 控制器 ${controller}`,
    consequence: 'PCI 功能没有 MSI 和 MSI-X：驱动用 INTx，或失败。',
    fix: '请加上 msi-map = <0x0 &LABEL 0x0 0x10000>;，用 MSI 控制器的标号。',
  }),
  itsNotMsiController: ({ node }) => ({
    message: `ITS ${node} 缺少属性 msi-controller`,
    consequence: 'Linux 忽略这个 ITS：板卡的设备都没有 LPI，PCI 功能退回到 INTx。',
    fix: '请加上 msi-controller; 和 #msi-cells = <1>;',
  }),
  itsNonCoherent: {
    message: 'ITS 标为 dma-noncoherent，而 Linux 6.1 不读它',
    consequence:
      'Linux 6.1 以可缓存方式映射 ITS 的表。若 ITS 不监听缓存，它读到旧的表，LPI 会丢失。模型的运行显示不出这一点。',
    fix: '请用 Linux 6.6 或更新的，或带有那个修改的内核。',
  },
  v2mOverlap: ({ node, other, first, last }) => ({
    message: `MSI 帧 ${node} 和 ${other} 都分发 SPI ${first} 到 ${last}`,
    consequence: '两个设备的消息可能得到同一个 SPI。',
    fix: '请给每个帧自己的 arm,msi-base-spi 和 arm,msi-num-spis。',
  }),
  tooFewVectors: ({ bdf, wanted, got }) => ({
    message: `${bdf} 申请 ${wanted} 个向量，得到 ${got} 个`,
    consequence: got === 0 ? 'MSI 控制器没有那么大的块：驱动用更少的，或 INTx，或失败。' : '驱动以更少的队列继续。',
    fix: 'MSI 帧能分发的与其 SPI 一样多；ITS 能容纳数千个。',
  }),
  gicKind: ({ kind, node, meant }) => ({
    message: `第一个单元是 ${kind}，而 ${node} 认识 0（SPI）、1（PPI），作为 GICv3 还有扩展范围的 2 和 3`,
    consequence: `Linux 无法转换这个中断。${ENXIO}`,
    fix:
      meant === undefined
        ? 'SPI 请写 0，PPI 请写 1。'
        : `${kind} 是 ${meant} 的 phandle：请用 interrupts-extended = <…>; 代替 interrupts。`,
  }),
  gicRange: ({ kind, number, last }) => ({
    message: `没有 ${kind} ${number}：最后一个是 ${kind} ${last}`,
    consequence: '这个编号不是那一种的 INTID。申请失败，或占用另一种的中断。',
    fix: `请写不超过 ${last} 的数。SPI 的单元是其 INTID 减 32，PPI 的是其 INTID 减 16。`,
  }),
  gicImplemented: ({ number, lines }) => ({
    message: `SPI ${number} 是 INTID ${number + 32}，而分发器实现的 INTID 到 ${lines - 1}`,
    consequence: '没有这条线的寄存器。设置触发方式以 -EINVAL 失败，驱动的申请也就失败；不设置触发方式时它从不触发。',
    fix: `请写不超过 ${lines - 33} 的数。`,
  }),
  gicTrigger: ({ number, flags, as }) => ({
    message: `SPI ${number} 要求触发方式“${trigger(flags)}”，而 GIC 的 SPI 只能是高电平或上升沿`,
    consequence: '驱动申请中断时 Linux 拒绝这个触发方式：驱动得到 -EINVAL，多数会放弃。',
    fix: `请写 <${hex(as)}>（${trigger(as)}）。若设备的线以低为有效，中间有东西把它反相，否则就是板卡接错了。`,
  }),
  triggerNone: ({ versionWarns }) => ({
    message: '触发方式的单元是 0（IRQ_TYPE_NONE）',
    consequence: `这条线保持复位后的触发方式${versionWarns ? '，并且 Linux 打印带调用栈的警告' : ''}。`,
    fix: '请按设备的驱动方式写 4（高电平）或 1（上升沿）。',
  }),
  looksLikeIntid: ({ number, why }) => ({
    message: `SPI ${number} 看起来像 INTID：${why}`,
    consequence: `SPI ${number} 是 INTID ${number + 32}。如果 ${number} 是手册里的 INTID，单元应为 ${number - 32}。本次运行不能证明是哪条线；Linux 什么也不说，而中断从不到来。`,
    fix: `如果手册里的编号是 INTID，请写 ${number - 32}。`,
  }),
  likeSiblings: ({ siblings, expected }) => `它的同类 ${siblings} 按等差推得 SPI ${expected}，即小 32`,
  likeNode: ({ other, number }) => `${other} 也有 SPI ${number}，而 SPI ${number - 32} 没有设备使用`,
  intid: ({ intid }) => `INTID ${intid}`,
  line: ({ line }) => `线 ${line}`,
  twoTriggers: ({ controller, line, first, firstFlags, flags, refused }) => ({
    message: `${controller} 的 ${line} 在这里要求“${trigger(flags)}”，在 ${first} 要求“${trigger(firstFlags)}”`,
    consequence: refused
      ? `Linux 先为 ${first} 映射了这条线。它拒绝第二个触发方式：这个申请得不到中断。`
      : 'Linux 保持先申请者的触发方式，拒绝另一个。本次运行中并非两者都申请。',
    fix: '请给两者相同的触发方式，或改正其中一个的编号。',
  }),
  notShared: ({ other, irq, proven }) => ({
    message: `irq ${irq} 已${other === '' ? '' : `由 ${other} `}申请，而并非两个驱动都共享它（IRQF_SHARED）`,
    consequence: `第二个申请以 -EBUSY 失败，probe 也随之失败。${proven ? '' : UNPROVEN}`,
    fix: '请改正其中一个的编号；若这条线确实共享，两个驱动都须有 IRQF_SHARED。',
  }),
  storm: ({ irq }) => ({
    message: `irq ${irq} 来了 100,000 次而没有人处理`,
    consequence: 'Linux 关掉这条线。其上的设备都不再得到中断。',
    fix: '请改正编号或触发方式：没有人请求服务时这条线是有效的。',
  }),
  wireElsewhere: ({ to, says, cell }) => ({
    message: `这个中断的线${to === undefined ? '不接任何地方' : `通向 ${to.controller} 的 ${to.name}`}，而设备树说是 ${says.controller} 的 ${says.name}`,
    consequence: '设备驱动的线没有人听。它的驱动等待永远不来的中断；Linux 什么也不说。',
    fix: cell === undefined ? '请按线的实际情况写单元。' : `编号请写 ${cell}。`,
  }),
  controllerDisabled: ({ node, users }) => ({
    message: `${node} 已禁用，而有 ${users} 个中断接到它`,
    consequence: 'Linux 不为它创建域。申请被永远推迟，没有提示。',
    fix: '请在那里写 status = "okay";，或给使用者另一个控制器。',
  }),
  gicDisabled: ({ node }) => ({
    message: `GIC ${node} 已禁用`,
    consequence: 'of_irq_init() 略过它。没有根控制器，Linux 在启动早期停下。',
    fix: '请写 status = "okay";',
  }),
  noControllerDriver: ({ node, compatible, users, version }) => ({
    message: `Linux ${version} 没有控制器 ${node}（${compatible}）的驱动，而有 ${users} 个中断接到它`,
    consequence: '它永远没有域。申请被永远推迟，没有提示。',
    fix: '请检查 compatible；否则内核需要一个驱动。',
  }),
  leftBehind: ({ node, parent }) => ({
    message: `of_irq_init() 落下了 ${node}：它等待父级 ${parent}，而后者从不启动`,
    consequence: '这个控制器和接到它的一切都得不到中断。',
    fix: '请指明这个内核会启动的父级，或去掉该节点。',
  }),
  initFailed: ({ node }) => ({
    message: `控制器 ${node} 的驱动放弃了`,
    consequence: '这个控制器和接到它的一切都得不到中断。',
    fix: '见 Linux 的日志；请检查 reg、interrupts 和 compatible。',
  }),
  noDistributor: ({ node, at }) => ({
    message: `${node} 的第一个 reg 项（${at}）不是 GIC 分发器`,
    consequence: 'Linux 在那里读到别的 ID 而放弃，或读到没有响应的地址而崩溃。没有根控制器，Linux 在启动早期停下。',
    fix: '请先给出分发器的地址。',
  }),
  shortDistributor: ({ node, size }) => ({
    message: `${node} 的第一个 reg 项长 ${hex(size)}，而 GICv3 的分发器有 0x10000`,
    consequence: 'Linux 在映射区之外读分发器的 ID，因数据中止而崩溃。',
    fix: '第一个 reg 项的大小请写 0x10000。',
  }),
  noRedistributors: ({ node, wanted, given }) => ({
    message: `${node} 的 reg 有 ${given} 项，而 GICv3 需要分发器和 ${wanted} 个再分发器区域`,
    consequence: 'Linux 无法映射再分发器而放弃。没有根控制器，Linux 在启动早期停下。',
    fix: '请加上再分发器区域，作为 reg 的第二项。',
  }),
  shortRedistributors: ({ node, room, cpus, size }) => ({
    message: `${node} 的再分发器区域只容得下 ${cpus} 个 CPU 中的 ${room} 个`,
    consequence: 'Linux 在区域之外寻找某个 CPU 的再分发器，因数据中止而崩溃。',
    fix: `区域请至少长 ${hex(size)}：每个 CPU 0x20000，GICv4 为 0x40000。`,
  }),
  stride: ({ said, real }) => ({
    message:
      real === undefined
        ? `redistributor-stride 是 ${hex(said)}，而 GIC 的再分发器相距 0x20000，GICv4 为 0x40000`
        : `redistributor-stride 是 ${hex(said)}，而硬件的再分发器相距 ${hex(real)}`,
    consequence:
      real === undefined
        ? 'Linux 按该属性寻找它们。若不在那里，内核会因外部中止而崩溃，或者找不到某个 CPU 的再分发器。运行相信设备树，因此无法证明；场景的 hardware.gicr.stride 可以另作说明。'
        : 'Linux 在没有再分发器的地方寻找：外部中止，内核崩溃。',
    fix: '请删除该属性：没有它时 Linux 从 GICR_TYPER 读出再分发器的大小。',
  }),
  noMaintenance: {
    message: 'GIC 没有维护中断',
    consequence: 'KVM 不能给客户机虚拟 GIC；此外没有什么需要它。',
    fix: '若 GIC 有它，请加上 interrupts = <1 9 4>;。',
  },
  bankAlone: ({ node, users }) => ({
    message: `${node} 是 interrupt-controller，自己却没有中断，而有 ${users} 个中断接到它`,
    consequence: '它的驱动照样给出线路，因此每个请求都成功。但没有什么告诉 CPU 哪条线路有效：中断永远不来。',
    fix: '请按其到父控制器的接线添加 interrupts = <…>;，或者用 gpios 指明线路，让驱动轮询。',
  }),
  pmuShort: ({ given, wanted }) => ({
    message: `interrupt-affinity 有 ${given} 项，而 PMU 有 ${wanted} 个中断`,
    consequence: `Linux 找不到中断 ${given} 的 CPU 而放弃：probe 以 -EINVAL 失败，perf 没有硬件事件。`,
    fix: '请按顺序写出每个中断的 CPU。',
  }),
  pmuNoCpu: ({ index, target, dangling, reached }) => ({
    message: `interrupt-affinity 的第 ${index} 项指向 ${target ?? '没有节点拥有的 phandle'}${dangling ? '' : reached ? '，它不是 CPU' : '，它不存在'}`,
    consequence: dangling
      ? 'Linux 找不到该中断的 CPU 而放弃：probe 以 -EINVAL 失败，perf 没有硬件事件。'
      : 'Linux 跳过该中断：没有谁请求它，而本来所指的 CPU 没有计数器溢出中断，perf 无法在那里采样。',
    fix: '请写出该中断所属计数器的 CPU。',
  }),
  pmuTwice: ({ index, cpu, first }) => ({
    message: `interrupt-affinity 的第 ${index} 项与第 ${first} 项都指向 ${cpu}`,
    consequence: '一个 CPU 只有一个 PMU 中断。Linux 放弃：probe 以 -EINVAL 失败。',
    fix: '请为其中一个写出另一个 CPU。',
  }),
  pmuSeveralPpis: ({ interrupts }) => ({
    message: `PMU 有 ${interrupts} 个中断，其中有 PPI`,
    consequence: '一个 PPI 供所有 CPU 使用。Linux 放弃：probe 以 -EINVAL 失败。',
    fix: '请写一个 PPI，或者为每个 CPU 写一个 SPI 并加上 interrupt-affinity。',
  }),
  pmuMore: ({ given, cpus }) => ({
    message: `PMU 有 ${given} 个中断而没有 interrupt-affinity，板上有 ${cpus} 个 CPU`,
    consequence: 'Linux 把中断 0 当作 CPU 0 的，依此类推，并跳过多余的。',
    fix: '请写 interrupt-affinity = <&CPU …>;，每个中断一个 CPU。',
  }),
  pmuGuesses: ({ given }) => ({
    message: `PMU 有 ${given} 个 SPI 而没有 interrupt-affinity`,
    consequence:
      given === 1
        ? 'Linux 猜测该中断属于 CPU 0，并会记录。其他 CPU 没有硬件事件。'
        : 'Linux 猜测中断 0 属于 CPU 0，依此类推，并会记录。若不对，perf 计的是别的 CPU。',
    fix: '请添加 interrupt-affinity = <&CPU …>;，每个中断一个 CPU。',
  }),
  pmuLeaves: ({ cpus }) => ({
    message: `唯一的 PMU 的 interrupt-affinity 没有提到 ${cpus.join('、')}`,
    consequence: 'perf 在这些 CPU 上没有硬件事件。',
    fix: '若硬件有，请添加它们的中断和 CPU。',
  }),
  timerShared: ({ count }) => ({
    message: `架构定时器的 ${count} 个中断是 SPI，而每个 CPU 的定时器用 PPI`,
    consequence: 'Linux 请求每个 CPU 各自的中断，被以 -EINVAL 拒绝：该定时器不可用，内核改用别的时钟（若有）。',
    fix: '类型请写 1（PPI）：CPU 的定时器是 PPI 13、14、11 和 10。',
  }),
  noInterrupts: ({ device, fate }) => ({
    message: `${device} 的驱动申请中断，而节点没有列出`,
    consequence: `申请失败。${fate}`,
    fix: '请按设备的接线加上 interrupts = <…>;。',
  }),
  refused: ({ index, result, because, fate }) => ({
    message:
      fate === undefined
        ? `Linux 没有从对该节点中断 ${index} 的申请中返回`
        : `对该节点中断 ${index} 的申请失败${result === undefined ? '' : `：${result}`}${reasonText(because)}`,
    consequence: fate ?? '内核停在这里。',
    fix: reasonFix(because),
  }),
  misspelt: ({ property, name, fate }) => ({
    message: `属性 ${property} 很像 ${name}，而驱动请求了中断却没有找到`,
    consequence: `Linux 不读 ${property}，也不作任何说明。申请失败。${fate}`,
    fix: `请写 ${name}。`,
  }),
  noDriver: ({ compatible, version, near }) => ({
    message: `Linux ${version} 在 arm64 上可有的驱动都不匹配 ${compatible}`,
    consequence: '没有驱动按 compatible 接管该节点，因此没有人申请它的中断。另一个节点的驱动可能会使用它；这没有建模。',
    ...(near === undefined ? {} : { fix: `请检查 compatible 的拼写：Linux 认得 ${near}。` }),
  }),
  commandRefused: ({ command, error, why }) => ({
    message: `${command} 被拒绝：${error}：${why}`,
    consequence: '没有变化。',
  }),
  waitsForDisabled: ({ supplier }) => ({
    message: `设备等待 ${supplier}，而它已禁用`,
    consequence: '它被永远推迟，从不申请自己的中断。',
    fix: '请启用供应者。',
  }),
  explain: {
    noRow: '本次运行没有这样的中断。',
    irq: ({ irq, source }) => `irq ${irq}${source === undefined ? '' : `，来自 ${source}`}`,
    otherNumber: ({ irq }) => `这里是 irq ${irq}；编号每次启动可能不同。`,
    otherLine: ({ chip, hwirq }) => `这里这些处理函数在 ${chip} ${hwirq}：另一条线。`,
    otherActions: ({ actions }) => (actions === '' ? '这里没有人申请它。' : `这里它的处理函数是 ${actions}。`),
    meaning: {
      storm: ({ irq, off }) =>
        off
          ? `Linux 关掉了 irq ${irq} 的线，因为没有人处理它（“nobody cared”）：它的设备都不再得到中断。`
          : `irq ${irq} 不断到来，100,000 次中有 99,900 次它的处理函数都说与己无关。Linux 关掉这条线。多半是设备树里的触发方式或编号有误，或者发出请求的设备没有驱动。`,
      flags: ({ irq, asker, owner, differ }) =>
        `${asker} 申请 irq ${irq}，而 ${owner} 已有它，因此以 -EBUSY 被拒绝。${differ
          .map(
            (each) =>
              ({
                shared: '共享一条线的驱动都须有 IRQF_SHARED，而并非两个都有。',
                trigger: '两者要的触发方式不同。',
                oneshot: '一个在线程运行完之前让线关着（IRQF_ONESHOT），另一个不是。',
              })[each],
          )
          .join('')}`,
      type: ({ hwirq, controller }) =>
        `${controller} 的输入 ${hwirq} 已按一种触发方式映射，之后又以另一种申请。第二个申请失败：它的驱动得不到中断。`,
    },
  },
  walk: {
    specifier: ({ cells: given, node }) => `${node} 得到 ${cells(given)}`,
    row: ({ row, child, fate }) =>
      `第 ${row} 行，${cells(child)}：${{ differs: '不同', disabled: '符合，而其父级已禁用', taken: '符合' }[fate]}`,
    passed: '既不是控制器也不是 nexus：同样的单元交给它的中断父级',
    'no-parent': '找不到中断父级',
    circle: '中断父级成环',
    short: ({ wanted, given }) => `需要 ${wanted} 个单元，而剩下 ${given} 个`,
    'no-row': '没有符合的行',
    'bad-row': ({ row }) => `第 ${row} 行无法读取`,
    'no-controller': '不是控制器，也没有中断父级',
    'name-kept': 'Linux 寻找这个节点的域，而没有',
    'too-long': '单元比 Linux 读的多',
    controller: '控制器',
    gpio: 'gpios 所指的线的中断',
    unlisted: '节点没有列出这样的中断',
    pin: ({ bdf, pin }) => `${bdf} 在根总线的 INT${pin}`,
  },
  supplier: {
    disabled: '它已禁用',
    deferred: '它也被推迟',
    'no-driver': '它没有驱动',
    'no-device': 'Linux 不为它创建设备',
    'not-probed': '没有驱动接管它',
    up: '它有驱动，但不为此创建域',
    failed: ({ error }) => `它的 probe 以 ${error} 失败`,
  },
  outcomes: {
    deferred: ({ chain }) =>
      `probe 被永远推迟${chain.length === 0 ? '' : `。它等待 ${chain.map(({ path, why }) => `${path}，${why}`).join('；')}`}。/sys/kernel/debug/devices_deferred 里有它。`,
    fixSupplier: ({ path, why }) =>
      `请让 ${path} 启动（${why}）：检查它的 status、compatible，以及内核是否有它的驱动。`,
    refused: '它的初始化失败，或没有中断而继续。',
    without: '驱动没有中断而继续：它轮询，或不用。',
    withoutStandIn: ({ core }) =>
      `${core === undefined ? '代用驱动没有中断而继续。' : `${core} 没有中断而继续，并调用驱动的 probe。`}驱动本身是否如此没有建模：许多驱动没有中断就放弃。`,
    probeFails: ({ error }) => `驱动的 probe 以 ${error} 失败：没有这个设备。`,
    probeFailsStandIn: ({ error }) =>
      `这时大多数驱动的 probe 以 ${error} 失败并写入日志，这里的代用驱动也是如此；它自己的驱动没有建模，可能没有中断而继续（轮询）。`,
    noPin: '该功能没有 INTx：不用 MSI 的驱动得不到中断，或轮询。',
    died: ({ panic }) => `Linux 没有从这个申请中返回：${panic}`,
    gaveUp: ({ driver, error, line }) =>
      `${driver} 因其他原因以 ${error} 放弃了该设备${line === undefined ? '' : `：${line}`}。没有谁请求它的中断，它后面的设备也找不到。`,
    elsewhere: ({ controller, cells: given }) => `Linux 不作提示地取 ${controller} 的 ${cells(given)}：不是所指的线。`,
  },
  results: {
    deferred: '-EPROBE_DEFER',
    none: '没有 irq',
    died: 'panic',
    elsewhere: '另一条线',
    notAsked: ({ error }) => `未请求：其 probe 以 ${error} 失败`,
  },
};
