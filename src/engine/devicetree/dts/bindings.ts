/**
 * What headers of the kernel's bindings define, as far as it decides where interrupts go: the numbers and flags of interrupt
 * controllers and of GPIO banks. Trees and kernels meet in them, so they do not change. With them a source without its
 * headers gives the tree that it gives with them, but for clocks, resets and the like.
 */

const GIC = 'dt-bindings/interrupt-controller/arm-gic.h';
const IRQ = 'dt-bindings/interrupt-controller/irq.h';
const GPIO = 'dt-bindings/gpio/gpio.h';

/** `NAME body` each, as what follows #define. */
type Definitions = () => readonly string[];

/** Names in a row, numbered from 0 (or from elsewhere). */
const row =
  (prefix: string, names: string, first = 0): Definitions =>
  () =>
    names.split(',').map((name, at) => `${prefix}${name} ${first + at}`);

/** Lines of banks, one bank behind the other: "P13,B7" are GPIOP_0 to GPIOP_12, numbered from 0, and GPIOB_0 to GPIOB_6. */
const banks =
  (prefix: string, lines: string): Definitions =>
  () => {
    let next = 0;
    return lines.split(',').flatMap((bank) => {
      const [, name = '', count = ''] = /^(\w+?)(\d+)$/.exec(bank) ?? [];
      return Array.from({ length: Number(count) }, (_, line) => `${prefix}${name}_${line} ${next++}`);
    });
  };

/** Ports of eight lines: MACRO(port, offset) is the number of a line. */
const ports =
  (macro: string, names: string): Definitions =>
  () => [
    ...names.split(',').map((name, at) => `${macro}_PORT_${name} ${at}`),
    `${macro}(port,offset) (${macro}_PORT_##port*8+offset)`,
  ];

const both =
  (...parts: readonly Definitions[]): Definitions =>
  () =>
    parts.flatMap((part) => part());

const LETTERS = 'A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,S,T,U,V,W,X,Y,Z';
/** Banks of the always-on domain of Amlogic chips count from 0, as the others do: they are of a controller of their own. */
const amlogic = (alwaysOn: string, others: string): Definitions => both(banks('', alwaysOn), banks('', others));

const irq: Definitions = () => [
  'IRQ_TYPE_NONE 0',
  'IRQ_TYPE_EDGE_RISING 1',
  'IRQ_TYPE_EDGE_FALLING 2',
  'IRQ_TYPE_EDGE_BOTH 3',
  'IRQ_TYPE_LEVEL_HIGH 4',
  'IRQ_TYPE_LEVEL_LOW 8',
];

const gpio: Definitions = () => [
  'GPIO_ACTIVE_HIGH 0',
  'GPIO_ACTIVE_LOW 1',
  'GPIO_PUSH_PULL 0',
  'GPIO_SINGLE_ENDED 2',
  'GPIO_LINE_OPEN_SOURCE 0',
  'GPIO_LINE_OPEN_DRAIN 4',
  'GPIO_OPEN_DRAIN 6',
  'GPIO_OPEN_SOURCE 2',
  'GPIO_PERSISTENT 0',
  'GPIO_TRANSITORY 8',
  'GPIO_PULL_UP 16',
  'GPIO_PULL_DOWN 32',
  'GPIO_PULL_DISABLE 64',
];

const gic: Definitions = () => [
  'GIC_SPI 0',
  'GIC_PPI 1',
  'GIC_ESPI 2',
  'GIC_EPPI 3',
  'GIC_CPU_MASK_RAW(cpus) ((cpus) << 8)',
  'GIC_CPU_MASK_SIMPLE(count) ((((1) << (count)) - 1) << 8)',
];

