/** How a kernel died, as its log says it: what it could not do, in which function, and the panic that followed. */

const FAULT = /^(Unable to handle |Internal error: synchronous external abort)/;
/** The size of the function and the place in it are the compiler's. */
const PC = /^(pc : \w+)\+0x[0-9a-f]+\/0x[0-9a-f]+( \[\w+\])?$/;
const PANIC = /^Kernel panic - not syncing: /;

/** Three lines at most, nothing of a log without a panic. A WARN before it names its own pc, which is not the death's. */
export function deathLines(log: readonly string[]): string[] {
  const panic = log.find((line) => PANIC.test(line));
  if (panic === undefined) return [];
  const start = log.findLastIndex((line) => FAULT.test(line));
  const fault = start === -1 ? [] : log.slice(start);
  const pc = fault.find((line) => line.startsWith('pc : '));
  return [...fault.slice(0, 1), ...(pc === undefined ? [] : [pc.replace(PC, '$1')]), panic];
}
