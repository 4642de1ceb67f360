/** One unpacked kernel tree and its configuration: all drivers that it has for arm64, in the order in which they register. */
import { type Macro, type Macros, type SourceSet, definesIn, preprocess } from './c-preprocess.ts';
import { type Call, type Unit, type Value, type Variable, callsIn, parseUnit } from './c-parse.ts';
import { isName, stringOf } from './c-tokens.ts';
import { type Constants, type DriverStruct, driverStructs, mfdCells, tableEntries } from './driver-structs.ts';
import { type FileFacts, SPEAKS_OF_IRQS, driverFacts, fileFacts, reach } from './irq-facts.ts';
import { type BuiltFile, builtFiles } from './kbuild.ts';
import { type Cell, type ScannedDriver } from './model.ts';

/** What stays of a file once it is read. */
interface FileSummary extends BuiltFile {
  readonly structs: readonly DriverStruct[];
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** Arrays of pointers to drivers. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly cells: readonly Cell[];
  readonly uses: readonly Call[];
  /** function → its calls, with the names in their arguments. */
  readonly calls: ReadonlyMap<string, readonly { readonly name: string; readonly names: readonly string[] }[]>;
  readonly facts: FileFacts;
  readonly exported: readonly string[];
}

export interface TreeReport {
  readonly drivers: readonly ScannedDriver[];
  /** What was seen and not understood, a line each. */
  readonly doubts: readonly string[];
}

const INTEREST =
  /\b(of_device_id|(platform|i2c|spi|amba|mdio|sdw|spmi|slim)_(register|add)_driver|\w+_OF_DECLARE\w*|IRQCHIP_DECLARE|IRQCHIP_PLATFORM_DRIVER_BEGIN|mfd_cell|(platform|i2c|spi|spi_mem|amba|mdio|phy|mipi_dsi|serdev_device|sdw|spmi|slim|sunxi_rsb|apr|gpr|rpmsg|host1x|moxtet|nvmem_layout|dp_aux_ep|fsi|ulpi|i3c)_driver\w*)\b/;

const ENTRY_TYPES = /^(of|i2c|spi|platform|amba|sdw|slim|rpmsg)_(device_)?id$/;

const LEVELS: Readonly<Record<string, number>> = {
  early_initcall: 0,
  pure_initcall: 0,
  core_initcall: 2,
  core_initcall_sync: 3,
  postcore_initcall: 4,
  postcore_initcall_sync: 5,
  arch_initcall: 6,
  arch_initcall_sync: 7,
  subsys_initcall: 8,
  subsys_initcall_sync: 9,
  fs_initcall: 10,
  fs_initcall_sync: 11,
  rootfs_initcall: 11,
  device_initcall: 12,
  module_init: 12,
  device_initcall_sync: 13,
  late_initcall: 14,
  late_initcall_sync: 15,
};
const DEVICE_LEVEL = 12;

const DECLARATIONS: Readonly<Record<string, string>> = {
  IRQCHIP_DECLARE: 'irqchip',
  TIMER_OF_DECLARE: 'timer',
  CLK_OF_DECLARE: 'clk',
  CLK_OF_DECLARE_DRIVER: 'clk-driver',
  RESERVEDMEM_OF_DECLARE: 'reserved-memory',
};

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Looks for a constant in the headers that a file names in angle brackets. */
class Headers {
  readonly #sources: SourceSet;
  readonly #defines = new Map<string, Macros>();

  constructor(sources: SourceSet) {
    this.#sources = sources;
  }

  #macros(header: string): Macros {
    let found = this.#defines.get(header);
    if (found === undefined) {
      const folders = ['include/', 'include/uapi/', 'arch/arm64/include/', 'drivers/gpu/drm/'];
      const text = folders.map((folder) => this.#sources.read(folder + header)).find((each) => each !== undefined);
      found = text === undefined ? new Map<string, Macro>() : definesIn(text);
      this.#defines.set(header, found);
    }
    return found;
  }

