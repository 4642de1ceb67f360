/** Which UART is the first program's console: its port is the one that is open. */
import { describe, expect, it } from 'vitest';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { changedBoard } from '../views/testing.ts';

/** Whether the PL011 of a board has requested its interrupt, with these properties of /chosen. */
function isOpen(chosen: string, aliases = ''): boolean {
  const viewer = changedBoard(
    'qemu-virt-gicv3-its',
    (dts) => `${dts}\n/ { /delete-node/ chosen; };\n/ { chosen { ${chosen} }; aliases { ${aliases} }; };\n`,
  );
  return viewer.session.cursor.all(irq_desc).some(({ action }) => action?.name === 'uart-pl011');
}

describe('the console', () => {
  it('is what the last console= of the command line names', () => {
    expect(isOpen('bootargs = "console=ttyS0 console=ttyAMA0,115200 quiet"; stdout-path = "/nowhere";')).toBe(true);
    expect(isOpen('bootargs = "console=ttyAMA0 console=ttyS0"; stdout-path = "/pl011@9000000";')).toBe(false);
  });

  it('is what stdout-path names, by an alias too, whatever its number', () => {
    const alias = 'serial10 = "/pl011@9000000";';
    expect(isOpen('stdout-path = "serial10:115200n8";', alias)).toBe(true);
    expect(isOpen('bootargs = "quiet"; stdout-path = "/pl031@9010000";')).toBe(false);
  });

  it('is the first PL011 where the tree says nothing', () => {
    expect(isOpen('')).toBe(true);
  });
});
