/** From a file name and options to a running session. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { DEFAULT_KERNEL, type KernelVersion } from '../engine/api/kernel-versions.ts';
import { type CliMessages, cliMessages, engineMessages, type Language } from '../engine/api/messages/index.ts';
import {
  checkScenario,
  decodeDriverTable,
  type DriverTable,
  loadScenario,
  readLspci,
  type Scenario,
  Session,
  wantsDriverTable,
} from '../engine/index.ts';
import type { CliOptions } from './options.ts';

/** Nothing larger is read. */
const MAX_BYTES = 64 * 1024 * 1024;

/** `kernel`: another than a scenario says. */
export function openInput(
  name: string | undefined,
  options: CliOptions,
  language: Language,
  kernel?: KernelVersion,
): Result<Session> {
  const say = cliMessages(language);
  if (name === undefined) return fail('cli-no-input', say.noInputFile, undefined, say.noInputFileHint);
  const bytes = readInput(name, say);
  if (!bytes.ok) return bytes;
  const json = isScenario(name) ? parseJson(name, bytes.value, say) : ok(bareBoard(name, options));
  if (!json.ok) return json;
  const whole = withFunctions(json.value, options, language);
  return whole.ok ? openScenario(whole.value, name, options, language, kernel) : whole;
}

/** Runs a scenario whose files are beside the file with this name. */
export function openScenario(
  json: unknown,
  name: string,
  options: CliOptions,
  language: Language,
  kernel?: KernelVersion,
): Result<Session> {
  const checked = checkScenario(json, language);
  if (!checked.ok) return checked;
  const scenario = withOverlays(checked.value, name, options);
  const table = wantsDriverTable(scenario) ? readDriverTable(cliMessages(language), language) : ok(undefined);
  if (!table.ok) return table;
  const wanted = kernel === undefined ? scenario : { ...scenario, kernel };
  const loaded = loadScenario(wanted, filesBeside(name), language, table.value);
  return loaded.ok ? Session.open(loaded.value) : loaded;
}

/** What Linux has of drivers, from the project's own folder. */
function readDriverTable(say: CliMessages, language: Language): Result<DriverTable> {
  const path = new URL('../../public/drivers.json', import.meta.url).pathname;
  if (!existsSync(path)) return fail('cli-no-file', say.noFile({ name: path }));
  const json = parseJson(basename(path), readFileSync(path), say);
  return json.ok ? decodeDriverTable(engineMessages(language).scenario, json.value) : json;
}

const isScenario = (name: string): boolean => name.endsWith('.json');

/** A file's bytes. */
export function readInput(name: string, say: CliMessages): Result<Uint8Array> {
  if (!existsSync(name)) return fail('cli-no-file', say.noFile({ name }));
  const { size } = statSync(name);
  if (size > MAX_BYTES)
    return fail('input-too-large', say.tooLarge({ name, bytes: size, limit: MAX_BYTES / 1024 / 1024 }));
  return ok(readFileSync(name));
}

function parseJson(name: string, bytes: Uint8Array, say: CliMessages): Result<unknown> {
  try {
    return ok(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail('scenario-json', say.notJson({ name, why }), { file: name });
  }
}

/** The scenario with the PCI functions that lspci printed, in place of its own. */
function withFunctions(json: unknown, { lspci }: CliOptions, language: Language): Result<unknown> {
  if (lspci === undefined || typeof json !== 'object' || json === null) return ok(json);
  const bytes = readInput(lspci, cliMessages(language));
  if (!bytes.ok) return bytes;
  const text = new TextDecoder().decode(bytes.value);
  const pci = readLspci(engineMessages(language).scenario, text, lspci);
  return pci.ok ? ok({ ...json, pci: pci.value }) : pci;
}

/** The scenario with the overlays of the command line on top. Names in a scenario begin in its folder. */
function withOverlays(scenario: Scenario, name: string, { overlay }: CliOptions): Scenario {
  if (overlay === undefined) return scenario;
  const folder = dirname(resolve(name));
  const added = overlay.map((file) => relative(folder, resolve(file)).replaceAll('\\', '/'));
  return { ...scenario, overlays: [...(scenario.overlays ?? []), ...added] };
}

/** The scenario that a bare board and the options make; checked like any other. */
function bareBoard(name: string, options: CliOptions): unknown {
  return {
    irqscope: 1,
    board: { file: basename(name) },
    kernel: options.kernel ?? DEFAULT_KERNEL,
    ...(options.el2 === undefined ? {} : { el2: options.el2 }),
    ...(options.cpus === undefined ? {} : { cpus: Number(options.cpus) }),
    ...(options.drivers === undefined
      ? {}
      : { drivers: /^(all|modelled)$/.test(options.drivers) ? options.drivers : options.drivers.split(',') }),
    ...(options.pci === undefined ? {} : { pci: options.pci.map(pciFunction) }),
    script: [{ do: 'boot' }],
  };
}

function pciFunction(text: string): unknown {
  const at = text.indexOf('@');
  return { model: text.slice(0, at), bdf: text.slice(at + 1) };
}

/** The files that an input may name. */
export const filesBeside = (name: string): ReadonlyMap<string, Uint8Array> => new FolderFiles(dirname(name));

/** Files beside the input, read when asked for. Bundled boards come from the project's own folder. */
class FolderFiles extends Map<string, Uint8Array> {
  private readonly folder: string;

  constructor(folder: string) {
    super();
    this.folder = folder;
  }

  override get(name: string): Uint8Array | undefined {
    const paths = [join(this.folder, name), new URL(`../../public/${name}`, import.meta.url).pathname];
    const found = paths.find((path) => existsSync(path) && statSync(path).isFile());
    return found === undefined ? undefined : readFileSync(found);
  }
}
