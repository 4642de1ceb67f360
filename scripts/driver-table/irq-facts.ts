/**
 * What a driver's source says about its interrupts, as far as reading calls can tell: no types, no data flow.
 *
 * Notation, one text for each driver: `ASK ASK …;REQUEST REQUEST …`.
 * ASK: a letter for the function, then `0` (index) or `=name`, or `*` when neither is a constant:
 *   p P platform_get_irq, its optional form · n N by name, optional · o of_irq_get · m irq_of_parse_and_map ·
 *   f fwnode_irq_get · c client->irq · s spi->irq · a amba_device irq[] · q phylib's.
 * REQUEST: `KIND:ask:flags:where:name`. KIND: h request_irq, t with a thread of its own, x any context, r regmap chip,
 *   k chained handler. `ask` is the number of the ASK whose result it takes, "" when that is not known. `flags` are letters (S shared,
 *   O one shot, N not enabled at once, T a trigger, W keeps waking, 0 none, ? not a constant). `where` is `probe`, the
 *   field of the operation that leads there (`ndo_open`), or `function()`. `name` is `dev` (dev_name()), `=text` with `%20` for a
 *   space and so on, `mmc` (mmc_hostname()), `usb` (irq_descr of a USB host), `ttyS` (the port's), or "".
 */
import { type Call, type Unit, type Value, callsIn } from './c-parse.ts';
import { evaluate, isName, stringOf } from './c-tokens.ts';

interface Ask {
  readonly text: string;
  /** Last field or variable that keeps the result: `irq` of `priv->irq`. */
  readonly keeps: string;
}

interface Request {
  readonly kind: string;
  readonly irq: string;
  readonly flags: string;
  readonly name: string;
}

/** A function with what it does about interrupts, and whom it calls. */
export interface FunctionFacts {
  readonly asks: readonly Ask[];
  readonly requests: readonly Request[];
  readonly calls: readonly string[];
  /** Gives up with -ENODEV when the device has no ACPI companion, and looks for no device tree's node either. */
  readonly needsAcpi: boolean;
}

/** function name → facts, and which functions an operation's field names. */
export interface FileFacts {
  readonly functions: ReadonlyMap<string, FunctionFacts>;
  /** function → names of the fields that it is the operation of. */
  readonly operations: ReadonlyMap<string, ReadonlySet<string>>;
}

interface AskForm {
  readonly letter: string;
  readonly argument: number;
  readonly by: 'index' | 'name' | 'fixed';
}

const ASKS: Readonly<Record<string, AskForm>> = {
  platform_get_irq: { letter: 'p', argument: 1, by: 'index' },
  platform_get_irq_affinity: { letter: 'p', argument: 1, by: 'index' },
  platform_get_irq_optional: { letter: 'P', argument: 1, by: 'index' },
  platform_get_irq_byname: { letter: 'n', argument: 1, by: 'name' },
  platform_get_irq_byname_optional: { letter: 'N', argument: 1, by: 'name' },
  of_irq_get: { letter: 'o', argument: 1, by: 'index' },
  of_irq_get_byname: { letter: 'o', argument: 1, by: 'name' },
  irq_of_parse_and_map: { letter: 'm', argument: 1, by: 'index' },
  fwnode_irq_get: { letter: 'f', argument: 1, by: 'index' },
  fwnode_irq_get_byname: { letter: 'f', argument: 1, by: 'name' },
};

interface RequestForm {
  readonly kind: string;
  /** Positions of irq, thread, flags and name; -1 when the function has none. */
  readonly irq: number;
  readonly thread: number;
  readonly flags: number;
  readonly name: number;
}

