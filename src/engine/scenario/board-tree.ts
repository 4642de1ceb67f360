/** The device tree of a scenario: its board, with its overlays laid over it in their order. */
import { decodeBase64Url } from '../../base/base64url.ts';
import { includePaths } from '../../base/include-paths.ts';
import { err, fail, ok, type Problem, type Result } from '../../base/result.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import type { OverlayChoice, Scenario } from '../api/scenario/types.ts';
import { applyOverlay, type DeviceTree, getChild, parseBoard } from '../devicetree/index.ts';

type Files = ReadonlyMap<string, Uint8Array>;

/** The tree that Linux is given, and the board's name for people. Problems name their file. */
export function boardTree(
  messages: EngineMessages,
  scenario: Pick<Scenario, 'board' | 'overlays'>,
  files: Files,
): Result<{ readonly tree: DeviceTree; readonly label: string }> {
  const m = messages.scenario;
  const found = boardBytes(m, scenario.board, files);
  if (!found.ok) return found;
  const { bytes, name, label } = found.value;
  const base = readTree(messages, bytes, name, files);
  if (!base.ok) return base;
  if (isOverlay(base.value)) return fail('overlay-alone', m.overlayAlone({ name }), { file: name }, m.overlayAloneHint);
  let tree = base.value;
  for (const [index, overlay] of (scenario.overlays ?? []).entries()) {
    const applied = laidOver(messages, tree, overlay, index, files);
    if (!applied.ok) return applied;
    tree = applied.value;
  }
  return ok({ tree, label });
}

/** What an overlay is called where it has no file: by its place in the list. */
function overlayName(overlay: OverlayChoice, index: number): string {
  if (typeof overlay === 'string') return overlay;
  return `overlay-${index + 1}.${'dts' in overlay ? 'dtso' : 'dtbo'}`;
}

function laidOver(
  messages: EngineMessages,
  base: DeviceTree,
  overlay: OverlayChoice,
  index: number,
  files: Files,
): Result<DeviceTree> {
  const m = messages.scenario;
  const name = overlayName(overlay, index);
  const bytes = overlayBytes(overlay, files);
  const path = `overlays[${index}]`;
  if (bytes === undefined) {
    const problem = typeof overlay === 'string' ? m.overlayMissing({ name }) : m.overlayNotBase64;
    const hint = typeof overlay === 'string' ? m.putBeside({ name }) : m.overlayNotBase64Hint;
    return fail('scenario-overlay', problem, { path }, hint);
  }
  const read = readTree(messages, bytes, name, files);
  if (!read.ok) return read;
  if (!isOverlay(read.value))
    return fail('overlay-is-board', m.overlayIsBoard({ name }), { file: name }, m.oneBoardHint);
  const applied = applyOverlay(messages.devicetree, base, read.value);
  return applied.ok ? applied : err(named(applied.error, name));
}

/** With /plugin/ in its source, or with fragments. */
function isOverlay({ plugin, root }: DeviceTree): boolean {
  return plugin || root.children.some((node) => getChild(node, '__overlay__') !== undefined);
}

/** The problem at a place in the overlay's file. */
function named(problem: Problem, file: string): Problem {
  return { ...problem, where: { ...problem.where, file: problem.where?.file ?? file } };
}

function overlayBytes(overlay: OverlayChoice, files: Files): Uint8Array | undefined {
  if (typeof overlay === 'string') return files.get(overlay);
  return 'dts' in overlay ? new TextEncoder().encode(overlay.dts) : decodeBase64Url(overlay.dtbo);
}

function readTree({ devicetree }: EngineMessages, bytes: Uint8Array, name: string, files: Files): Result<DeviceTree> {
  return parseBoard(
    devicetree,
    bytes,
    name,
    (wanted, from, angled) => {
      const found = findIncluded(files, wanted, from, angled);
      return found === undefined ? undefined : { file: found.path, text: new TextDecoder().decode(found.bytes) };
    },
    (wanted, from) => findIncluded(files, wanted, from, false)?.bytes,
  );
}

/** The file that an #include or /incbin/ of `from` names, among those at hand. */
export function findIncluded(
  files: Pick<Files, 'get'>,
  wanted: string,
  from: string,
  angled: boolean,
): { readonly path: string; readonly bytes: Uint8Array } | undefined {
  for (const path of includePaths(wanted, from, angled)) {
    const bytes = files.get(path);
    if (bytes !== undefined) return { path, bytes };
  }
  return undefined;
}

function boardBytes(
  m: EngineMessages['scenario'],
  choice: Scenario['board'],
  files: Files,
): Result<{ bytes: Uint8Array; name: string; label: string }> {
  if ('dts' in choice)
    return ok({ bytes: new TextEncoder().encode(choice.dts), name: 'board.dts', label: 'board.dts' });
  if ('dtb' in choice) {
    const bytes = decodeBase64Url(choice.dtb);
    if (bytes === undefined) {
      return fail('scenario-board', m.notBase64, { path: 'board.dtb' }, m.notBase64Hint);
    }
    return ok({ bytes, name: 'board.dtb', label: 'board.dtb' });
  }
  const name = 'bundled' in choice ? `dts/${choice.bundled}.dts` : choice.file;
  const bytes = files.get(name);
  if (bytes === undefined) {
    return fail(
      'scenario-board',
      m.boardMissing({ name }),
      { path: 'board' },
      'bundled' in choice ? m.chooseBundled : m.putBeside({ name }),
    );
  }
  return ok({ bytes, name, label: 'bundled' in choice ? choice.bundled : name.slice(name.lastIndexOf('/') + 1) });
}
