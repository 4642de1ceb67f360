/** Reads scenarios: checks the JSON against schema 1, finds the board it names, and says exactly what does not fit. */
import * as v from 'valibot';
import { fail, ok, type Problem, type Result } from '../../base/result.ts';
import { type DeviceTree, getProperty, parseBoard, stringList, walk } from '../devicetree/index.ts';
import { VIRTIO_MMIO_MODELS } from '../machine/index.ts';
import { decodeBase64Url } from '../../base/base64url.ts';
import { commandSchema } from './command-schema.ts';
import {
  bdf,
  DRIVER_FLAGS,
  EL2_KINDS,
  hexText,
  INTX_PINS,
  MSI_VECTORS,
  nodePath,
  wholeNumber,
} from './schema-parts.ts';
import { draftProblem, schemaProblem } from './schema-words.ts';
import type { BoardChoice, Scenario } from './scenario-types.ts';

const hardware = v.strictObject({
  gicd: v.optional(v.strictObject({ typer: v.optional(hexText), iidr: v.optional(hexText) })),
  gicr: v.optional(v.strictObject({ typer: v.optional(hexText) })),
  its: v.optional(
    v.strictObject({ typer: v.optional(hexText), iidr: v.optional(hexText), baser: v.optional(v.array(hexText)) }),
  ),
  v2m: v.optional(v.strictObject({ typer: v.optional(hexText) })),
  smmu: v.optional(v.strictObject({ idr: v.optional(v.array(hexText)) })),
  timer: v.optional(v.strictObject({ cntfrq: v.optional(wholeNumber) })),
});

const pciFunction = v.strictObject({
  bdf,
  model: v.optional(v.string()),
  secondary: v.optional(v.pipe(wholeNumber, v.maxValue(255))),
  queuePairs: v.optional(v.pipe(wholeNumber, v.minValue(1), v.maxValue(1024))),
  vendor: v.optional(hexText),
  device: v.optional(hexText),
  class: v.optional(hexText),
  bars: v.optional(
    v.array(
      v.strictObject({
        index: v.pipe(wholeNumber, v.maxValue(5)),
        size: hexText,
        is64: v.optional(v.boolean()),
        prefetch: v.optional(v.boolean()),
        io: v.optional(v.boolean()),
      }),
    ),
  ),
  intx: v.optional(v.picklist(INTX_PINS)),
  msi: v.optional(
    v.nullable(
      v.strictObject({
        vectors: v.picklist(MSI_VECTORS),
        is64: v.optional(v.boolean()),
        maskable: v.optional(v.boolean()),
      }),
    ),
  ),
  msix: v.optional(
    v.nullable(
      v.strictObject({
        entries: v.pipe(wholeNumber, v.minValue(1), v.maxValue(2048)),
        tableBar: v.optional(v.pipe(wholeNumber, v.maxValue(5))),
        tableOffset: v.optional(hexText),
        pbaBar: v.optional(v.pipe(wholeNumber, v.maxValue(5))),
        pbaOffset: v.optional(hexText),
      }),
    ),
  ),
  driver: v.optional(
    v.strictObject({
      minVectors: v.pipe(wholeNumber, v.minValue(1)),
      maxVectors: v.pipe(wholeNumber, v.minValue(1)),
      flags: v.array(v.picklist(DRIVER_FLAGS)),
    }),
  ),
});

const board = v.union([
  v.strictObject({ bundled: v.pipe(v.string(), v.regex(/^[\w.-]+$/)) }),
  v.strictObject({ file: v.string() }),
  v.strictObject({ dts: v.string() }),
  v.strictObject({ dtb: v.string() }),
]);

const scenarioSchema = v.strictObject({
  irqscope: v.literal(1),
  title: v.optional(v.string()),
  board,
  kernel: v.picklist(['6.1', '6.12']),
  el2: v.optional(v.union([v.literal(false), v.picklist(EL2_KINDS)])),
  cpus: v.optional(v.pipe(wholeNumber, v.minValue(1), v.maxValue(4096))),
  drivers: v.optional(v.union([v.literal('all'), v.array(v.string())])),
  hardware: v.optional(hardware),
  pci: v.optional(v.array(pciFunction)),
  mmio: v.optional(v.array(v.strictObject({ node: nodePath, model: v.string() }))),
  probe: v.optional(v.array(bdf)),
  script: v.optional(v.array(commandSchema)),
});

/** A scenario whose board has been found and read. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly tree: DeviceTree;
  /** Name of the board for people. */
  readonly board: string;
}