const plain = { thread: -1 };
const REQUESTS: Readonly<Record<string, RequestForm>> = {
  request_irq: { kind: 'h', irq: 0, ...plain, flags: 2, name: 3 },
  devm_request_irq: { kind: 'h', irq: 1, ...plain, flags: 3, name: 4 },
  request_threaded_irq: { kind: 'h', irq: 0, thread: 2, flags: 3, name: 4 },
  devm_request_threaded_irq: { kind: 'h', irq: 1, thread: 3, flags: 4, name: 5 },
  request_any_context_irq: { kind: 'x', irq: 0, ...plain, flags: 2, name: 3 },
  devm_request_any_context_irq: { kind: 'x', irq: 1, ...plain, flags: 3, name: 4 },
  regmap_add_irq_chip: { kind: 'r', irq: 1, ...plain, flags: 2, name: -1 },
  devm_regmap_add_irq_chip: { kind: 'r', irq: 2, ...plain, flags: 3, name: -1 },
  regmap_add_irq_chip_fwnode: { kind: 'r', irq: 2, ...plain, flags: 3, name: -1 },
  devm_regmap_add_irq_chip_fwnode: { kind: 'r', irq: 3, ...plain, flags: 4, name: -1 },
  irq_set_chained_handler: { kind: 'k', irq: 0, ...plain, flags: -1, name: -1 },
  irq_set_chained_handler_and_data: { kind: 'k', irq: 0, ...plain, flags: -1, name: -1 },
};

/** Files without one of these words hold nothing for this scan. */
export const SPEAKS_OF_IRQS = new RegExp(
  `\\b(${[...Object.keys(ASKS), ...Object.keys(REQUESTS)].join('|')}|client->irq|spi->irq)\\b`,
);

const FLAG_LETTERS: Readonly<Record<string, string>> = {
  IRQF_SHARED: 'S',
  IRQF_PROBE_SHARED: 'S',
  IRQF_ONESHOT: 'O',
  IRQF_COND_ONESHOT: 'O',
  IRQF_NO_AUTOEN: 'N',
  IRQF_NO_SUSPEND: 'W',
  IRQF_COND_SUSPEND: 'W',
  IRQF_TRIGGER_NONE: '',
  IRQF_TRIGGER_RISING: 'T',
  IRQF_TRIGGER_FALLING: 'T',
  IRQF_TRIGGER_HIGH: 'T',
  IRQF_TRIGGER_LOW: 'T',
  IRQ_TYPE_EDGE_RISING: 'T',
  IRQ_TYPE_EDGE_FALLING: 'T',
  IRQ_TYPE_LEVEL_HIGH: 'T',
  IRQ_TYPE_LEVEL_LOW: 'T',
  IRQ_TYPE_EDGE_BOTH: 'T',
  // Flags that do not change how the line is asked for or served.
  IRQF_NO_THREAD: '',
  IRQF_PERCPU: '',
  IRQF_NOBALANCING: '',
  IRQF_TIMER: '',
  IRQF_IRQPOLL: '',
  IRQF_FORCE_RESUME: '',
  IRQF_EARLY_RESUME: '',
  IRQF_NO_DEBUG: '',
};

function flagsOf(tokens: readonly string[] | undefined): string {
  if (tokens === undefined) return '';
  const letters = new Set<string>();
  for (const token of tokens) {
    if (token === '|' || token === '(' || token === ')' || token === '0' || token === '0x0') continue;
    const letter = Object.hasOwn(FLAG_LETTERS, token) ? FLAG_LETTERS[token] : undefined;
    if (letter === undefined) return '?';
    if (letter !== '') letters.add(letter);
  }
  return letters.size === 0 ? '0' : [...letters].sort().join('');
}

/** A text without the characters that part this notation. */
function encoded(text: string): string {
  return text.replaceAll(/[%;:\s]/g, (char) => encodeURIComponent(char));
}

/** Files that request interrupts of other things: GPIO lines beside a serial port's own, events that ACPI's tables list. */
const ABOUT_OTHERS = /^drivers\/(tty\/serial\/serial_mctrl_gpio|gpio\/gpiolib-acpi[\w-]*)\.c$/;

function nameOf(tokens: readonly string[] | undefined): string {
  if (tokens === undefined) return '';
  if (tokens[0] === 'dev_name' || (tokens[0] === 'pdev' && tokens.join('') === 'pdev->name'))
    return tokens[0] === 'dev_name' ? 'dev' : 'pdev';
  if (tokens[0] === 'mmc_hostname') return 'mmc';
  if (tokens.join('') === 'hcd->irq_descr') return 'usb';
  const text = stringOf(tokens);
  return text === undefined ? '' : `=${encoded(text)}`;
}

