/** What functions are for: what stands in for drivers that are not modelled. */
import type { FunctionWords } from '../../en/engine/functions.ts';

export const standIns: FunctionWords = {
  // stand-ins/declared.ts
  stand_in_timer: '处理其驱动没有建模的定时器。',
  // stand-ins/described.ts
  described_irq: '处理设备的中断：只需接收它。在共享的线上，要询问设备是否由它引起。',
  described_probe: '启动场景所描述的设备：分配它要求的全部向量，每个向量一个处理函数。',
  described_remove: '停止场景所描述的设备：归还其处理函数和向量。',
  described_driver_init: '注册场景所描述的功能（如果有）的驱动。',
  // stand-ins/intx-domain.ts
  pci_irqd_intx_xlate: '理解 INTx 线的编号：1 为 INTA，到 4 为 INTD。',
  // stand-ins/irqs.ts
  stand_in_handler: '处理其驱动没有建模的设备的中断：如果是它请求的中断，它就得到满足。',
  stand_in_chained: '处理没有建模的中断控制器的中断：不知道是它的哪条线请求的。',
  stand_in_request_irqs: '像驱动那样查找设备的中断，并申请它们；真实驱动的顺序可能不同。',
  // stand-ins/probe.ts
  stand_in_probe: '探测其驱动没有建模的设备：像驱动那样查找中断，然后注册其下的总线。',
  // stand-ins/register.ts
  stand_in_register: '用没有建模的驱动自己的名称注册它。',
};
