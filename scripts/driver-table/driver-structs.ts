/** Driver structs and match tables of one preprocessed C file. */
import { type Macros, expand } from './c-preprocess.ts';
import { type Unit, type Value, type Variable, expression } from './c-parse.ts';
import { evaluate, isName, stringOf, withoutParens } from './c-tokens.ts';
import { type Cell } from './model.ts';

/** Where a driver struct of a bus keeps its struct device_driver, and its table of names or numbers. */
interface Shape {
  readonly bus: string;
  /** Paths to the struct device_driver. */
  readonly driver: readonly string[];
  /** Path to the bus's own table, and what it is. */
  readonly ids?: readonly string[];
}

const SHAPES: Readonly<Record<string, Shape>> = {
  platform_driver: { bus: 'platform', driver: ['driver'], ids: ['id_table'] },
  i2c_driver: { bus: 'i2c', driver: ['driver'], ids: ['id_table'] },
  spi_driver: { bus: 'spi', driver: ['driver'], ids: ['id_table'] },
  spi_mem_driver: { bus: 'spi', driver: ['spidrv', 'driver'], ids: ['spidrv', 'id_table'] },
  amba_driver: { bus: 'amba', driver: ['drv'], ids: ['id_table'] },
  mdio_driver: { bus: 'mdio_bus', driver: ['mdiodrv', 'driver'] },
  phy_driver: { bus: 'phy', driver: [] },
  mipi_dsi_driver: { bus: 'mipi-dsi', driver: ['driver'] },
  serdev_device_driver: { bus: 'serial', driver: ['driver'] },
  sdw_driver: { bus: 'soundwire', driver: ['driver'], ids: ['id_table'] },
  spmi_driver: { bus: 'spmi', driver: ['driver'] },
  slim_driver: { bus: 'slimbus', driver: ['driver'], ids: ['id_table'] },
  sunxi_rsb_driver: { bus: 'sunxi-rsb', driver: ['driver'] },
  apr_driver: { bus: 'aprbus', driver: ['driver'] },
  gpr_driver: { bus: 'aprbus', driver: ['driver'] },
  rpmsg_driver: { bus: 'rpmsg', driver: ['drv'] },
  host1x_driver: { bus: 'host1x', driver: ['driver'] },
  moxtet_driver: { bus: 'moxtet', driver: ['driver'] },
  nvmem_layout_driver: { bus: 'nvmem-layout', driver: ['driver'] },
  dp_aux_ep_driver: { bus: 'dp-aux', driver: ['driver'] },
  fsi_driver: { bus: 'fsi', driver: ['drv'] },
  ulpi_driver: { bus: 'ulpi', driver: ['driver'] },
  i3c_driver: { bus: 'i3c', driver: ['driver'] },
};

function shapeOf(type: string): Shape | undefined {
  return Object.hasOwn(SHAPES, type) ? SHAPES[type] : undefined;
}

/** One driver struct: still with names of tables instead of their contents. */
export interface DriverStruct {
  readonly variable: string;
  readonly isStatic: boolean;
  readonly bus: string;
  readonly name: string | undefined;
  /** The expression of `.of_match_table`, and of the bus's own table. */
  readonly ofTable: string | undefined;
  readonly idTable: string | undefined;
  readonly probe: string | undefined;
  /** PHY id and mask. */
  readonly phyId: string | undefined;
  /** A PHY driver that can use an interrupt. */
  readonly handlesInterrupt: boolean;
}

/** Resolves constants: macros of the file first, those of the headers it names in angle brackets and arrays of text after. */
export interface Constants {
  readonly macros: Macros;
  other(name: string): readonly string[] | undefined;
}

function resolved(tokens: readonly string[], constants: Constants): readonly string[] {
  const out: string[] = [];
  // A cast changes nothing of a name.
  const bare = tokens.join(' ').startsWith('( char * )') ? tokens.slice(4) : tokens;
  for (const token of expand(bare, constants.macros)) {
    const found = isName(token) ? constants.other(token) : undefined;
    out.push(...(found ?? [token]));
  }
  return out;
}

function textOf(tokens: readonly string[] | undefined, constants: Constants): string | undefined {
  return tokens === undefined ? undefined : stringOf(resolved(tokens, constants));
}

function numberOf(tokens: readonly string[] | undefined, constants: Constants): bigint | undefined {
  return tokens === undefined ? undefined : evaluate(resolved(tokens, constants), undefined);
}

/** The table that an expression names: `x`, `of_match_ptr(x)`, `&x[0]`, `PTR_IF(…, x)`; undefined for none. */
function tableName(tokens: readonly string[] | undefined): string | undefined {
  if (tokens === undefined) return undefined;
  const names = withoutParens(tokens).filter((token) => isName(token) && !NO_TABLES.test(token));
  return names.at(-1);
}

const NO_TABLES =
  /^(of_match_ptr|ACPI_PTR|PTR_IF|IS_ENABLED|IS_BUILTIN|IS_REACHABLE|CONFIG_\w+|NULL|const|struct|of_device_id|pm_ptr)$/;

