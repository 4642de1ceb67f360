/** The schema of `wires`: one line of a device that is not wired, or not driven, as the tree says. */
import * as v from 'valibot';
import { SIGNALS } from './names.ts';
import { nodePath, optional, say, wholeNumber } from './parts.ts';

const inputSchema = v.strictObject({
  controller: say(nodePath, 'the interrupt controller that the line leads to'),
  input: say(wholeNumber, 'the controller’s own number of the input: the INTID of a GIC, the line of a GPIO bank'),
});

export const wireSchema = v.strictObject({
  node: say(nodePath, 'the device'),
  index: say(wholeNumber, 'which of the interrupts of the node'),
  to: optional(
    v.nullable(inputSchema),
    'where the line really leads; null: nowhere. Without the key it leads where the tree says',
  ),
  signal: optional(
    v.picklist(SIGNALS),
    'what the device drives on the line when it asks; without the key the line goes high, until the device is served',
  ),
});
