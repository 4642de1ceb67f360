/**
 * Models the tables of drivers/pinctrl/samsung/pinctrl-exynos-arm64.c: the banks of pins of each SoC's pin controllers, in the
 * order of the alias `pinctrlN`, and how each bank interrupts.
 */

/** A bank of pins. Offsets are from the controller's first register block, `pctl` from that of `block`. */
export interface SamsungBank {
  readonly name: string;
  readonly pins: number;
  readonly pctl: number;
  /** `gpio`: by the interrupt of all banks; `wkup`: by interrupts that wake the system; `none`: not at all. */
  readonly eint: 'none' | 'gpio' | 'wkup';
  /** From the first bank's interrupt registers to this one's. */
  readonly eintOffset: number;
  /** Registers for type, mask and pending from the bank's own, where they are there. */
  readonly own?: { readonly con: number; readonly mask: number; readonly pend: number };
  readonly block: number;
}

interface SamsungController {
  readonly banks: readonly SamsungBank[];
  /** Sets up the banks of the kind. */
  readonly gpio?: boolean;
  readonly wkup?: boolean;
  /** Pads keep their state over suspend by the power management unit, which has to be there. */
  readonly retention?: boolean;
  /** How many register blocks beside the first. */
  readonly ext?: number;
}

export interface SamsungSoc {
  readonly compatible: string;
  /** Not in 6.1. */
  readonly new?: boolean;
  readonly controllers: readonly SamsungController[];
}

const none = (name: string, pins: number, pctl: number): SamsungBank => ({
  name,
  pins,
  pctl,
  eint: 'none',
  eintOffset: 0,
  block: 0,
});
const gpio = (name: string, pins: number, pctl: number, eintOffset: number): SamsungBank => ({
  ...none(name, pins, pctl),
  eint: 'gpio',
  eintOffset,
});
const wkup = (name: string, pins: number, pctl: number, eintOffset: number): SamsungBank => ({
  ...none(name, pins, pctl),
  eint: 'wkup',
  eintOffset,
});
const wkupExt = (name: string, pins: number, pctl: number, eintOffset: number): SamsungBank => ({
  ...wkup(name, pins, pctl, eintOffset),
  block: 1,
});
const ownG = (name: string, pins: number, pctl: number, con: number, mask: number, pend: number): SamsungBank => ({
  ...gpio(name, pins, pctl, 0),
  own: { con, mask, pend },
});
const ownW = (name: string, pins: number, pctl: number, con: number, mask: number, pend: number): SamsungBank => ({
  ...wkup(name, pins, pctl, 0),
  own: { con, mask, pend },
});