function lastName(text: string): string {
  return /([A-Za-z_]\w*)(?:\[[^\]]*\])?$/.exec(text)?.[1] ?? '';
}

function askOf(call: Call): Ask | undefined {
  const form = Object.hasOwn(ASKS, call.name) ? ASKS[call.name] : undefined;
  if (form === undefined) return undefined;
  const argument = call.args[form.argument] ?? [];
  const keeps = lastName(call.target);
  if (form.by === 'name') {
    const name = stringOf(argument);
    return { text: `${form.letter}${name === undefined || /[;:\s]/.test(name) ? '*' : `=${name}`}`, keeps };
  }
  return { text: `${form.letter}${evaluate(argument, undefined) ?? '*'}`, keeps };
}

function requestOf(call: Call): Request | undefined {
  const form = Object.hasOwn(REQUESTS, call.name) ? REQUESTS[call.name] : undefined;
  if (form === undefined) return undefined;
  const thread = form.thread < 0 ? undefined : call.args[form.thread]?.join('');
  if (form.kind === 'k' && /^NULL$/.test(call.args[1]?.join('') ?? '')) return undefined;
  return {
    kind: thread === undefined || thread === 'NULL' ? form.kind : 't',
    irq: (call.args[form.irq] ?? []).join(''),
    flags: form.flags < 0 ? '' : flagsOf(call.args[form.flags]),
    name: form.name < 0 ? '' : nameOf(call.args[form.name]),
  };
}

const HELD: readonly (readonly [RegExp, string])[] = [
  [/\b(client|i2c|i2c_client|cl)->irq\b/, 'c'],
  [/\b(spi|spi_dev|spidev)->irq\b/, 's'],
];

/** What one function's body does about interrupts. */
function functionFacts(body: readonly string[]): FunctionFacts {
  const asks: Ask[] = [];
  const requests: Request[] = [];
  const calls: string[] = [];
  for (const call of callsIn(body, (name) => Object.hasOwn(ASKS, name) || Object.hasOwn(REQUESTS, name))) {
    calls.push(call.name);
    const ask = askOf(call);
    if (ask !== undefined) asks.push(ask);
    const request = requestOf(call);
    if (request !== undefined) requests.push(request);
  }
  const text = body.includes('irq') ? body.join('') : '';
  for (const [pattern, letter] of HELD) if (pattern.test(text)) asks.push({ text: letter, keeps: 'irq' });
  const amba = /\b(?:adev|dev|amba_dev|adev)->irq\[(\d+)\]/g;
  for (const [, index = ''] of text.matchAll(amba)) asks.push({ text: `a${index}`, keeps: '' });
  const asksAcpi = body.includes('ENODEV') && body.some((token) => ACPI.test(token));
  const needsAcpi = asksAcpi && NEEDS_ACPI.test(body.join('')) && !body.some((token) => token.startsWith('of_'));
  return { asks, requests, calls, needsAcpi };
}

const ACPI = /^(has_acpi_companion|ACPI_COMPANION|ACPI_HANDLE)$/;
const NEEDS_ACPI =
  /(\w+)=ACPI_(COMPANION|HANDLE)\([^;]*\);if\(!\1\)return-ENODEV|if\(!(has_acpi_companion|ACPI_COMPANION|ACPI_HANDLE)\([^;]*\)\)return-ENODEV/;

/** Facts of all functions of a file. */
export function fileFacts(unit: Unit): FileFacts {
  const functions = new Map<string, FunctionFacts>();
  for (const [name, { body }] of unit.functions) functions.set(name, functionFacts(body));
  const operations = new Map<string, Set<string>>();
  const note = (name: string, operation: string) => {
    operations.set(name, (operations.get(name) ?? new Set()).add(operation));
  };
  const visit = (value: Value) => {
    if (!('list' in value)) return;
    for (const { path, value: inner } of value.list) {
      const [only] = 'expr' in inner ? inner.expr.filter((token) => token !== '&') : [];
      const operation = path.at(-1);
      if ('expr' in inner && operation !== undefined && isName(only) && functions.has(only)) note(only, operation);
      visit(inner);
    }
  };
  for (const variable of unit.variables) visit(variable.value);
  for (const { body } of unit.functions.values()) {
    for (let at = 2; at + 2 < body.length; at++) {
      if (body[at] !== '=' || body[at + 2] !== ';' || (body[at - 2] !== '.' && body[at - 2] !== '->')) continue;
      const [operation, value] = [body[at - 1], body[at + 1]];
      if (isName(value) && isName(operation) && functions.has(value)) note(value, operation);
    }
  }
  return { functions, operations };
}

