/** What functions are for: kernel/ without irq/, and what lies beside arch/ and drivers/. */
import type { FunctionWords } from '../../../en/engine/functions.ts';

export const core: FunctionWords = {
  // block/blk-mq-pci.c
  blk_mq_pci_map_queues: '查出设备的各个向量分布到了哪些 CPU。',
  // fs/eventfd.c
  do_eventfd: '创建计数器及其文件描述符。',
  eventfd_ctx_fdget: '找到文件描述符的计数器，并持有它。',
  eventfd_ctx_put: '放开计数器；最后一个放开时释放它。',
  eventfd_signal_mask: '使计数器加一，并唤醒等待它的任务。',
  eventfd_ctx_do_read: '读取计数器，并将其置为 0。',
  eventfd_release: '关闭计数器的文件描述符。',
  // init/main.c
  do_one_initcall: '运行一个初始化内核某部分的函数。',
  do_initcall_level: '按链接顺序，运行初始化某一级各部分的函数。',
  do_pre_smp_initcalls: '初始化在其他 CPU 之前就必须存在的部分。',
  do_basic_setup: '初始化总线和 /proc 中的中断，再逐级初始化其余一切，驱动在最后。',
  kernel_init: '第一个任务：启动其他 CPU 和所有驱动，之后本应启动用户空间。',
  rest_init: '启动第一个任务；此前运行的成为空闲任务。',
  start_kernel: '在启动 CPU 上启动内核：先数出 CPU，然后是中断，然后是时间。',
  // kernel/cpu.c
  take_cpu_down: '在其他 CPU 全部停住时，在将要下线的 CPU 上运行：这里不再接收中断，然后执行各 dying 状态。',
  takedown_cpu: '停止一个 CPU：它交出其中断并关闭电源。',
  _cpu_down: '使 CPU 逐个经过热插拔状态，下降到目标状态。',
  cpu_down: '使一个 CPU 下线。',
  cpuhp_thread_fun: 'CPU 的热插拔线程：运行该 CPU 的一个热插拔状态。',
  cpuhp_issue_call: '在已经过该状态的 CPU 上，运行新注册的状态。',
  __cpuhp_setup_state: '注册每个 CPU 上线或下线时要做的事。',
  __cpuhp_state_add_instance: '给多实例的热插拔状态再加一个为之运行的对象。',
  __cpuhp_state_remove_instance: '从热插拔状态中取出一个实例。（没有建模取出时为它运行该状态：没有代码要求这样做。）',
  cpuhp_invoke_callback: '在 CPU 上线或下线的途中，运行某个热插拔状态为它所做的事。',
  bringup_cpu: '启动一个 CPU，等到它进入空闲，其余的由它的热插拔线程完成。',
  notify_cpu_starting: '在正在上线的 CPU 接收中断之前，在其上运行各 starting 状态。',
  cpuhp_online_idle: '新的 CPU 已进入空闲循环，并告知启动它的 CPU。',
  _cpu_up: '使 CPU 逐个经过热插拔状态，上升到目标状态。',
  cpu_up: '使一个 CPU 上线。',
  bringup_nonboot_cpus: '逐个启动其他 CPU，数目以命令行所允许的为限。',
  // kernel/irq_work.c
  irq_work_queue_on: '把中断的处理留给另一个 CPU，并向它发中断。已在那里等待的工作不再排队。',
  irq_work_run: '处理其他 CPU 留给这个 CPU 的中断。',
  // kernel/sched/core.c
  sched_cpu_activate: '从此调度器可以使用这个 CPU。',
  sched_cpu_deactivate: '调度器把一切从将要下线的 CPU 移走。',
  // kernel/smp.c
  smp_init: '启动其他 CPU。',
  // kernel/time/alarmtimer.c
  alarmtimer_init: '注册闹钟定时器的驱动。',
  // kernel/time/tick-common.c
  tick_check_replacement: '决定新的时钟事件设备是否应代替现有的，在这个 CPU 上产生节拍。',
  // lib/group_cpus.c
  group_cpus_evenly: '把所有可能的 CPU 分成大小几乎相等的组。',
  // net/core/dev.c
  __dev_open: '启用网络接口：由其驱动使网卡就绪，并申请其中断。',
  __dev_close: '停用网络接口：由其驱动停止网卡，并归还其中断。',
  // virt/lib/irqbypass.c
  irq_bypass_register_producer: '向具有相同 eventfd 的一方提供中断。',
  irq_bypass_unregister_producer: '撤回向具有相同 eventfd 的一方提供的中断。',
};