export const SAMSUNG_SOCS: readonly SamsungSoc[] = [
  {
    compatible: 'samsung,exynos5433-pinctrl',
    controllers: [
      {
        wkup: true,
        retention: true,
        ext: 1,
        banks: [
          wkup('gpa0', 8, 0x000, 0x00),
          wkup('gpa1', 8, 0x020, 0x04),
          wkup('gpa2', 8, 0x040, 0x08),
          wkup('gpa3', 8, 0x060, 0x0c),
          wkupExt('gpf1', 8, 0x020, 0x1004),
          wkupExt('gpf2', 4, 0x040, 0x1008),
          wkupExt('gpf3', 4, 0x060, 0x100c),
          wkupExt('gpf4', 8, 0x080, 0x1010),
          wkupExt('gpf5', 8, 0x0a0, 0x1014),
        ],
      },
      { gpio: true, retention: true, banks: [gpio('gpz0', 7, 0x000, 0x00), gpio('gpz1', 4, 0x020, 0x04)] },
      { gpio: true, retention: true, banks: [gpio('gpv6', 2, 0x000, 0x00)] },
      { gpio: true, retention: true, banks: [gpio('gpj2', 3, 0x000, 0x00)] },
      { gpio: true, retention: true, banks: [gpio('gpd5', 4, 0x000, 0x00)] },
      {
        gpio: true,
        retention: true,
        banks: [
          gpio('gph1', 6, 0x000, 0x00),
          gpio('gpr4', 7, 0x020, 0x04),
          gpio('gpr0', 5, 0x040, 0x08),
          gpio('gpr1', 8, 0x060, 0x0c),
          gpio('gpr2', 2, 0x080, 0x10),
          gpio('gpr3', 8, 0x0a0, 0x14),
        ],
      },
      { gpio: true, retention: true, banks: [gpio('gpf0', 8, 0x000, 0x00)] },
      { gpio: true, retention: true, banks: [gpio('gpj0', 3, 0x000, 0x00)] },
      {
        gpio: true,
        retention: true,
        banks: [
          gpio('gpv7', 6, 0x000, 0x00),
          gpio('gpb0', 5, 0x020, 0x04),
          gpio('gpc0', 8, 0x040, 0x08),
          gpio('gpc1', 2, 0x060, 0x0c),
          gpio('gpc2', 6, 0x080, 0x10),
          gpio('gpc3', 8, 0x0a0, 0x14),
          gpio('gpg0', 2, 0x0c0, 0x18),
          gpio('gpd0', 4, 0x0e0, 0x1c),
          gpio('gpd1', 6, 0x100, 0x20),
          gpio('gpd2', 8, 0x120, 0x24),
          gpio('gpd4', 5, 0x140, 0x28),
          gpio('gpd8', 2, 0x160, 0x2c),
          gpio('gpd6', 7, 0x180, 0x30),
          gpio('gpd7', 3, 0x1a0, 0x34),
          gpio('gpg1', 5, 0x1c0, 0x38),
          gpio('gpg2', 2, 0x1e0, 0x3c),
          gpio('gpg3', 8, 0x200, 0x40),
        ],
      },
      { gpio: true, retention: true, banks: [gpio('gpj1', 3, 0x000, 0x00)] },
    ],
  },
  {
    compatible: 'samsung,exynos7-pinctrl',
    controllers: [
      {
        wkup: true,
        banks: [
          wkup('gpa0', 8, 0x000, 0x00),
          wkup('gpa1', 8, 0x020, 0x04),
          wkup('gpa2', 8, 0x040, 0x08),
          wkup('gpa3', 8, 0x060, 0x0c),
        ],
      },
      {
        gpio: true,
        banks: [
          gpio('gpb0', 5, 0x000, 0x00),
          gpio('gpc0', 8, 0x020, 0x04),
          gpio('gpc1', 2, 0x040, 0x08),
          gpio('gpc2', 6, 0x060, 0x0c),
          gpio('gpc3', 8, 0x080, 0x10),
          gpio('gpd0', 4, 0x0a0, 0x14),
          gpio('gpd1', 6, 0x0c0, 0x18),
          gpio('gpd2', 8, 0x0e0, 0x1c),
          gpio('gpd4', 5, 0x100, 0x20),
          gpio('gpd5', 4, 0x120, 0x24),
          gpio('gpd6', 6, 0x140, 0x28),
          gpio('gpd7', 3, 0x160, 0x2c),
          gpio('gpd8', 2, 0x180, 0x30),
          gpio('gpg0', 2, 0x1a0, 0x34),
          gpio('gpg3', 4, 0x1c0, 0x38),
        ],
      },
      { gpio: true, banks: [gpio('gpj0', 3, 0x000, 0x00)] },
      { gpio: true, banks: [gpio('gpj1', 3, 0x000, 0x00)] },
      { gpio: true, banks: [gpio('gpg4', 4, 0x000, 0x00)] },
      { gpio: true, banks: [gpio('gpv7', 5, 0x000, 0x00)] },
      { gpio: true, banks: [gpio('gpr4', 7, 0x000, 0x00)] },
      {
        gpio: true,
        banks: [
          gpio('gpr0', 4, 0x000, 0x00),
          gpio('gpr1', 8, 0x020, 0x04),
          gpio('gpr2', 5, 0x040, 0x08),
          gpio('gpr3', 8, 0x060, 0x0c),
        ],
      },
      {
        gpio: true,
        banks: [
          gpio('gpf0', 8, 0x020, 0x00),
          gpio('gpf1', 8, 0x040, 0x04),
          gpio('gpf2', 4, 0x060, 0x08),
          gpio('gpf3', 5, 0x080, 0x0c),
          gpio('gpf4', 8, 0x0a0, 0x10),
          gpio('gpf5', 8, 0x0c0, 0x14),
          gpio('gpg1', 5, 0x0e0, 0x18),
          gpio('gpg2', 5, 0x100, 0x1c),
          gpio('gph1', 6, 0x120, 0x20),
          gpio('gpv6', 3, 0x140, 0x24),
        ],
      },
      { gpio: true, banks: [gpio('gpz0', 7, 0x000, 0x00), gpio('gpz1', 4, 0x020, 0x04)] },
    ],
  },
  {
    compatible: 'samsung,exynos7885-pinctrl',
    controllers: [
      {
        gpio: true,
        wkup: true,
        banks: [
          none('etc0', 3, 0x000),
          none('etc1', 3, 0x020),
          wkup('gpa0', 8, 0x040, 0x00),
          wkup('gpa1', 8, 0x060, 0x04),
          wkup('gpa2', 8, 0x080, 0x08),
          wkup('gpq0', 5, 0x0a0, 0x0c),
        ],
      },
      { banks: [gpio('gpb0', 5, 0x000, 0x00), gpio('gpb1', 4, 0x020, 0x04), gpio('gpb2', 5, 0x040, 0x08)] },
      {
        gpio: true,
        banks: [
          gpio('gpf0', 4, 0x000, 0x00),
          gpio('gpf2', 8, 0x020, 0x04),
          gpio('gpf3', 6, 0x040, 0x08),
          gpio('gpf4', 6, 0x060, 0x0c),
        ],
      },
      {
        gpio: true,
        banks: [
          gpio('gpp0', 4, 0x000, 0x00),
          gpio('gpg0', 3, 0x020, 0x04),
          gpio('gpp1', 4, 0x040, 0x08),
          gpio('gpp2', 4, 0x060, 0x0c),
          gpio('gpp3', 3, 0x080, 0x10),
          gpio('gpp4', 6, 0x0a0, 0x14),
          gpio('gpp5', 4, 0x0c0, 0x18),
          gpio('gpp6', 5, 0x0e0, 0x1c),
          gpio('gpp7', 2, 0x100, 0x20),
          gpio('gpp8', 2, 0x120, 0x24),
          gpio('gpg1', 8, 0x140, 0x28),
          gpio('gpg2', 8, 0x160, 0x2c),
          gpio('gpg3', 8, 0x180, 0x30),
          gpio('gpg4', 2, 0x1a0, 0x34),
          gpio('gpc0', 4, 0x1c0, 0x38),
          gpio('gpc1', 8, 0x1e0, 0x3c),
          gpio('gpc2', 8, 0x200, 0x40),
        ],
      },
    ],
  },
  {
    compatible: 'samsung,exynos850-pinctrl',
    controllers: [
      {
        wkup: true,
        banks: [
          wkup('gpa0', 8, 0x000, 0x00),
          wkup('gpa1', 8, 0x020, 0x04),
          wkup('gpa2', 8, 0x040, 0x08),
          wkup('gpa3', 8, 0x060, 0x0c),
          wkup('gpa4', 4, 0x080, 0x10),
          none('gpq0', 3, 0x0a0),
        ],
      },
      {
        wkup: true,
        banks: [
          wkup('gpm0', 1, 0x000, 0x00),
          wkup('gpm1', 1, 0x020, 0x04),
          wkup('gpm2', 1, 0x040, 0x08),
          wkup('gpm3', 1, 0x060, 0x0c),
          wkup('gpm4', 1, 0x080, 0x10),
          wkup('gpm5', 1, 0x0a0, 0x14),
          wkup('gpm6', 1, 0x0c0, 0x18),
          wkup('gpm7', 1, 0x0e0, 0x1c),
        ],
      },
      { banks: [gpio('gpb0', 5, 0x000, 0x00), gpio('gpb1', 5, 0x020, 0x04)] },
      { gpio: true, banks: [gpio('gpf2', 6, 0x000, 0x00)] },
      { gpio: true, banks: [gpio('gpf0', 4, 0x000, 0x00), gpio('gpf1', 8, 0x020, 0x04)] },
      {
        gpio: true,
        banks: [
          gpio('gpg0', 2, 0x000, 0x00),
          gpio('gpp0', 6, 0x020, 0x04),
          gpio('gpp1', 4, 0x040, 0x08),
          gpio('gpp2', 4, 0x060, 0x0c),
          gpio('gpg1', 8, 0x080, 0x10),
          gpio('gpg2', 8, 0x0a0, 0x14),
          gpio('gpg3', 1, 0x0c0, 0x18),
          gpio('gpc0', 3, 0x0e0, 0x1c),
          gpio('gpc1', 6, 0x100, 0x20),
        ],
      },
    ],
  },
  {
    compatible: 'samsung,exynosautov9-pinctrl',
    controllers: [
      { wkup: true, banks: [wkup('gpa0', 8, 0x000, 0x00), wkup('gpa1', 2, 0x020, 0x04), none('gpq0', 2, 0x040)] },
      {
        banks: [
          gpio('gpb0', 5, 0x000, 0x00),
          gpio('gpb1', 8, 0x020, 0x04),
          gpio('gpb2', 8, 0x040, 0x08),
          gpio('gpb3', 8, 0x060, 0x0c),
        ],
      },
      { gpio: true, banks: [gpio('gpf0', 6, 0x000, 0x00), gpio('gpf1', 6, 0x020, 0x04)] },
      { gpio: true, banks: [gpio('gpf8', 6, 0x000, 0x00)] },
      {
        gpio: true,
        banks: [
          gpio('gpf2', 4, 0x000, 0x00),
          gpio('gpf3', 8, 0x020, 0x04),
          gpio('gpf4', 7, 0x040, 0x08),
          gpio('gpf5', 8, 0x060, 0x0c),
          gpio('gpf6', 7, 0x080, 0x10),
        ],
      },
      {
        gpio: true,
        banks: [
          gpio('gpp0', 8, 0x000, 0x00),
          gpio('gpp1', 8, 0x020, 0x04),
          gpio('gpp2', 8, 0x040, 0x08),
          gpio('gpg0', 5, 0x060, 0x0c),
        ],
      },
      {
        gpio: true,
        banks: [
          gpio('gpp3', 8, 0x000, 0x00),
          gpio('gpp4', 8, 0x020, 0x04),
          gpio('gpp5', 8, 0x040, 0x08),
          gpio('gpg1', 8, 0x060, 0x0c),
          gpio('gpg2', 8, 0x080, 0x10),
          gpio('gpg3', 4, 0x0a0, 0x14),
        ],
      },
    ],
  },
  {
    compatible: 'tesla,fsd-pinctrl',
    controllers: [
      {
        gpio: true,
        banks: [
          gpio('gpf0', 7, 0x00, 0x00),
          gpio('gpf1', 8, 0x20, 0x04),
          gpio('gpf6', 3, 0x40, 0x08),
          gpio('gpf4', 2, 0x60, 0x0c),
          gpio('gpf5', 6, 0x80, 0x10),
        ],
      },
      {
        gpio: true,
        banks: [
          gpio('gpc8', 4, 0x000, 0x00),
          gpio('gpf2', 7, 0x020, 0x04),
          gpio('gpf3', 8, 0x040, 0x08),
          gpio('gpd0', 8, 0x060, 0x0c),
          gpio('gpb0', 8, 0x080, 0x10),
          gpio('gpb1', 8, 0x0a0, 0x14),
          gpio('gpb4', 8, 0x0c0, 0x18),
          gpio('gpb5', 4, 0x0e0, 0x1c),
          gpio('gpb6', 8, 0x100, 0x20),
          gpio('gpb7', 8, 0x120, 0x24),
          gpio('gpd1', 5, 0x140, 0x28),
          gpio('gpd2', 5, 0x160, 0x2c),
          gpio('gpd3', 7, 0x180, 0x30),
          gpio('gpg0', 8, 0x1a0, 0x34),
          gpio('gpg1', 8, 0x1c0, 0x38),
          gpio('gpg2', 8, 0x1e0, 0x3c),
          gpio('gpg3', 8, 0x200, 0x40),
          gpio('gpg4', 8, 0x220, 0x44),
          gpio('gpg5', 8, 0x240, 0x48),
          gpio('gpg6', 8, 0x260, 0x4c),
          gpio('gpg7', 8, 0x280, 0x50),
        ],
      },
      { banks: [none('gpq0', 3, 0x00)] },
    ],
  },
  {
    compatible: 'google,gs101-pinctrl',
    new: true,
    controllers: [
      {
        wkup: true,
        banks: [
          wkup('gpa0', 8, 0x0, 0x00),
          wkup('gpa1', 7, 0x20, 0x04),
          wkup('gpa2', 5, 0x40, 0x08),
          wkup('gpa3', 4, 0x60, 0x0c),
          wkup('gpa4', 4, 0x80, 0x10),
          wkup('gpa5', 7, 0xa0, 0x14),
          wkup('gpa9', 8, 0xc0, 0x18),
          wkup('gpa10', 2, 0xe0, 0x1c),
        ],
      },
      {
        wkup: true,
        banks: [
          wkup('gpa6', 8, 0x0, 0x00),
          wkup('gpa7', 4, 0x20, 0x04),
          wkup('gpa8', 8, 0x40, 0x08),
          wkup('gpa11', 2, 0x60, 0x0c),
        ],
      },
      { banks: [gpio('gps0', 2, 0x0, 0x00), gpio('gps1', 8, 0x20, 0x04), gpio('gps2', 3, 0x40, 0x08)] },
      { banks: [wkup('gps3', 6, 0x0, 0x00)] },
      {
        gpio: true,
        banks: [
          gpio('gpp0', 5, 0x0, 0x00),
          gpio('gpp1', 4, 0x20, 0x04),
          gpio('gpp2', 4, 0x40, 0x08),
          gpio('gpp3', 2, 0x60, 0x0c),
          gpio('gpp4', 4, 0x80, 0x10),
          gpio('gpp5', 2, 0xa0, 0x14),
          gpio('gpp6', 4, 0xc0, 0x18),
          gpio('gpp7', 2, 0xe0, 0x1c),
          gpio('gpp8', 4, 0x100, 0x20),
          gpio('gpp9', 2, 0x120, 0x24),
          gpio('gpp10', 4, 0x140, 0x28),
          gpio('gpp11', 2, 0x160, 0x2c),
          gpio('gpp12', 4, 0x180, 0x30),
          gpio('gpp13', 2, 0x1a0, 0x34),
          gpio('gpp14', 4, 0x1c0, 0x38),
          gpio('gpp15', 2, 0x1e0, 0x3c),
          gpio('gpp16', 4, 0x200, 0x40),
          gpio('gpp17', 2, 0x220, 0x44),
          gpio('gpp18', 4, 0x240, 0x48),
          gpio('gpp19', 4, 0x260, 0x4c),
        ],
      },
      {
        gpio: true,
        banks: [
          gpio('gpp20', 8, 0x0, 0x00),
          gpio('gpp21', 4, 0x20, 0x04),
          gpio('gpp22', 2, 0x40, 0x08),
          gpio('gpp23', 8, 0x60, 0x0c),
          gpio('gpp24', 4, 0x80, 0x10),
          gpio('gpp25', 4, 0xa0, 0x14),
          gpio('gpp26', 5, 0xc0, 0x18),
          gpio('gpp27', 4, 0xe0, 0x1c),
        ],
      },
      { gpio: true, banks: [gpio('gph0', 6, 0x0, 0x00), gpio('gph1', 7, 0x20, 0x04)] },
      { gpio: true, banks: [gpio('gph2', 6, 0x0, 0x00), gpio('gph3', 2, 0x20, 0x04), gpio('gph4', 6, 0x40, 0x08)] },
    ],
  },
  {
    compatible: 'samsung,exynosautov920-pinctrl',
    new: true,
    controllers: [
      {
        wkup: true,
        retention: true,
        banks: [
          ownW('gpa0', 8, 0x0000, 0x18, 0x24, 0x28),
          ownW('gpa1', 2, 0x1000, 0x18, 0x20, 0x24),
          none('gpq0', 2, 0x2000),
        ],
      },
      {
        banks: [
          ownG('gpb0', 7, 0x0000, 0x18, 0x24, 0x28),
          ownG('gpb1', 6, 0x1000, 0x18, 0x24, 0x28),
          ownG('gpb2', 8, 0x2000, 0x18, 0x24, 0x28),
          ownG('gpb3', 8, 0x3000, 0x18, 0x24, 0x28),
          ownG('gpb4', 8, 0x4000, 0x18, 0x24, 0x28),
          ownG('gpb5', 5, 0x5000, 0x18, 0x24, 0x28),
          ownG('gpb6', 5, 0x6000, 0x18, 0x24, 0x28),
        ],
      },
      { gpio: true, banks: [ownG('gph0', 6, 0x0000, 0x18, 0x24, 0x28), ownG('gph1', 2, 0x1000, 0x18, 0x20, 0x24)] },
      { gpio: true, banks: [ownG('gph8', 7, 0x000, 0x18, 0x24, 0x28)] },
      {
        gpio: true,
        banks: [
          ownG('gph3', 8, 0x0000, 0x18, 0x24, 0x28),
          ownG('gph4', 7, 0x1000, 0x18, 0x24, 0x28),
          ownG('gph5', 8, 0x2000, 0x18, 0x24, 0x28),
          ownG('gph6', 7, 0x3000, 0x18, 0x24, 0x28),
        ],
      },
      { gpio: true, banks: [ownG('gph2', 4, 0x000, 0x18, 0x20, 0x24)] },
      {
        gpio: true,
        banks: [
          ownG('gpp0', 8, 0x0000, 0x18, 0x24, 0x28),
          ownG('gpp1', 8, 0x1000, 0x18, 0x24, 0x28),
          ownG('gpp2', 8, 0x2000, 0x18, 0x24, 0x28),
          ownG('gpg0', 5, 0x3000, 0x18, 0x24, 0x28),
          ownG('gpp3', 8, 0x4000, 0x18, 0x24, 0x28),
          ownG('gpp4', 4, 0x5000, 0x18, 0x20, 0x24),
          ownG('gpg2', 4, 0x6000, 0x18, 0x20, 0x24),
          ownG('gpg5', 4, 0x7000, 0x18, 0x20, 0x24),
          ownG('gpg3', 3, 0x8000, 0x18, 0x20, 0x24),
          ownG('gpg4', 5, 0x9000, 0x18, 0x24, 0x28),
        ],
      },
      {
        gpio: true,
        banks: [
          ownG('gpp5', 8, 0x0000, 0x18, 0x24, 0x28),
          ownG('gpp6', 5, 0x1000, 0x18, 0x24, 0x28),
          ownG('gpp10', 4, 0x2000, 0x18, 0x20, 0x24),
          ownG('gpp7', 8, 0x3000, 0x18, 0x24, 0x28),
          ownG('gpp8', 4, 0x4000, 0x18, 0x20, 0x24),
          ownG('gpp11', 4, 0x5000, 0x18, 0x20, 0x24),
          ownG('gpp9', 4, 0x6000, 0x18, 0x20, 0x24),
          ownG('gpp12', 4, 0x7000, 0x18, 0x20, 0x24),
          ownG('gpg1', 8, 0x8000, 0x18, 0x24, 0x28),
        ],
      },
    ],
  },
];
