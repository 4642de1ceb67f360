/**
 * Models drivers/soc/qcom/smem.c: the memory that Qualcomm's processors share. Only whether its driver has it is known: what
 * other processors have put there is not, since none of them runs here.
 */
import type { device } from '../../../include/linux/device.ts';
import type { Kernel } from '../../../kernel.ts';
import { find_bound_device } from '../../base/core/index.ts';
import { of_device_is_compatible } from '../../of/base/index.ts';

/**
 * Whether the driver of the shared memory has it, which binds to it by its node's "compatible". Whoever makes or looks for an
 * item before that is told -EPROBE_DEFER.
 */
export function hasSmem(k: Kernel): boolean {
  const isSmem = ({ of_node }: device): boolean =>
    of_node !== undefined && of_device_is_compatible(k, of_node, 'qcom,smem') > 0;
  return find_bound_device(k, isSmem) !== undefined;
}
