/**
 * Models drivers/pinctrl/pinctrl-rockchip.c as far as interrupts go: the pin controller whose GPIO banks are devices of their own
 * (gpio-rockchip.c). Left out: settings of pins, suspend.
 */
import { source } from '../../../recorder/index.ts';
import { EINVAL, ENODEV } from '../../include/linux/errno.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../base/platform.ts';
import { of_device_is_compatible, of_match_node, of_parse_phandle } from '../of/base/index.ts';
import { of_platform_populate } from '../of/platform.ts';

const at = source('drivers/pinctrl/pinctrl-rockchip.c');

/** Lines of each bank, by its number; an empty place where a number is left out. */
type Banks = readonly (number | undefined)[];
const four: Banks = [32, 32, 32, 32];
const five: Banks = [...four, 32];

const bank = (soc: string, data: Banks): { readonly compatible: string; readonly data: Banks } => ({
  compatible: `rockchip,${soc}-pinctrl`,
  data,
});

const rockchip_pinctrl_dt_match = [
  bank('px30', four),
  bank('rv1108', four),
  bank('rv1126', [...four, 2]),
  bank('rk2928', four),
  bank('rk3036', [32, 32, 32]),
  bank('rk3066a', [...five, undefined, 16]),
  bank('rk3066b', four),
  bank('rk3128', four),
  bank('rk3188', four),
  bank('rk3228', four),
  bank('rk3288', [24, 32, 32, 32, 32, 32, 32, 32, 16]),
  bank('rk3308', five),
  bank('rk3328', four),
  bank('rk3368', four),
  bank('rk3399', five),
  bank('rk3568', five),
  bank('rk3588', five),
];
/** From 6.12 on. */
const NEWER = [bank('rk3576', five)];

const matchTable = (k: Kernel): readonly { readonly compatible: string; readonly data: Banks }[] =>
  k.since('6.12') ? [...rockchip_pinctrl_dt_match, ...NEWER] : rockchip_pinctrl_dt_match;

/** How many lines a bank of a pin controller has; undefined where there is no bank of that number. */
export function pinsOfBank(k: Kernel, pctlnp: device_node, id: number): number | undefined {
  return of_match_node(k, matchTable(k), pctlnp)?.data[id];
}

/** A register block that is another node's, by phandle: 0 where it is one or not named, else an errno. */
function syscon(k: Kernel, np: device_node, name: string): number {
  const node = of_parse_phandle(k, np, name, 0);
  return node === undefined || of_device_is_compatible(k, node, 'syscon') > 0 ? 0 : -EINVAL;
}

const rockchip_pinctrl_probe = at.fn(
  'rockchip_pinctrl_probe',
  'Starts a pin controller, and makes devices of its GPIO banks.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    if (np === undefined) return -ENODEV;
    const hasGrf = of_parse_phandle(k, np, 'rockchip,grf', 0) !== undefined;
    const base = hasGrf ? syscon(k, np, 'rockchip,grf') : devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const pmu = syscon(k, np, 'rockchip,pmu');
    if (pmu < 0) return pmu;
    const ret = of_platform_populate(k, np, [], dev);
    if (ret !== 0) dev_err(k, dev, 'failed to register gpio device');
    return ret;
  },
);

/** postcore_initcall */
export const rockchip_pinctrl_drv_register = at.fn(
  'rockchip_pinctrl_drv_register',
  'Registers the driver of Rockchip pin controllers.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'rockchip-pinctrl',
      bus: 'platform',
      of_match_table: matchTable(k),
      probe: rockchip_pinctrl_probe,
    };
    return platform_driver_register(k, driver);
  },
);
