/**
 * What the drivers of MediaTek's SoCs (drivers/pinctrl/mediatek/pinctrl-SOC.c) say of pin controllers with one group for each pin:
 * their register blocks, their pins, and which pin has which external interrupt.
 */
import type { MtkSoc, PinField } from '../pinctrl-mtk-common-v2.ts';

/** Where nearly all have function, direction and level of a pin. */
const USUAL: { readonly mode: PinField & { readonly bits: number }; readonly dir: PinField; readonly di: PinField } = {
  mode: { at: 0x300, pins: 8, bits: 4 },
  dir: { at: 0x000, pins: 32 },
  di: { at: 0x200, pins: 32 },
};

/** "iocfg" with each of the endings. */
const iocfg = (...endings: readonly string[]): string[] => endings.map((ending) => `iocfg${ending}`);
const numbered = (count: number): string[] => Array.from({ length: count }, (_, number) => `iocfg${number}`);

export const PARIS_SOCS: readonly MtkSoc[] = [
  {
    ...USUAL,
    soc: 'mt6765',
    bases: numbered(8),
    npins: 180,
    ap_num: 160,
    eints: [
      [0, 0, 113],
      [179, 151, 1],
    ],
  },
  {
    ...USUAL,
    soc: 'mt6779',
    bases: ['gpio', ...iocfg('_rm', '_br', '_lm', '_lb', '_rt', '_lt', '_tl')],
    npins: 210,
    ap_num: 195,
    eints: [
      [0, 0, 179],
      [195, 179, 13],
      [208, 193, 2],
    ],
    last: 202,
    virtual: 203,
  },
  {
    soc: 'mt6795',
    bases: ['base'],
    npins: 197,
    ap_num: 224,
    eints: [
      [0, 0, 127],
      [127, 127, 2, 1],
      [129, 129, 39],
      [168, 168, 2, 2],
      [170, 170, 27],
    ],
    mode: { at: 0x600, pins: 5, bits: 3 },
    dir: { at: 0x000, pins: 16 },
    di: { at: 0x500, pins: 16 },
  },
  { ...USUAL, soc: 'mt6797', bases: ['gpio', ...iocfg('l', 'b', 'r', 't')], npins: 262, eints: [] },
  {
    ...USUAL,
    soc: 'mt8183',
    bases: numbered(9),
    npins: 192,
    ap_num: 212,
    eints: [
      [0, 0, 171],
      [171, 184, 9],
      [180, 171, 5],
      [185, 177, 7],
    ],
  },
  {
    ...USUAL,
    soc: 'mt8186',
    bases: iocfg('0', '_lt', '_lm', '_lb', '_bl', '_rb', '_rt'),
    npins: 197,
    ap_num: 217,
    eints: [
      [0, 0, 185],
      [185, 197, 12],
    ],
    last: 184,
    virtual: 185,
  },
  {
    ...USUAL,
    soc: 'mt8188',
    bases: iocfg('0', '_rm', '_lt', '_lm', '_rt'),
    npins: 190,
    ap_num: 225,
    eints: [
      [0, 0, 177],
      [177, 212, 13],
    ],
    last: 177,
    virtual: 177,
  },
  {
    ...USUAL,
    soc: 'mt8192',
    bases: iocfg('0', '_rm', '_bm', '_bl', '_br', '_lm', '_lb', '_rt', '_lt', '_tl'),
    npins: 228,
    ap_num: 224,
    eints: [
      [0, 0, 206],
      [220, 208, 5],
      [225, 214, 3],
    ],
  },
  {
    ...USUAL,
    soc: 'mt8195',
    bases: iocfg('0', '_bm', '_bl', '_br', '_lm', '_rb', '_tl'),
    npins: 165,
    ap_num: 225,
    eints: [
      [0, 0, 156],
      [156, 216, 9],
    ],
    last: 144,
    virtual: 144,
  },
];
