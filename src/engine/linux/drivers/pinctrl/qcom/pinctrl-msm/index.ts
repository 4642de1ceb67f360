/**
 * Models drivers/pinctrl/qcom/pinctrl-msm.c and the drivers that are data for it: Qualcomm's pin controllers (TLMM). A pin's
 * interrupt comes in by the one of the controller, or, where the wake-up controller has a line for it, by that. `chip.ts` has the
 * operations, `driver.ts` the drivers, `state.ts` the registers, `socs.ts` what they know of each SoC. Left out: settings of pins,
 * outputs, ACPI, suspend.
 */
export { tlmmDrivers } from './driver.ts';
