/** Models include/linux/irqchip/arm-gic.h: the registers of a GICv2. */

// --- CPU interface
export const GIC_CPU_CTRL = 0x00;
export const GIC_CPU_PRIMASK = 0x04;
export const GIC_CPU_INTACK = 0x0c;
export const GIC_CPU_EOI = 0x10;
export const GIC_CPU_ACTIVEPRIO = 0xd0;
export const GIC_CPU_IDENT = 0xfc;
export const GIC_CPU_DEACTIVATE = 0x1000;
export const GICC_ENABLE = 0x1;
export const GICC_INT_PRI_THRESHOLD = 0xf0;
export const GIC_CPU_CTRL_EOImodeNS = 1 << 9;
export const GICC_IAR_INT_ID_MASK = 0x3ff;
export const GICC_INT_SPURIOUS = 1023;
export const GICC_DIS_BYPASS_MASK = 0x1e0;

// --- distributor
export const GIC_DIST_CTRL = 0x000;
export const GIC_DIST_CTR = 0x004;
export const GIC_DIST_ENABLE_SET = 0x100;
export const GIC_DIST_PENDING_SET = 0x200;
export const GIC_DIST_PENDING_CLEAR = 0x280;
export const GIC_DIST_ACTIVE_SET = 0x300;
export const GIC_DIST_TARGET = 0x800;
export const GIC_DIST_SOFTINT = 0xf00;
export const GICD_ENABLE = 0x1;
export const GICD_DISABLE = 0x0;
