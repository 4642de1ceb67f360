import { expect, it } from 'vitest';
import { deathLines } from './death.ts';

it('finds the fault, its function and the panic, and no warning before them', () => {
  const log = [
    'pc : scmi_driver_init+0x0/0xc',
    'Unable to handle kernel NULL pointer dereference at virtual address 0000000000000018',
    'Mem abort info:',
    'pc : irq_chip_set_type_parent+0x4/0x2c',
    'lr : qcom_pdc_gic_set_type+0x6c/0x10c',
    'Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b',
  ];
  expect(deathLines(log)).toEqual([log[1], 'pc : irq_chip_set_type_parent', log[5]]);
  expect(deathLines(log.slice(0, 5))).toEqual([]);
  expect(deathLines(['Kernel panic - not syncing: No interrupt controller found.'])).toHaveLength(1);
});
