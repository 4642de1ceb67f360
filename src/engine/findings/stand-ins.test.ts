/** What is said of devices whose drivers are not modelled: no more than is known. */
import { describe, expect, it } from 'vitest';
import { bootTree } from '../run/testing.ts';
import { findingsOf } from './findings.ts';
import { board, named } from './testing.ts';

const pmic = (interrupts: string): string => `
  i2c@5000 { compatible = "rockchip,rk3399-i2c"; reg = <0 0x5000 0 0x100>; interrupts = <0 59 4>;
    #address-cells = <1>; #size-cells = <0>;
    pmic@1b { compatible = "rockchip,rk808"; reg = <0x1b>; ${interrupts} };
  };`;

const found = (nodes: string) => findingsOf(bootTree(board(nodes), '6.12'));

describe('a device on I2C whose interrupt is refused', () => {
  const { findings, refusals } = found(pmic('interrupt-parent = <&gpio0>; interrupts = <42 8>;'));

  it('is an error, as the line is wrong whoever asks', () => {
    expect(named(findings[0])).toBe('request-refused /i2c@5000/pmic@1b');
    expect(findings[0]?.severity).toBe('error');
  });

  it('is not said to go on without, and in one sentence', () => {
    const { consequence } = refusals.find(({ node }) => node === '/i2c@5000/pmic@1b') ?? {};
    expect(consequence).toContain('i2c-core goes on without the interrupt');
    expect(consequence).toContain('many give up without an interrupt');
    expect(findings[0]?.consequence).toBe(consequence);
  });
});

describe('an interrupt-parent that is no controller', () => {
  const beside = `wake@1 { compatible = "test,wake"; interrupt-parent = <&gpio0>; interrupts = <2 8>; };`;

  it.each([
    ['too few', '<3 8>', 'no-interrupt'],
    ['more than its own', '<3 8 4 8>', 'wrong-line'],
  ])('is the only error where the cells are %s for the controller that Linux comes to', (_, cells) => {
    const { findings, refusals } = found(
      beside + pmic('').replace('pmic@1b {', `pmic@1b { interrupt-parent = <&clk>; interrupts = ${cells};`),
    );
    const errors = findings.filter(({ severity }) => severity !== 'note');
    expect(errors.map(named)).toEqual(['interrupts_property /i2c@5000/pmic@1b']);
    expect(errors[0]).toMatchObject({ severity: 'error', where: { property: 'interrupt-parent' } });
    expect(errors[0]?.message).toContain('names /clk');
    expect(errors[0]?.fix?.message).toMatch(/^Name the controller that is meant/);
    expect(errors[0]?.fix?.edits[0]?.insert).toContain('&gpio0');
    const { fix } = refusals.find(({ node }) => node === '/i2c@5000/pmic@1b') ?? {};
    expect(fix).toBe(errors[0]?.fix?.message);
  });

  it('proposes whom the nodes beside it name', () => {
    const { findings } = found(
      `${beside} odd@2 { compatible = "test,odd"; interrupt-parent = <&clk>; interrupts = <3 8>; };`,
    );
    expect(findings[0]?.fix?.message).toContain('/gpio@9030000, as nodes beside this one do');
  });
});

describe('a node that no driver matches', () => {
  const fixOf = (compatible: string) =>
    found(`odd@9000 { compatible = "${compatible}"; reg = <0 0x9000 0 0x100>; interrupts = <0 81 4>; };`).findings.find(
      ({ code }) => code === 'no-driver',
    );

  it('is not said to be misspelt, as another driver may use it', () => {
    const finding = fixOf('brcm,bcm2835-system-timer');
    expect(finding?.consequence).toContain('The driver of another node may use this one');
    expect(finding?.fix).toBeUndefined();
  });

  it('is told a name that is near', () => {
    const finding = fixOf('rockchip,rk3399-gmca');
    expect(finding?.fix?.message).toContain('rockchip,rk3399-gmac');
    expect(finding?.fix?.edits[0]).toMatchObject({ insert: expect.stringContaining('rockchip,rk3399-gmac') });
  });
});