/** All driver structs of a file, arrays of them included. */
export function driverStructs(unit: Unit, constants: Constants): DriverStruct[] {
  return unit.variables.flatMap((variable) => {
    const shape = shapeOf(variable.type);
    if (shape === undefined || !('list' in variable.value)) return [];
    const values = variable.isArray ? variable.value.list.map((item) => item.value) : [variable.value];
    return values.flatMap((value) => ('list' in value ? [driverStruct(variable, value, shape, constants)] : []));
  });
}

function driverStruct(variable: Variable, value: Value, shape: Shape, constants: Constants): DriverStruct {
  const name = expression(value, [...shape.driver, 'name']) ?? expression(value, ['name']);
  const isPhy = variable.type === 'phy_driver';
  const phyId = isPhy ? numberOf(expression(value, ['phy_id']), constants) : undefined;
  const mask = isPhy ? numberOf(expression(value, ['phy_id_mask']), constants) : undefined;
  return {
    variable: variable.name,
    isStatic: variable.isStatic,
    bus: shape.bus,
    name: textOf(name, constants),
    ofTable: tableName(expression(value, [...shape.driver, 'of_match_table'])),
    idTable: shape.ids === undefined ? undefined : tableName(expression(value, shape.ids)),
    probe: probeOf(value),
    phyId: phyId === undefined ? undefined : idText(phyId, mask ?? 0xffff_ffffn),
    handlesInterrupt: isPhy && expression(value, ['handle_interrupt']) !== undefined,
  };
}

function probeOf(value: Value): string | undefined {
  for (const path of [['probe'], ['probe_new'], ['spidrv', 'probe'], ['ops', 'probe']]) {
    const name = expression(value, path)?.at(-1);
    if (isName(name)) return name;
  }
  return undefined;
}

function idText(id: bigint, mask: bigint): string {
  return `${(id & 0xffff_ffffn).toString(16)}/${(mask & 0xffff_ffffn).toString(16)}`;
}

/** The entries of a match table as texts: compatibles, names or numbers; `undefined` for an entry that is not understood. */
export function tableEntries(variable: Variable, constants: Constants): (string | undefined)[] {
  if (!('list' in variable.value)) return [];
  const entries: (string | undefined)[] = [];
  for (const { value } of variable.value.list) {
    if (!('list' in value)) {
      entries.push(undefined);
      continue;
    }
    if (value.list.length === 0 || isSentinel(value)) continue;
    entries.push(entryText(variable.type, value, constants));
  }
  return entries;
}

function isSentinel(value: Value): boolean {
  if ('list' in value) return value.list.every((item) => isSentinel(item.value));
  return /^(0|NULL|""|)$/.test(value.expr.join(''));
}

function entryText(type: string, value: Value, constants: Constants): string | undefined {
  const named = (name: string) => expression(value, [name]);
  const first = 'list' in value && value.list[0]?.path.length === 0 ? value.list[0].value : undefined;
  const position = (index: number): readonly string[] | undefined => {
    const item = 'list' in value ? value.list[index] : undefined;
    return item !== undefined && item.path.length === 0 && 'expr' in item.value ? item.value.expr : undefined;
  };
  switch (type) {
    case 'of_device_id': {
      const compatible = textOf(named('compatible'), constants);
      if (compatible !== undefined) return compatible;
      // Matches by the node's type or name are not by compatible: `type:cpu`, `name:memory`.
      const nodeType = textOf(named('type'), constants);
      if (nodeType !== undefined) return `type:${nodeType}`;
      const nodeName = textOf(named('name'), constants);
      return nodeName === undefined ? undefined : `name:${nodeName}`;
    }
    case 'amba_id': {
      const id = numberOf(named('id'), constants);
      const mask = numberOf(named('mask'), constants);
      return id === undefined || mask === undefined ? undefined : idText(id, mask);
    }
    case 'sdw_device_id': {
      const vendor = numberOf(named('mfg_id') ?? position(0), constants);
      const part = numberOf(named('part_id') ?? position(1), constants);
      return vendor === undefined || part === undefined
        ? undefined
        : `sdw:${vendor.toString(16).padStart(4, '0')}${part.toString(16).padStart(4, '0')}`;
    }
    case 'slim_device_id': {
      const vendor = numberOf(named('manf_id') ?? position(0), constants);
      const part = numberOf(named('prod_code') ?? position(1), constants);
      return vendor === undefined || part === undefined ? undefined : `slim${vendor.toString(16)},${part.toString(16)}`;
    }
    default: {
      const text = textOf(
        named('name') ?? (first !== undefined && 'expr' in first ? first.expr : undefined),
        constants,
      );
      return text;
    }
  }
}

/** The cells of multi-function devices that a file lists. */
export function mfdCells(unit: Unit, constants: Constants): Cell[] {
  return unit.variables
    .filter((variable) => variable.type === 'mfd_cell')
    .flatMap((variable) => {
      if (!('list' in variable.value)) return [];
      const values = variable.isArray ? variable.value.list.map((item) => item.value) : [variable.value];
      return values.flatMap((value) => {
        const name = textOf(expression(value, ['name']), constants);
        const compatible = textOf(expression(value, ['of_compatible']), constants) ?? '';
        return name === undefined ? [] : [{ name, compatible }];
      });
    });
}
