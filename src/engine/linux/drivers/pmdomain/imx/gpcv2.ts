/**
 * Models drivers/pmdomain/imx/gpcv2.c as far as who waits for it: the power domains of i.MX 7 and 8M, on the same node as their
 * interrupt controller. Left out: the domains themselves.
 */
import { source } from '../../../../recorder/index.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import type { platform_device, platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { platform_driver_register } from '../../base/platform.ts';

const at = source('drivers/pmdomain/imx/gpcv2.c', { '6.1': 'drivers/soc/imx/gpcv2.c' });

const imx_gpcv2_probe = at.fn(
  'imx_gpcv2_probe',
  'Takes the power controller, if its node lists domains.',
  (k: Kernel, pdev: platform_device): number => {
    const children = pdev.dev.of_node?.children.toArray() ?? [];
    if (children.some(({ name }) => name === 'pgc')) return 0;
    dev_err(k, pdev.dev, 'No power domains specified in DT');
    return -EINVAL;
  },
);

const SOCS = ['imx7d', 'imx8mm', 'imx8mn', 'imx8mp', 'imx8mq'] as const;

/** device_initcall */
export const imx_gpc_driver_init = at.fn(
  'imx_gpc_driver_init',
  'Registers the driver of power controllers.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'imx-gpcv2',
      bus: 'platform',
      of_match_table: SOCS.map((soc) => ({ compatible: `fsl,${soc}-gpc`, data: undefined })),
      probe: imx_gpcv2_probe,
    };
    return platform_driver_register(k, driver);
  },
);