const BINDINGS: Readonly<Record<string, Definitions>> = {
  [IRQ]: irq,
  [GIC]: both(irq, gic),
  [GPIO]: gpio,
  'dt-bindings/interrupt-controller/apple-aic.h': both(
    irq,
    row('AIC_', 'IRQ,FIQ'),
    row('AIC_', 'TMR_HV_PHYS,TMR_HV_VIRT,TMR_GUEST_PHYS,TMR_GUEST_VIRT,CPU_PMU_E,CPU_PMU_P'),
  ),
  'dt-bindings/interrupt-controller/irqc-rzg2l.h': row('RZG2L_', 'NMI,IRQ0,IRQ1,IRQ2,IRQ3,IRQ4,IRQ5,IRQ6,IRQ7'),
  'dt-bindings/interrupt-controller/mvebu-icu.h': both(row('ICU_GRP_', 'NSR,SR'), row('ICU_GRP_', 'SEI,REI', 4)),
  'dt-bindings/interrupt-controller/amlogic,meson-g12a-gpio-intc.h': banks(
    'IRQID_',
    'GPIOAO12,GPIOZ16,GPIOH9,BOOT16,GPIOC8,GPIOA16,GPIOX20,GPIOE3',
  ),
  'dt-bindings/mailbox/qcom-ipcc.h': both(
    row('IPCC_MPROC_SIGNAL_', 'GLINK_QMP,TZ,SMP2P,PING'),
    row('IPCC_CLIENT_', 'AOP,TZ,MPSS,LPASS,SLPI,SDC,CDSP,NPU,APSS,GPU,CVP,CAM,VPU,PCIE0,PCIE1,PCIE2,SPSS'),
    () => ['IPCC_CLIENT_NSP1 18', 'IPCC_CLIENT_TME 23', 'IPCC_CLIENT_WPSS 24'],
    row('IPCC_CLIENT_', 'GPDSP0,GPDSP1', 31),
  ),
  'dt-bindings/bus/moxtet.h': () => [
    'MOXTET_IRQ_PCI 0',
    'MOXTET_IRQ_USB3 4',
    'MOXTET_IRQ_PERIDOT(n) (8 + (n))',
    'MOXTET_IRQ_TOPAZ 12',
  ],
  'dt-bindings/spmi/spmi.h': row('SPMI_', 'USID,GSID'),
  'dt-bindings/mfd/st,stpmic1.h': both(
    row('IT_', 'PONKEY_F,PONKEY_R,WAKEUP_F,WAKEUP_R,VBUS_OTG_F,VBUS_OTG_R,SWOUT_F,SWOUT_R'),
    row('IT_', 'CURLIM_BUCK1,CURLIM_BUCK2,CURLIM_BUCK3,CURLIM_BUCK4,OCP_OTG,OCP_SWOUT,OCP_BOOST,OVP_BOOST', 8),
    row('IT_', 'CURLIM_LDO1,CURLIM_LDO2,CURLIM_LDO3,CURLIM_LDO4,CURLIM_LDO5,CURLIM_LDO6,SHORT_SWOTG,SHORT_SWOUT', 16),
    row('IT_', 'TWARN_F,TWARN_R,VINLOW_F,VINLOW_R', 24),
    row('IT_', 'SWIN_F,SWIN_R', 30),
  ),
  'dt-bindings/pinctrl/rockchip.h': () =>
    Array.from({ length: 32 }, (_, line) => `RK_P${'ABCD'[line >> 3] ?? ''}${line & 7} ${line}`).concat(
      'RK_FUNC_GPIO 0',
    ),
  'dt-bindings/pinctrl/rzg2l-pinctrl.h': () => [
    'RZG2L_PINS_PER_PORT 8',
    'RZG2L_PORT_PINMUX(b,p,f) ((b)*8+(p)|((f)<<16))',
    'RZG2L_GPIO(port,pin) ((port)*8+(pin))',
  ],
  'dt-bindings/gpio/aspeed-gpio.h': ports('ASPEED_GPIO', `${LETTERS},AA,AB,AC`),
  'dt-bindings/gpio/tegra-gpio.h': both(gpio, ports('TEGRA_GPIO', `${LETTERS},AA,BB,CC,DD,EE,FF`)),
  'dt-bindings/gpio/tegra186-gpio.h': both(
    gpio,
    ports('TEGRA186_MAIN_GPIO', 'A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,T,X,Y,BB,CC'),
    ports('TEGRA186_AON_GPIO', 'S,U,V,W,Z,AA,EE,FF'),
  ),
  'dt-bindings/gpio/tegra194-gpio.h': both(
    gpio,
    ports('TEGRA194_MAIN_GPIO', `${LETTERS},FF,GG`),
    ports('TEGRA194_AON_GPIO', 'AA,BB,CC,DD,EE'),
  ),
  'dt-bindings/gpio/tegra234-gpio.h': both(
    gpio,
    // Those behind R have other numbers in Linux 6.1 than later, so they stay unknown.
    ports('TEGRA234_MAIN_GPIO', 'A,B,C,D,E,F,G,H,I,J,K,L,M,N,P,Q,R'),
    ports('TEGRA234_AON_GPIO', 'AA,BB,CC,DD,EE,GG'),
  ),
  'dt-bindings/gpio/tegra241-gpio.h': both(
    gpio,
    ports('TEGRA241_MAIN_GPIO', 'A,B,C,D,E,F,G,H,I,J,K,L'),
    ports('TEGRA241_AON_GPIO', 'AA,BB'),
  ),
  'dt-bindings/gpio/uniphier-gpio.h': () => [
    'UNIPHIER_GPIO_LINES_PER_BANK 8',
    'UNIPHIER_GPIO_IRQ_OFFSET 120',
    'UNIPHIER_GPIO_PORT(bank,line) (8*(bank)+(line))',
    'UNIPHIER_GPIO_IRQ(n) (120 + (n))',
  ],
  'dt-bindings/gpio/meson-a1-gpio.h': banks('GPIO', 'P13,B7,X17,F13,A12'),
  'dt-bindings/gpio/meson-axg-gpio.h': amlogic('GPIOAO14', 'GPIOZ11,BOOT15,GPIOA21,GPIOX23,GPIOY16'),
  'dt-bindings/gpio/meson-g12a-gpio.h': amlogic('GPIOAO12,GPIOE3', 'GPIOZ16,GPIOH9,BOOT16,GPIOC8,GPIOA16,GPIOX20'),
  'dt-bindings/gpio/meson-gxbb-gpio.h': amlogic(
    'GPIOAO14',
    'GPIOZ16,GPIOH4,BOOT18,CARD7,GPIODV30,GPIOY17,GPIOX23,GPIOCLK4',
  ),
  'dt-bindings/gpio/meson-gxl-gpio.h': amlogic('GPIOAO10', 'GPIOZ16,GPIOH10,BOOT16,CARD7,GPIODV30,GPIOX19,GPIOCLK2'),
  'dt-bindings/gpio/meson-s4-gpio.h': banks('GPIO', 'B14,C8,E2,D12,H12,X20,Z13'),
  'dt-bindings/gpio/amlogic-c3-gpio.h': banks('GPIO', 'E5,B15,C7,X14,D7,A6'),
  'dt-bindings/gpio/amlogic,t7-periphs-pinctrl.h': banks('GPIO', 'B13,C7,X20,W17,D13,E7,Z14,T24,M14,Y19,H8'),
};

/** What nearly every tree uses, and other headers include. */
export const COMMON_BINDINGS = [IRQ, GIC, GPIO];

/** The definitions of a header, by the name by which sources include it; undefined for one that is not known here. */
export function knownBinding(name: string): readonly string[] | undefined {
  return Object.hasOwn(BINDINGS, name) ? BINDINGS[name]?.() : undefined;
}
