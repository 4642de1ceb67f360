/** Models drivers/pinctrl/mediatek/pinctrl-paris.c, and the drivers of SoCs that are data for it (`socs.ts`). */
export { parisDrivers } from './driver.ts';
