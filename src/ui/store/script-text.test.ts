/** Commands in words say what they do, not what they are made of. */
import { expect, it } from 'vitest';
import { commandText } from './script-text.ts';

const REQUEST = { do: 'vfio.setIrqs', bdf: '0000:00:02.0', index: 'msix', action: 'trigger', start: 0 } as const;

it('says what a VFIO request about interrupts is for', () => {
  const words = [
    commandText({ ...REQUEST, count: 9, data: 'eventfd' }),
    commandText({ ...REQUEST, count: 0, data: 'none' }),
    commandText({ ...REQUEST, index: 'intx', action: 'unmask', count: 1, data: 'none' }),
    commandText({ ...REQUEST, start: 2, count: 2, data: 'bool' }),
  ];
  expect(words).toEqual([
    'VFIO gives eventfds to MSI-X 0 to 8 of 00:02.0',
    'VFIO switches MSI-X of 00:02.0 off',
    'VFIO unmask of INTx 0 of 00:02.0',
    'VFIO trigger of MSI-X 2 to 3 of 00:02.0, those that are true',
  ]);
});
