/** What functions are for: drivers/pci/ but for folders of their own here. */
import type { FunctionWords } from '../../../en/engine/functions.ts';

export const pci: FunctionWords = {
  // drivers/pci/bus.c
  pci_bus_add_device: '功能的资源已分配，允许驱动使用它。',
  pci_bus_add_devices: '允许驱动使用总线上的所有功能，然后是其各桥之后的功能。',
  // drivers/pci/hotplug/pciehp_core.c
  pciehp_probe: '监视端口的插槽。',
  pciehp_remove: '不再监视端口的插槽：释放其中断。',
  pcie_hp_init: '注册热插拔插槽的驱动。',
  // drivers/pci/hotplug/pciehp_hpc.c
  pciehp_isr: '处理插槽的中断：实际没有事件发生。',
  pciehp_ist: '在线程中处理插槽的事件。',
  pcie_init_notification: '申请插槽的中断，并允许事件触发它。',
  // drivers/pci/irq.c
  pci_request_irq: '申请功能的一个向量的中断。',
  pci_free_irq: '放弃功能的一个向量的中断。',
  pci_common_swizzle: '从功能的引脚出发，经其上方的各级桥走到根总线。',
  pci_check_and_mask_intx: '功能正在驱动 INTx 时屏蔽它；返回是否在驱动。',
  pci_check_and_unmask_intx: '取消屏蔽 INTx，除非功能要立即驱动它；返回是否已取消。',
  pci_assign_irq: '映射即将得到驱动的功能的 INTx 引脚，并把编号告诉该功能。',
  // drivers/pci/of.c
  pci_host_bridge_of_msi_domain: '找到主桥的节点所指的 MSI 域，或附着在该节点自身上的 MSI 域。',
  pci_host_of_has_msi_map: '说明主桥的节点是否有 msi-map；有则各功能逐个查找自己的 MSI 域。',
  of_irq_parse_pci: '解析功能的 INTx：用它自己的节点，否则把引脚逐级变换，向上走到有 interrupt-map 的节点。',
  of_irq_parse_and_map_pci: '映射功能的 INTx：返回其 irq 编号，或 0。',
  // drivers/pci/pci-driver.c
  pci_device_probe: '映射功能的 INTx 引脚，并调用其驱动的 probe。',
  pci_device_remove: '调用功能的驱动的 remove 函数。',
  pci_dma_configure: '在功能的驱动探测之前，把功能置于其 IOMMU 之后；IOMMU 启动之前驱动要等待。',
  __pci_register_driver: '注册 PCI 功能的驱动，并用它尝试还没有驱动的功能。',
  pci_driver_init: '注册 PCI 总线和端口服务的总线。',
  // drivers/pci/pci.c
  pci_acs_enabled: '判断功能是否把一切都向上送到 IOMMU 所在的根。',
  do_pci_enable_device: '打开 BAR 的译码，并允许功能使用 INTx。',
  pci_enable_device: '使功能响应其 BAR，并使其上方的桥转发。',
  pci_enable_device_mem: '使功能响应其内存 BAR。',
  pci_disable_device: '撤回一次 pci_enable_device；撤回最后一次时，功能不再可以主控总线。',
  pci_set_master: '允许功能访问内存；否则它不能发送消息。',
  pci_clear_master: '禁止功能访问内存。',
  pci_intx: '允许或禁止功能驱动其 INTx 引脚。',
  pcie_reset_flr: '让功能自己复位。',
  pci_af_flr: '让常规 PCI 功能自己复位。',
  pci_pm_reset: '让功能睡眠再唤醒，前提是这会使它复位。',
  pci_reset_bus_function: '复位只有一个功能的总线，从而复位该功能。',
  __pci_reset_function_locked: '用第一个有效的方法复位功能；其配置会丢失。',
  pci_try_reset_function: '复位功能，并恢复其配置。',
  pci_save_state: '保存功能的配置。',
  pci_restore_state: '恢复功能的已保存配置。',
  pci_store_saved_state: '复制一份已保存的配置。',
  pci_load_and_free_saved_state: '把副本重新作为已保存的配置。',
  // drivers/pci/pcie/aer.c
  pci_aer_available: '说明能否报告错误：这需要 MSI。',
  aer_irq: '处理错误报告中断：实际没有错误。',
  aer_isr: '在线程中处理错误。',
  aer_probe: '允许根端口报告错误。',
  pcie_aer_init: '注册错误报告的驱动。',
  // drivers/pci/pcie/bwctrl.c
  pcie_bwnotif_irq: '端口之下的链路变慢或变快了。',
  pcie_bwnotif_probe: '允许端口报告其链路的变化。',
  pcie_bwnotif_remove: '端口不再报告其链路的变化：释放其中断。',
  pcie_bwctrl_init: '注册链路变化的驱动。',
  // drivers/pci/pcie/pme.c
  pcie_pme_irq: '处理根端口之下的设备请求唤醒的中断：实际没有请求。',
  pcie_pme_probe: '允许根端口报告电源管理事件。',
  pcie_pme_remove: '根端口不再报告电源管理事件：释放其中断。',
  pcie_pme_init: '注册电源管理事件的驱动。',
  // drivers/pci/pcie/portdrv.c
  pcie_port_enable_irq_vec: '为端口的各服务分配 MSI-X 或 MSI 向量：先按现有的数目，再按所需的数目。',
  pcie_init_service_irqs: '为端口的各服务找到中断：先用消息，否则用 INTx。',
  pcie_port_device_register: '启动端口，并为它的每个服务创建设备。',
  pcie_portdrv_probe: '启动 PCI Express 端口。',
  pcie_portdrv_remove: '停止 PCI Express 端口。',
  pcie_portdrv_init: '注册端口服务的驱动和端口的驱动。',
  pcie_port_probe_service: '调用端口服务的驱动的 probe。',
  // drivers/pci/probe.c
  pci_add_new_bus: '创建桥之后的总线。',
  pci_scan_bridge_extend: '查看桥之后；桥没有合理的总线编号时先给它编号。',
  pci_scan_child_bus_extend: '找出总线上的功能，然后是其各桥之后的一切。',
  pci_scan_child_bus: '找出根总线上的功能，然后是其各桥之后的一切。',
  pci_setup_device: '从配置空间读出功能是什么，以及它的各 BAR 有多大。',
  pci_set_msi_domain: '找到功能的 MSI 域：按其请求者 ID，否则用其总线的。',
  pci_device_add: '加入找到的功能：它的能力、MSI 域，以及设备本身，此时还不能有驱动。',
  pci_scan_slot: '在总线的一个位置查找设备，它有多个功能时也查找其余功能。',
  pci_host_bridge_msi_domain: '找到主桥的 MSI 域：其设备自己的，否则按设备树所说。',
  pci_set_bus_msi_domain: '给总线设置其上方最近一个有 MSI 域的桥的 MSI 域。',
  devm_pci_alloc_host_bridge: '创建主桥，带有设备树给它的各区间。',
  pci_register_host_bridge: '注册主桥及其根总线，连同它们的 MSI 域和各区间。',
  pci_scan_root_bus_bridge: '注册主桥，并找出其后的一切。',
  pci_host_probe: '找出主桥之后的一切，分配地址，并启动驱动。',
  // drivers/pci/search.c
  pci_for_each_dma_alias: '逐个查看功能的访问可能携带的请求者 ID：它自己的，以及会换上自己 ID 的各桥的。',
  // drivers/pci/setup-bus.c
  pci_setup_bridge: '把桥的窗口写入其寄存器；没有区间的窗口关闭。',
  __pci_bus_assign_resources: '给总线上的设备分配地址，然后是其各桥之后的。',
  pci_assign_unassigned_root_bus_resources: '确定根总线所有桥的窗口大小，并给没有地址的一切分配地址。',
  __pci_bus_size_bridges: '确定桥的窗口大小，使其后的一切放得下，从最深一级开始。',
  // drivers/pci/setup-res.c
  pci_update_resource: '把 BAR 的地址写入功能。',
  pci_assign_resource: '为 BAR 或桥的窗口找一个地址，并写入 BAR。',
  pci_reassign_resource: '扩大已有地址的 BAR 或桥的窗口。',
  pci_enable_resources: '打开功能所具有的各类 BAR 的译码，前提是它们都已有地址。',
};
