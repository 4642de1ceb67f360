// Boots a bundled board on two kernels, looks at its interrupts, fires one, and says what an upgrade changes.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { boot, formatProblem } from 'irqscope';

// Files of the package: the table of Linux's drivers, and a board.
const drivers = createRequire(import.meta.url)('irqscope/drivers.json');
const board = readFileSync(fileURLToPath(import.meta.resolve('irqscope/dts/qemu-virt-gicv3-its.dts')));

/** @param {'6.1' | '6.12'} kernel */
function booted(kernel) {
  const run = boot('board.dts', { files: { 'board.dts': board }, drivers, kernel });
  if (!run.ok) throw new Error(formatProblem(run.error));
  return run.value;
}

const run = booted('6.12');
console.log(`${run.board}: ${run.steps} steps, panic: ${run.panic ?? 'none'}`);
for (const { virq, chip, hwirq, actions } of run.table('irqs'))
  if (actions !== '') console.log(virq, chip, hwirq, actions);

const raised = run.run({ do: 'line.raise', node: '/pl011@9000000', index: 0 });
console.log(raised.ok ? `returned ${raised.value.ret}` : formatProblem(raised.error));

for (const { severity, message } of run.findings().findings) console.log(`${severity}: ${message}`);
for (const { area, subject } of booted('6.1').compare(booted('6.12')).differences) console.log(area, subject);
