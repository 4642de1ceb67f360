/** What functions are for: drivers/virtio/. */
import type { FunctionWords } from '../../../en/engine/functions.ts';

export const virtio: FunctionWords = {
  // drivers/virtio/virtio.c
  virtio_dev_probe: '与 virtio 设备协商特性，并调用其驱动的 probe。',
  virtio_dev_remove: '调用 virtio 设备的驱动的 remove 函数。',
  register_virtio_device: '注册由传输层找到的 virtio 设备，使用下一个编号。',
  unregister_virtio_device: '移除 virtio 设备。',
  virtio_init: '注册 virtio 总线。',
  // drivers/virtio/virtio_mmio.c
  vm_interrupt: '处理 virtio 设备的中断：应答它，并查看每个队列。',
  vm_setup_vq: '设置一个队列。',
  vm_del_vqs: '拆除各队列，并释放中断。',
  vm_find_vqs: '映射并申请设备的中断，并设置其各队列。',
  virtio_mmio_probe: '查看一个 virtio 寄存器块背后有什么，并注册它；空的插槽不算错误。',
  virtio_mmio_init: '注册内存映射的 virtio 寄存器的驱动。',
  // drivers/virtio/virtio_pci_common.c
  vp_synchronize_vectors: '等到设备的处理函数都不在运行。',
  vp_request_msix_vectors: '分配设备的 MSI-X 向量，并申请用于配置变化的向量的中断。',
  vp_setup_vq: '设置一个队列，并记下其向量。',
  vp_del_vqs: '拆除设备的所有队列，并归还其中断。',
  vp_find_one_vq_msix: '用下一个向量设置一个队列，并申请该向量的中断。',
  vp_find_vqs_msix: '用 MSI-X 向量设置设备的所有队列：各用一个，或全部共用一个。',
  vp_find_vqs_intx: '用设备的 INTx 设置它的所有队列。',
  vp_find_vqs: '用所能得到的最好的中断设置设备的各队列。',
  vp_set_vq_affinity: '把队列的中断移到一些 CPU，并告知负责均衡中断的程序。',
  vp_get_vq_affinity: '说明队列的向量分散到了哪些 CPU。',
  virtio_pci_probe: '为 PCI 功能创建 virtio 设备。',
  virtio_pci_remove: '移除 PCI 功能的 virtio 设备。',
  virtio_pci_driver_init: '注册 PCI 上 virtio 设备的驱动。',
  vp_config_changed: '设备的配置已改变。',
  vp_vring_interrupt: '某个队列有用过的缓冲区：逐个询问所有队列。',
  vp_interrupt: '处理设备的 INTx：读出原因（读取即撤回该线），并询问各队列。',
  // drivers/virtio/virtio_pci_modern.c
  vp_reset: '复位设备，并等待仍在运行的处理函数。',
  vp_config_vector: '告诉设备用哪个向量报告配置变化。',
  setup_vq: '设置设备的一个队列，并把其向量告诉设备。',
  del_vq: '拆除设备的一个队列。',
  virtio_pci_modern_probe: '找到 virtio 1 设备的寄存器；没有时返回 -ENODEV。',
  // drivers/virtio/virtio_ring.c
  vring_interrupt: '设备用过了某个队列的缓冲区：回调其驱动。',
};
