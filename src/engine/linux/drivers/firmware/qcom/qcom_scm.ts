/**
 * Models drivers/firmware/qcom/qcom_scm.c: calls of Qualcomm's secure firmware, as far as interrupt controllers make them. The device
 * itself is probed by a stand-in.
 */
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import type { Kernel } from '../../../kernel.ts';
import { find_bound_device } from '../../base/core/index.ts';
import { of_device_is_compatible } from '../../of/base/index.ts';

const at = source('drivers/firmware/qcom/qcom_scm.c', { '6.1': 'drivers/firmware/qcom_scm.c' });

export const qcom_scm_is_available = at.fn(
  'qcom_scm_is_available',
  'Whether the secure firmware can be called: from when its driver has its device.',
  (k: Kernel): boolean => {
    const isScm = ({ of_node }: device): boolean =>
      of_node !== undefined && of_device_is_compatible(k, of_node, 'qcom,scm') > 0;
    return find_bound_device(k, isScm) !== undefined;
  },
);

/** Which error a refusal is depends on the firmware; here it is that of a wrong argument. */
export const qcom_scm_io_writel = at.fn(
  'qcom_scm_io_writel',
  'Has the firmware write a secure register, which it may refuse.',
  (k: Kernel, addr: number, val: number): number => (k.bus.secureWrite(addr, val) ? 0 : -EINVAL),
);