/** Checks a scenario's JSON. Errors name the path in it, e.g. "script[3].bdf". */
export function checkScenario(json: unknown): Result<Scenario> {
  if (
    typeof json === 'object' &&
    json !== null &&
    'irqscope' in json &&
    typeof json.irqscope === 'number' &&
    json.irqscope > 1
  ) {
    return fail(
      'scenario-newer',
      `this scenario has schema ${json.irqscope}, and this irqscope reads schema 1`,
      { path: 'irqscope' },
      'Open it with a newer irqscope.',
    );
  }
  const parsed = v.safeParse(scenarioSchema, json, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  return { ok: false, error: schemaProblem(parsed.issues[0]) };
}

/** Everything in a draft that does not fit the schema; none when `checkScenario` accepts it. */
export function draftProblems(json: unknown): Problem[] {
  const parsed = v.safeParse(scenarioSchema, json);
  return parsed.success ? [] : parsed.issues.map(draftProblem);
}

/** The board that a draft names, even where the rest of it does not fit. */
export function boardOf(json: unknown): BoardChoice | undefined {
  const parsed = v.safeParse(v.object({ board }), json);
  return parsed.success ? parsed.output.board : undefined;
}

/**
 * Finds and reads the board of a scenario. `files` holds what stands beside it: bundled boards as "dts/NAME.dts", dropped
 * and included files under their own names.
 */
export function loadScenario(scenario: Scenario, files: ReadonlyMap<string, Uint8Array>): Result<LoadedScenario> {
  const found = boardBytes(scenario, files);
  if (!found.ok) return found;
  const { bytes, name } = found.value;
  const tree = parseBoard(bytes, name, (wanted, from) => {
    const path = resolve(from, wanted);
    const included = files.get(path) ?? files.get(wanted);
    return included === undefined ? undefined : { file: path, text: new TextDecoder().decode(included) };
  });
  if (!tree.ok) return tree;
  const [misplaced] = mmioProblems(scenario, tree.value);
  if (misplaced !== undefined) return { ok: false, error: misplaced };
  return ok({ scenario, tree: tree.value, board: found.value.label });
}

/** Paths of a board's virtio-mmio slots. */
export function slotsOf(tree: DeviceTree): string[] {
  return [...walk(tree)]
    .filter((node) => stringList(getProperty(node, 'compatible')).includes('virtio,mmio'))
    .map(({ path }) => path);
}

/** Entries of `mmio` that nothing could come of: a slot that the board lacks, or has given away, or a model unheard of. */
export function mmioProblems({ mmio = [] }: Pick<Scenario, 'mmio'>, tree: DeviceTree): Problem[] {
  const slots = slotsOf(tree);
  const models = VIRTIO_MMIO_MODELS.join(', ');
  const problem = (path: string, message: string, hint: string): Problem => ({
    code: 'scenario-mmio',
    message,
    where: { path },
    hint,
  });
  return mmio.flatMap(({ node, model }, i) => {
    const first = mmio.findIndex((each) => each.node === node);
    const [some] = slots;
    const choose = some === undefined ? 'This board has none: leave the entry out.' : `Name one of them, e.g. ${some}.`;
    return [
      ...(slots.includes(node)
        ? []
        : [problem(`mmio[${i}].node`, `${node} is no virtio-mmio slot of this board`, choose)]),
      ...(first === i
        ? []
        : [problem(`mmio[${i}].node`, `${node} is taken by mmio[${first}]`, 'A slot holds one device.')]),
      ...(VIRTIO_MMIO_MODELS.includes(model)
        ? []
        : [problem(`mmio[${i}].model`, `there is no virtio-mmio model ${model}`, `There are: ${models}.`)]),
    ];
  });
}

function boardBytes(
  { board: choice }: Scenario,
  files: ReadonlyMap<string, Uint8Array>,
): Result<{ bytes: Uint8Array; name: string; label: string }> {
  if ('dts' in choice)
    return ok({ bytes: new TextEncoder().encode(choice.dts), name: 'board.dts', label: 'board.dts' });
  if ('dtb' in choice) {
    const bytes = decodeBase64Url(choice.dtb);
    if (bytes === undefined) {
      return fail(
        'scenario-board',
        'the scenario’s board is not base64url',
        { path: 'board.dtb' },
        'Drop the .dtb itself.',
      );
    }
    return ok({ bytes, name: 'board.dtb', label: 'board.dtb' });
  }
  const name = 'bundled' in choice ? `dts/${choice.bundled}.dts` : choice.file;
  const bytes = files.get(name);
  if (bytes === undefined) {
    return fail(
      'scenario-board',
      `the scenario’s board ${name} is not here`,
      { path: 'board' },
      'bundled' in choice
        ? 'Choose one of the bundled boards.'
        : `Put ${name} beside the scenario, or drop both together.`,
    );
  }
  return ok({ bytes, name, label: 'bundled' in choice ? choice.bundled : name });
}

/** "a/b.dts" + "../c.dtsi" is "c.dtsi". */
function resolve(from: string, wanted: string): string {
  const parts = [...from.split('/').slice(0, -1), ...wanted.split('/')];
  const out: string[] = [];
  for (const part of parts) {
    if (part === '..') out.pop();
    else if (part !== '.' && part !== '') out.push(part);
  }
  return out.join('/');
}
