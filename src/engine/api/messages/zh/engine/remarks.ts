/** What a person should know about a run before believing its numbers. */
import type { remarks as english } from '../../en/engine/remarks.ts';
import type { Translation } from '../../translation.ts';
import { counted } from '../words.ts';

export const remarks: Translation<typeof english> = {
  cpus32: ({ compatible }) =>
    `它的 CPU（${compatible}）是 32 位的，而这里建模的是 arm64 的内核：中断控制器和驱动是同样的代码，但 CPU 的启动、IPI、定时器和 PMU 与你的内核不同。`,
  assumed: ({ registers }) =>
    `${registers.join('、')} 等使用 QEMU virt 板的值，因为设备树没有说明它们；Linux 据此打印的数字也是如此。${registers.includes('GICD_TYPER') ? '只有分发器的 SPI 数取最大值：超出你的板卡的编号不会被发现。' : ''}请在“编辑”、JSON 的 "hardware" 中给出你的板卡的值。`,
  assumedLevel:
    '假定 Linux 从 EL1 进入，因此用虚拟定时器。多数板卡从 EL2 进入 Linux，那时用的是虚拟机监控程序定时器（VHE）或物理定时器；请用 "el2" 说明。',
  assumedFirmware:
    '假定固件允许 Linux 把 PDC 设为直通（qcom_scm_io_writel）：若固件拒绝，PDC 会自己保存 GPIO 的中断；请在 "hardware" 下用 "secure" 说明。',
  unknownNames: ({ names, properties, uncertain, headers }) => {
    const what = `${counted(names, '个未知名称')}${names === 0 ? '' : `，在 ${properties.join('、')}中`}`;
    const places = uncertain.map(({ path, property, name }) => `${path} 的 ${property}（${name}）`).join('、');
    const decides = uncertain.length === 0 ? '都与中断无关' : `不确定，因为未知的以 0 代替：${places}`;
    return `${what}${names === 0 ? '' : `；${decides}`}。缺少头文件：${headers.join('、')}。请把板卡连同其内核源码树的包含目录（include/dt-bindings）一起拖入。`;
  },
  noController: '设备树中没有其他一切所通向的中断控制器。',
  notModelled: ({ controller, compatible }) =>
    `它的根中断控制器 ${controller}（${compatible ?? '没有 compatible'}）没有建模。因此这里的 of_irq_init() 找不到它的驱动，而你的内核能找到。`,
};
