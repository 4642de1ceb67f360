/** What functions are for: drivers/base/, drivers/of/. */
import type { FunctionWords } from '../../../en/engine/functions.ts';

export const base: FunctionWords = {
  // drivers/base/core.c
  device_add: '注册设备：加入其总线，与供应者和消费者建立关联，有合适的驱动时与之绑定。',
  device_del: '移除设备：其驱动放开它，之后再也找不到它。',
  fw_devlink_link_device: '从新设备的节点读出它需要什么，并把它与其供应者和消费者关联起来。',
  device_link_add: '把设备关联到它所需要的设备，使它在后者之后探测。',
  device_links_check_suppliers: '检查设备所需的一切是否都已有驱动；还有缺的时返回 -EPROBE_DEFER。',
  // drivers/base/dd.c
  driver_deferred_probe_add: '把设备加入稍后重试的列表。',
  deferred_probe_work_func: '逐个重试被推迟探测的设备。',
  deferred_probe_initcall: '所有驱动都已注册：再次重试被推迟的设备，最后一次不再等待没有驱动的供应者。',
  deferred_probe_timeout_work_func: '不再等待更多驱动：再次重试被推迟的设备，并列出仍在等待的。',
  really_probe: '所有供应者就绪后，用驱动探测设备。',
  __driver_probe_device: '用驱动探测设备，除非设备已有驱动。',
  device_release_driver: '使设备与驱动解除绑定；依赖该设备的设备先失去自己的驱动。',
  // drivers/base/driver.c
  driver_register: '在总线上注册驱动，并用它尝试每个还没有驱动的设备。',
  // drivers/base/platform-msi.c
  platform_msi_set_desc: '给中断编号：由设备的编号和中断在设备中的位置组成。',
  platform_msi_init: '给 irq 建立它在平台 MSI 域中的一级。',
  platform_msi_write_msg: '让驱动把消息写入其设备。',
  platform_msi_create_irq_domain: '为平台设备创建 MSI 域。',
  platform_msi_alloc_priv_data: '创建平台设备的 MSI 所需的数据，并给它一个编号。',
  platform_msi_free_priv_data: '释放平台设备的 MSI 所用的数据。',
  platform_msi_domain_alloc_irqs: '为平台设备分配 MSI。',
  platform_msi_get_host_data: '返回拥有这个域的驱动的数据。',
  __platform_msi_create_device_domain: '为发送消息的控制器创建域，建立在其设备所得到的平台 MSI 域之上。',
  platform_msi_device_domain_alloc: '在控制器的域下面的一级域中，分配各中断的消息。',
  platform_msi_device_domain_free: '释放控制器的各中断的消息。',
  // drivers/base/platform.c
  platform_get_irq_optional:
    '映射设备的一个中断：返回其编号；没有时返回 -ENXIO，其控制器尚未启动时返回 -EPROBE_DEFER。',
  platform_get_irq: '映射设备的一个中断，没有时报错。',
  platform_irq_count: '逐个映射设备的中断直到失败，以此计数。',
  __platform_get_irq_byname: '映射设备中具有此名称的中断。',
  platform_get_irq_byname: '映射设备中具有此名称的中断，没有时报错。',
  platform_get_irq_byname_optional: '映射设备中具有此名称的中断；没有也不报错。',
  platform_probe: '调用平台驱动的 probe。',
  // drivers/base/power/wakeirq.c
  handle_threaded_wake_irq: '处理唤醒系统的中断：恢复设备的运行。',
  dev_pm_set_dedicated_wake_irq: '申请一个只用于唤醒系统的中断。它在系统挂起时启用。',
  // drivers/base/regmap/regmap-irq.c
  regmap_irq_lock: '此后的改动先收集起来，再一次写入。',
  regmap_irq_sync_unlock: '把屏蔽位写入芯片，并向上传递它是否要唤醒系统。',
  regmap_irq_enable: '记下某个中断已启用。',
  regmap_irq_disable: '记下某个中断已屏蔽。',
  regmap_irq_set_type: '接受任何触发方式：中断有触发方式的芯片不在已建模之列。',
  regmap_irq_set_wake: '记下某个中断要唤醒系统，或不再唤醒。',
  regmap_irq_reqres: '有中断被申请。',
  regmap_irq_relres: '有中断被释放。',
  regmap_irq_thread: '芯片请求中断：读出有哪些中断，清除其中未屏蔽的，并逐个处理。',
  regmap_irq_map: '设置一个中断：它的处理函数在芯片自己的中断的线程中运行。它没有流处理函数。',
  regmap_add_irq_chip_fwnode:
    '为芯片的各中断创建域，全部先屏蔽，并申请芯片自己的中断。基数为 -1 时给所有中断分配编号。',
  // drivers/of/device.c
  of_dma_configure_id: '设置设备的 DMA；其 IOMMU 尚未启动时必须等待。',
  // drivers/of/irq.c
  irq_of_parse_and_map: '解析并映射节点的一个中断；不论何种原因，失败时返回 0。',
  of_irq_get: '映射节点的一个中断：返回其编号，映射失败时返回 0，或返回错误码；控制器还没有域时推迟。',
  of_irq_get_affinity: '返回节点的一个每 CPU 中断所用于的 CPU；其控制器没有说明时不返回。',
  of_irq_get_byname: '与 of_irq_get 相同，但按 interrupt-names 中的名称指定中断。',
  of_irq_init: '在设备树中找出中断控制器并启动它们，先启动没有父控制器的。',
  of_check_msi_parent: '查找不带单元的 msi-parent，它表示每个 ID 转换为自身。',
  of_msi_xlate: '转换设备随消息发送的 ID，并找到看到它的控制器。',
  of_msi_map_id: '把设备随消息发送的 ID 转换为 MSI 控制器所看到的 ID。',
  of_msi_map_get_device_domain: '找到 msi-map 给具有此 ID 的设备的 MSI 域。',
  of_msi_get_domain: '找到 msi-parent 所指的 MSI 域：列出的控制器中第一个有域的。',
  of_msi_configure: '给新设备设置其 msi-parent 的 MSI 域。',
  of_irq_find_parent: '找到节点的中断父节点：沿 interrupt-parent，没有则向上一级，直到某个节点有 #interrupt-cells。',
  of_irq_parse_imap_parent: '从 interrupt-map 的一行中读出父节点及其中断单元。',
  of_irq_parse_raw: '从中断说明符一路向上走到其控制器，经过每个 interrupt-map 时都进行转换。',
  of_irq_parse_one: '解析设备的一个中断：先看 interrupts-extended，否则看 interrupts 及其中断父节点。',
  of_irq_count: '逐个解析节点的中断直到失败，以此计数。',
  // drivers/of/platform.c
  of_device_alloc: '为节点创建平台设备，带有其寄存器区间。',
  of_platform_device_create_pdata: '为可用且还没有设备的节点创建并注册平台设备。',
  of_amba_device_create: '为节点创建并注册 PrimeCell 设备。',
  of_platform_bus_create: '为节点创建设备；它是总线时，也为其下面的节点创建。',
  of_platform_populate: '为节点下面的各节点创建设备，也为其中的总线下面的节点创建。',
  of_platform_default_populate_init: '为设备树中所有可以有设备的节点创建设备。',
  // drivers/of/property.c
  parse_interrupts: '找到节点的一个中断的控制器：该节点需要它。',
  parse_interrupt_map: '找到 interrupt-map 的一行所通向的控制器：该 nexus 节点需要它。',
  of_fwnode_add_links: '从节点的属性读出它需要哪些其他节点。',
};
