/** Models the part of kernel/params.c that goes through the command line. Parameters of modules are left out. */
import { type DeviceTree, getProperty, nodeByPath, stringList } from '../../devicetree/index.ts';
import { type Argument, next_arg } from '../lib/cmdline.ts';

/** COMMAND_LINE_SIZE of arm64, with the NUL at its end. */
const COMMAND_LINE_SIZE = 2048;

/** boot_command_line, as early_init_dt_scan_chosen() finds it: /chosen's bootargs. */
function boot_command_line(tree: DeviceTree): string {
  const chosen = nodeByPath(tree, '/chosen') ?? nodeByPath(tree, '/chosen@0');
  const [bootargs = ''] = chosen === undefined ? [] : stringList(getProperty(chosen, 'bootargs'));
  return bootargs.slice(0, COMMAND_LINE_SIZE - 1);
}

/** The options for the kernel, in their order. What follows "--" is for init. */
export function parse_args(tree: DeviceTree): readonly Argument[] {
  const found: Argument[] = [];
  let args = boot_command_line(tree).trimStart();
  while (args !== '') {
    const { argument, rest } = next_arg(args);
    if (argument.val === undefined && argument.param === '--') break;
    found.push(argument);
    args = rest;
  }
  return found;
}

/** Names are the same whether they are written with dashes or underscores. */
export function parameq(a: string, b: string): boolean {
  return a.replaceAll('-', '_') === b.replaceAll('-', '_');
}
