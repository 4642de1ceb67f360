/** What functions are for: arch/. */
import type { FunctionWords } from '../../en/engine/functions.ts';

export const arch: FunctionWords = {
  // arch/arm64/kernel/entry-common.c
  el1h_64_irq_handler: '内核运行时到来的中断的向量。',
  el1h_64_fiq_handler: '内核运行时到来的 FIQ 的向量。',
  // arch/arm64/kernel/irq.c
  default_handle_irq: '停止内核：中断到来时，还没有控制器声明由它处理中断。',
  default_handle_fiq: '停止内核：FIQ 到来时，还没有控制器声明由它处理 FIQ。',
  set_handle_irq: '根中断控制器声明由它的哪个函数接收中断。',
  set_handle_fiq: '根中断控制器声明由它的哪个函数接收 FIQ。',
  init_IRQ: '启动机器的中断控制器。',
  // arch/arm64/kernel/smp.c
  smp_init_cpus: '找出设备树列出的 CPU，并给它们编号。',
  smp_prepare_cpus: '记下有哪些 CPU 可以启动。',
  __cpu_up: '启动一个 CPU，并等到它报告自己已上线。',
  secondary_start_kernel: '其他 CPU 进入内核的地方：先启动其中断控制器、定时器和 IPI，然后上线，再进入空闲。',
  __cpu_disable: '将要下线的 CPU 离开在线 CPU 的集合，并把它的中断交给其他 CPU。',
  cpu_die: '将要下线的 CPU 请固件关闭它的电源。',
  arch_cpuhp_cleanup_dead_cpu: '确认已停止的 CPU 已离开内核。',
  ipi_handler: '接收来自其他 CPU 的中断。在它可能要求的事情中，只建模了留给这个 CPU 的中断。',
  smp_cross_call: '向一些 CPU 发送 IPI。',
  arch_send_call_function_ipi_mask: '要求其他 CPU 运行一个函数。',
  arch_send_call_function_single_ipi: '要求另一个 CPU 运行一个函数。',
  arch_smp_send_reschedule: '要求另一个 CPU 重新调度。',
  ipi_setup: '在当前 CPU 上启用各个 IPI。',
  ipi_teardown: '当前 CPU 将要下线，在其上禁用各个 IPI。',
  set_smp_ipi_range_percpu: '中断控制器声明哪些中断用作 IPI；每个都得到自己的处理函数。',
  set_smp_ipi_range: '中断控制器声明哪些中断用作 IPI；每个都得到自己的处理函数。',
  // arch/arm64/kernel/time.c
  time_init: '启动固定时钟，以及设备树列出的定时器。',
  // arch/arm64/mm/dma-mapping.c
  arch_setup_dma_ops: '让设备可以做 DMA：有 IOMMU 时经过 IOMMU。',
  // arch/arm64/mm/fault.c
  __do_kernel_fault: '内核读取了不存在的内存：报告位置，任务就此结束。',
  die_kernel_fault: '内核的读取超出了它映射的区域：报告位置，任务就此结束。',
  do_sea: '内核的读写没有得到任何响应：任务就此结束。',
};
