/** Titles of the bundled tours. */
import type { tours as english } from '../../en/page/tours.ts';
import type { Translation } from '../../translation.ts';

export const tours: Translation<typeof english> = {
  gicv3: 'GICv3 如何启动',
  vfio: 'VFIO 对 NVMe 做了什么',
  'why-not': '中断为何到不了',
  doorbell: '从门铃到处理函数',
  newer: '新内核改变了什么',
  map: '阅读 interrupt-map',
  gpio: 'GIC 之后的 GPIO 组中的一条线',
};
