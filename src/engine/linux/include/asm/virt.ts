/** Models asm/virt.h: at which exception level the CPUs entered the kernel. */
import type { Kernel } from '../../kernel.ts';

/** The CPUs came in at EL2, so a hypervisor can run: KVM needs that, and the GIC drivers use split EOI then. */
export function is_hyp_mode_available(k: Kernel): boolean {
  return k.boot.el2 !== undefined;
}
/** The kernel itself stays at EL2: virtualization host extensions. */
export function is_kernel_in_hyp_mode(k: Kernel): boolean {
  return k.boot.el2 === 'vhe';
}
