/** Commands in words say what they do, not what they are made of. */
import { expect, it } from 'vitest';
import { pageMessages } from '../../engine/api/messages/index.ts';
import type { RunCommand } from '../../engine/index.ts';
import { commandText, outcomeText } from './script-text.ts';

const SAY = pageMessages('en');

const REQUEST = { do: 'vfio.setIrqs', bdf: '0000:00:02.0', index: 'msix', action: 'trigger', start: 0 } as const;

it('says what a VFIO request about interrupts is for', () => {
  const words = [
    commandText({ ...REQUEST, count: 9, data: 'eventfd' }, SAY),
    commandText({ ...REQUEST, count: 0, data: 'none' }, SAY),
    commandText({ ...REQUEST, index: 'intx', action: 'unmask', count: 1, data: 'none' }, SAY),
    commandText({ ...REQUEST, start: 2, count: 2, data: 'bool' }, SAY),
  ];
  expect(words).toEqual([
    'VFIO gives eventfds to MSI-X 0 to 8 of 00:02.0',
    'VFIO switches MSI-X of 00:02.0 off',
    'VFIO unmask of INTx 0 of 00:02.0',
    'VFIO trigger of MSI-X 2 to 3 of 00:02.0, those that are true',
  ]);
});

const RAN: RunCommand = {
  command: { do: 'msix.fire', bdf: '0000:00:02.0', vector: 3 },
  from: 1,
  to: 2,
  ret: 0,
  error: undefined,
  eventfds: [],
  effective: undefined,
};

it('says where a message stopped instead of "done", and why Linux refused', () => {
  const error = { name: 'EINVAL', number: 22, words: 'Invalid argument' };
  const words = [
    outcomeText(RAN, SAY),
    outcomeText(RAN, SAY, 'the vector is masked'),
    outcomeText({ ...RAN, eventfds: [{ index: 3, value: 1 }] }, SAY),
    outcomeText({ ...RAN, ret: -1, error }, SAY),
    outcomeText({ ...RAN, ret: -1, error, why: 'it is in no IOMMU group' }, SAY),
  ];
  expect(words).toEqual([
    'done',
    'stopped: the vector is masked',
    'done · eventfd 3: 1',
    'refused: EINVAL (22), Invalid argument',
    'refused: EINVAL (22), Invalid argument: it is in no IOMMU group',
  ]);
});