/** Finds the file whose function a call of this file means; undefined for one out of the driver's reach. */
export type Resolve = (from: string, name: string) => string | undefined;

/** Functions reached from one, as `file\0name`, in the order of the calls. */
export function reach(
  file: string,
  start: string,
  resolve: Resolve,
  facts: (file: string) => FileFacts | undefined,
): string[] {
  const seen = new Set<string>();
  const visit = (at: string, name: string, depth: number) => {
    const home = resolve(at, name);
    if (home === undefined || depth > 12) return;
    const key = `${home}\0${name}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const call of facts(home)?.functions.get(name)?.calls ?? []) visit(home, call, depth + 1);
  };
  visit(file, start, 0);
  return [...seen];
}

/** More than this and the driver is a family of which each device does a part: nothing is said. */
const MOST_ASKS = 24;
const MOST_REQUESTS = 12;

/**
 * The facts of one driver, in the notation above.
 * @param isOwn whether a file belongs to the driver, so that a request outside of probe is its request too
 */
export function driverFacts(
  file: string,
  probe: string,
  resolve: Resolve,
  facts: (file: string) => FileFacts | undefined,
  isOwn: (file: string) => boolean,
): string {
  const fromProbe = reach(file, probe, resolve, facts);
  const asks: Ask[] = [];
  const requests: (Request & { readonly where: string })[] = [];
  const files = new Set<string>([file]);
  const at = (key: string) => {
    const [home = '', name = ''] = key.split('\0');
    return { home, name, found: facts(home)?.functions.get(name) };
  };
  for (const key of fromProbe) {
    const { home, found } = at(key);
    if (ABOUT_OTHERS.test(home)) continue;
    if (isOwn(home)) files.add(home);
    for (const ask of found?.asks ?? []) if (!asks.some((each) => each.text === ask.text)) asks.push(ask);
    for (const request of found?.requests ?? []) requests.push({ ...request, where: 'probe' });
  }
  const inProbe = new Set(fromProbe);
  for (const home of files) {
    const own = facts(home);
    for (const [name, found] of own?.functions ?? []) {
      if (inProbe.has(`${home}\0${name}`) || found.requests.length === 0) continue;
      const where = operationOf(name, own) ?? `${name}()`;
      for (const request of found.requests) requests.push({ ...request, where });
    }
  }
  if (asks.length > MOST_ASKS || requests.length > MOST_REQUESTS) return '';
  if (asks.length === 0 && requests.length === 0) return '';
  const texts = requests.map(({ kind, irq, flags, where, name }) => {
    const kept = lastName(irq);
    const same = asks.filter((ask) => ask.keeps === kept && kept !== '');
    const link = same.length === 1 ? asks.findIndex((ask) => ask === same[0]) : asks.length === 1 ? 0 : -1;
    return `${kind}:${link < 0 ? '' : link}:${flags}:${where}:${name}`;
  });
  const unique = [...new Set(texts)];
  return `${asks.map((ask) => ask.text).join(' ')};${unique.join(' ')}`;
}

/** The one operation that leads to a function through calls in its file. */
function operationOf(name: string, own: FileFacts | undefined): string | undefined {
  if (own === undefined) return undefined;
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (each: string) => {
    if (seen.has(each)) return;
    seen.add(each);
    for (const operation of own.operations.get(each) ?? []) found.add(operation);
    for (const [caller, { calls }] of own.functions) if (calls.includes(each)) visit(caller);
  };
  visit(name);
  const known = [...found].filter((operation) => operation !== 'probe');
  return known.length === 1 ? known[0] : undefined;
}