  /** Match tables of these names that a header itself holds. */
  tables(header: string, names: readonly (string | undefined)[]): Variable[] {
    const path = `include/${header}`;
    const text = names.length === 0 ? undefined : this.#sources.read(path);
    if (text === undefined || !names.some((name) => name !== undefined && text.includes(`${name}[]`))) return [];
    return parseUnit(preprocess(path, '', this.#sources).tokens).variables.filter(({ name }) => names.includes(name));
  }

  constant(name: string, headers: readonly string[], depth = 0): readonly string[] | undefined {
    for (const header of headers) {
      const macro = this.#macros(header).get(name);
      if (macro === undefined || macro.parameters !== undefined || macro.body.length === 0) continue;
      if (depth > 6) return undefined;
      return macro.body.flatMap((token) =>
        isName(token) ? (this.constant(token, headers, depth + 1) ?? [token]) : [token],
      );
    }
    return undefined;
  }
}

function summarize(file: BuiltFile, sources: SourceSet, headers: Headers, doubts: string[]): FileSummary {
  const { tokens, macros, systemHeaders } = preprocess(file.path, file.module, sources);
  const unit = parseUnit(tokens);
  const texts = new Map(
    unit.variables.flatMap(({ type, name, value }) => {
      const isText = type === '' && 'expr' in value && stringOf(value.expr) !== undefined;
      return isText ? [[name, value.expr] as const] : [];
    }),
  );
  const constants: Constants = {
    macros,
    other: (name) => texts.get(name) ?? headers.constant(name, systemHeaders),
  };
  const irqchips = irqchipDrivers(unit.uses);
  const structs = [...driverStructs(unit, constants), ...irqchips.map(({ struct }) => struct)];
  const tables = new Map(irqchips.map(({ struct, table }) => [struct.ofTable ?? '', table]));
  const missing = structs
    .map((each) => each.ofTable)
    .filter((name) => name !== undefined && unit.variables.every((variable) => variable.name !== name));
  const elsewhere = systemHeaders.flatMap((header) => headers.tables(header, missing));
  for (const variable of [...unit.variables, ...elsewhere]) {
    if (!ENTRY_TYPES.test(variable.type) || !('list' in variable.value)) continue;
    const entries = tableEntries(variable, constants);
    if (entries.includes(undefined)) doubts.push(`${file.path}: an entry of ${variable.name} is not understood`);
    tables.set(variable.name, [...new Set(entries.filter((entry) => entry !== undefined))]);
  }
  const lists = new Map<string, readonly string[]>();
  for (const variable of unit.variables) {
    if (!/driver/.test(variable.type) || !('list' in variable.value) || !variable.isArray) continue;
    const names = namesIn(variable.value);
    if (names.length > 0) lists.set(variable.name, names);
  }
  const calls = new Map(
    [...unit.functions].map(([name, { body }]) => [
      name,
      [
        ...callsIn(body, (callee) => REGISTERS.test(callee)).map((call) => ({
          name: call.name,
          names: call.args.flat().filter(isName),
        })),
        // A list of drivers that code fills in.
        ...body.flatMap((token, at) =>
          token === '&' && body[at - 1] === '=' && /^[;[]$/.test(body[at + 2] ?? '')
            ? [{ name: '=', names: [body[at + 1] ?? ''] }]
            : [],
        ),
      ],
    ]),
  );
  return {
    ...file,
    structs,
    tables,
    lists,
    cells: mfdCells(unit, constants),
    uses: unit.uses.filter(({ name }) => USED.test(name)),
    calls,
    facts: fileFacts(unit),
    exported: exportedFunctions(unit),
  };
}

/** Names of things whose address an initialiser takes. */
function namesIn(value: Value): string[] {
  if ('list' in value) return value.list.flatMap((item) => namesIn(item.value));
  const at = value.expr.indexOf('&');
  const name = value.expr[at + 1];
  return at >= 0 && isName(name) ? [name] : [];
}

/** The platform drivers that `IRQCHIP_PLATFORM_DRIVER_BEGIN` … `_END` make, with their tables. */
function irqchipDrivers(uses: readonly Call[]): { readonly struct: DriverStruct; readonly table: readonly string[] }[] {
  const made: { struct: DriverStruct; table: readonly string[] }[] = [];
  let table: string[] = [];
  let init: string | undefined;
  for (const { name, args } of uses) {
    if (name === 'IRQCHIP_PLATFORM_DRIVER_BEGIN') {
      table = [];
      init = undefined;
    } else if (name === 'IRQCHIP_MATCH') {
      table.push(stringOf(args[0] ?? []) ?? '');
      init ??= args[1]?.find(isName);
    } else if (name === 'IRQCHIP_PLATFORM_DRIVER_END') {
      const ownName = args[0]?.join('') ?? '';
      const struct: DriverStruct = {
        variable: ownName,
        isStatic: true,
        bus: 'platform',
        name: ownName,
        ofTable: `${ownName}_irqchip_match_table`,
        idTable: undefined,
        probe: init,
        phyId: undefined,
        handlesInterrupt: false,
      };
      made.push({ struct, table });
    }
  }
  return made;
}

const UNDOES = /unregister|del_driver/;
const REGISTERS = /regist|add_driver|_probe$|create_bundle|_init$|_init_/;
const USED = /^(IRQCHIP_\w+|\w+_OF_DECLARE\w*|\w*(module|builtin)_\w+|\w+_initcall(_sync)?|\w*_driver)$/;

function exportedFunctions(unit: Unit): string[] {
  return [...unit.functions.values()].filter((each) => !each.isStatic).map((each) => each.name);
}

/** A driver struct that some initcall registers. */
interface Registration {
  readonly file: FileSummary;
  readonly struct: DriverStruct;
  readonly level: number;
  /** Of `platform_driver_probe()`, which takes it as an argument. */
  readonly probe: string | undefined;
}

class Tree {
  readonly files: readonly FileSummary[];
  readonly doubts: string[] = [];
  readonly #byPath = new Map<string, FileSummary>();
  readonly #functions = new Map<string, FileSummary>();
  readonly #structs = new Map<string, FileSummary>();
  readonly #tables = new Map<string, FileSummary>();

  constructor(sources: SourceSet) {
    const headers = new Headers(sources);
    const wanted = builtFiles(sources).filter(({ path }) => {
      const text = sources.read(path);
      return text !== undefined && (INTEREST.test(text) || SPEAKS_OF_IRQS.test(text));
    });
    const files: FileSummary[] = [];
    for (const file of wanted) files.push(summarize(file, sources, headers, this.doubts));
    this.files = files;
    for (const file of files) {
      this.#byPath.set(file.path, file);
      for (const name of file.exported) if (!this.#functions.has(name)) this.#functions.set(name, file);
      for (const { variable, isStatic } of file.structs) if (!isStatic) this.#structs.set(variable, file);
      for (const name of file.tables.keys()) if (!this.#tables.has(name)) this.#tables.set(name, file);
    }
  }

  facts(path: string): FileFacts | undefined {
    return this.#byPath.get(path)?.facts;
  }

  moduleOf(path: string): string {
    const file = this.#byPath.get(path);
    return file === undefined ? '' : `${path.slice(0, path.lastIndexOf('/'))}:${file.module}`;
  }

  /** The file in which a function called from another is, wherever. */
  homeOf(from: FileSummary, name: string): FileSummary | undefined {
    return from.calls.has(name) ? from : this.#functions.get(name);
  }

  /** The same, but only within the part of the kernel that a driver belongs to. */
  near(from: string, name: string): string | undefined {
    const file = this.#byPath.get(from);
    if (file === undefined) return undefined;
    const home = this.homeOf(file, name);
    if (home === undefined || home === file) return home?.path;
    const part = (path: string) => path.split('/').slice(0, -1).slice(0, 2).join('/');
    return part(home.path) === part(from) ? home.path : undefined;
  }

  structsNamed(from: FileSummary, name: string): { file: FileSummary; struct: DriverStruct }[] {
    const here = from.structs.some((each) => each.variable === name) ? from : this.#structs.get(name);
    return (here?.structs ?? [])
      .filter((each) => each.variable === name)
      .map((struct) => ({ file: here ?? from, struct }));
  }

  tableNamed(from: FileSummary, name: string | undefined): readonly string[] {
    if (name === undefined) return [];
    const found = from.tables.get(name) ?? this.#tables.get(name)?.tables.get(name);
    if (found === undefined) this.doubts.push(`${from.path}: table ${name} is not found`);
    return found ?? [];
  }

  /** All registrations, in the order in which a kernel with everything built in runs them. */
  registrations(): Registration[] {
    const calls: { level: number; file: FileSummary; use: Call }[] = [];
    for (const file of this.files) {
      for (const use of file.uses) {
        const known = own(LEVELS, use.name);
        const isMacro = known === undefined && /(^|_)(module|builtin)_|_driver$|^IRQCHIP_\w+_END$/.test(use.name);
        if (known !== undefined || isMacro) calls.push({ level: known ?? DEVICE_LEVEL, file, use });
      }
    }
    const first = this.#register(calls);
    // Those that nobody known registers: by the function that does, as if it were the module's own.
    const registered = new Set(first.map(({ struct }) => struct));
    for (const file of this.files) {
      for (const { variable } of file.structs.filter((struct) => !registered.has(struct))) {
        for (const [name, inside] of file.calls) {
          if (!inside.some((call) => call.names.includes(variable) && !UNDOES.test(call.name))) continue;
          calls.push({ level: DEVICE_LEVEL, file, use: { name: 'module_init', args: [[name]], target: '' } });
        }
      }
    }
    const position = new Map(this.files.map((file, index) => [file, index]));
    calls.sort((a, b) => (position.get(a.file) ?? 0) - (position.get(b.file) ?? 0));
    const found = this.#register(calls);
    const all = new Set(found.map(({ struct }) => struct));
    for (const file of this.files) {
      for (const struct of file.structs) {
        if (!all.has(struct)) this.doubts.push(`${file.path}: nobody registers ${struct.variable}`);
      }
    }
    return found;
  }

  #register(calls: readonly { level: number; file: FileSummary; use: Call }[]): Registration[] {
    const found: Registration[] = [];
    const seen = new Set<DriverStruct>();
    const note = (from: FileSummary, name: string, level: number, probe: string | undefined) => {
      for (const each of from.lists.get(name) ?? []) note(from, each, level, probe);
      for (const { file, struct } of this.structsNamed(from, name)) {
        if (seen.has(struct)) continue;
        seen.add(struct);
        found.push({ file, struct, level, probe });
      }
    };
    // The sort is stable: link order within a level.
    for (const { level, file, use } of calls.toSorted((a, b) => a.level - b.level)) {
      const first = use.args[0]?.find(isName);
      if (first === undefined) continue;
      if (own(LEVELS, use.name) === undefined) {
        const probe = use.name.endsWith('probe') ? use.args[1]?.find(isName) : undefined;
        // Most have one driver; module_i3c_i2c_driver() has two.
        for (const name of use.args.flat().filter(isName)) note(file, name, level, probe);
        continue;
      }
      this.#walk(file, first, new Set(), (from, names, callee) => {
        for (const [index, name] of names.entries()) {
          const takesProbe = /_driver_probe$|create_bundle$/.test(callee);
          note(from, name, level, takesProbe ? names[index + 1] : undefined);
        }
      });
    }
    return found;
  }

  #walk(
    file: FileSummary,
    name: string,
    seen: Set<string>,
    note: (from: FileSummary, names: readonly string[], callee: string) => void,
  ) {
    const key = `${file.path}\0${name}`;
    if (seen.has(key) || seen.size > 400) return;
    seen.add(key);
    for (const call of file.calls.get(name) ?? []) {
      if (UNDOES.test(call.name)) continue;
      note(file, call.names, call.name);
      const home = file.calls.has(call.name)
        ? file
        : /init|regist|driver|add/.test(call.name)
          ? this.#functions.get(call.name)
          : undefined;
      if (home !== undefined) this.#walk(home, call.name, seen, note);
    }
  }

  /** What `IRQCHIP_DECLARE` and its like say. */
  declarations(): ScannedDriver[] {
    const found: ScannedDriver[] = [];
    for (const file of this.files) {
      for (const { name, args } of file.uses) {
        const bus = own(DECLARATIONS, name);
        if (bus === undefined) continue;
        const compatible = stringOf(args[1] ?? []);
        const init = args[2]?.find(isName);
        if (compatible === undefined) {
          this.doubts.push(`${file.path}: a ${name} is not understood`);
          continue;
        }
        found.push({
          bus,
          name: args[0]?.join('') ?? '',
          file: file.path,
          level: 0,
          ids: { compatibles: [compatible], names: [], numbers: [] },
          cells: [],
          irqs: init === undefined ? '' : this.irqsOf(file, init),
        });
      }
    }
    return found;
  }

  irqsOf(file: FileSummary, probe: string): string {
    const module = this.moduleOf(file.path);
    return driverFacts(
      file.path,
      probe,
      (from, name) => this.near(from, name),
      (path) => this.facts(path),
      (path) => this.moduleOf(path) === module,
    );
  }

  cellsOf(file: FileSummary, probe: string | undefined): Cell[] {
    const files = new Set([file.path]);
    if (probe !== undefined) {
      const reached = reach(
        file.path,
        probe,
        (from, name) => this.near(from, name),
        (path) => this.facts(path),
      );
      for (const key of reached) files.add(key.split('\0')[0] ?? '');
    }
    const cells = [...files].flatMap((path) => this.#byPath.get(path)?.cells ?? []);
    const seen = new Set<string>();
    return cells.filter(({ name, compatible }) => {
      const key = `${name} ${compatible}`;
      return !seen.has(key) && seen.add(key);
    });
  }
}

/** What a name match accepts on this bus: the id table, or else, on some buses, the driver's own name. */
function namesOf(struct: DriverStruct, table: readonly string[]): readonly string[] {
  if (struct.idTable !== undefined) return table;
  const byOwnName = struct.bus === 'platform' || struct.bus === 'spi' || struct.bus === 'mipi-dsi';
  return byOwnName && struct.name !== undefined ? [struct.name] : [];
}

/**
 * Reads all drivers of a tree.
 * @param sources the tree, with the configuration that says what is built
 */
export function readTree(sources: SourceSet): TreeReport {
  const tree = new Tree(sources);
  const drivers: ScannedDriver[] = [...tree.declarations()];
  for (const { file, struct, level, probe } of tree.registrations()) {
    if (struct.name === undefined) {
      tree.doubts.push(`${file.path}: the name of ${struct.variable} is not understood`);
      continue;
    }
    const start = struct.probe ?? probe;
    // What only ACPI describes to this driver, no device tree leads to, though its table may list a compatible.
    if (start !== undefined && tree.facts(file.path)?.functions.get(start)?.needsAcpi === true) continue;
    const ids = tree.tableNamed(file, struct.idTable);
    const isNumber = (id: string) => /^[\da-f]+\/[\da-f]+$/.test(id);
    drivers.push({
      bus: struct.bus,
      name: struct.name,
      file: file.path,
      level,
      ids: {
        compatibles: tree.tableNamed(file, struct.ofTable),
        names: namesOf(struct, ids).filter((id) => !isNumber(id)),
        numbers: struct.phyId === undefined ? ids.filter(isNumber) : [struct.phyId],
      },
      cells: tree.cellsOf(file, start),
      irqs: struct.handlesInterrupt ? 'q;' : start === undefined ? '' : tree.irqsOf(file, start),
    });
  }
  return { drivers, doubts: tree.doubts };
}
