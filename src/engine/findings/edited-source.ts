/** The source that changes are of: a DTS itself, or the one that is made of a blob. */
import type { FindingEdit } from '../api/findings.ts';
import { type DeviceTree, type DtNode, parseDts, walk, writeDts } from '../devicetree/index.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import type { Mend } from './check.ts';
import { editsOf } from './place.ts';

export class EditedSource {
  private readonly loaded: LoadedScenario;
  /** A blob without overlays, which is wanted as source. */
  private readonly isBlob: boolean;
  private made: { readonly tree: DeviceTree; readonly nodes: ReadonlyMap<string, DtNode> } | undefined;

  constructor(loaded: LoadedScenario, inSource: boolean) {
    this.loaded = loaded;
    const { sources } = loaded.tree;
    this.isBlob = inSource && sources.length === 1 && sources[0]?.kind === 'dtb';
  }

  /** The edits of a change; none where the source has no such text at a place. */
  editsOf(mend: Mend | readonly Mend[] | undefined): FindingEdit[] {
    if (!this.isBlob || mend === undefined) return editsOf(this.loaded.tree, mend);
    const changes: readonly Mend[] = 'kind' in mend ? [mend] : mend;
    const { tree, nodes } = this.source();
    const there = (node: DtNode): DtNode => nodes.get(node.path) ?? node;
    return editsOf(
      tree,
      changes.map((change): Mend => {
        const node = there(change.node);
        return change.kind === 'target' ? { ...change, node, to: there(change.to) } : { ...change, node };
      }),
    );
  }

  /** Made when it is asked for: most boards have no finding that a change would mend. */
  private source(): { readonly tree: DeviceTree; readonly nodes: ReadonlyMap<string, DtNode> } {
    if (this.made !== undefined) return this.made;
    const { messages, tree: blob } = this.loaded;
    const read = parseDts(messages.devicetree, writeDts(blob), { file: 'board.dts' });
    // What is written of a tree can be read; if not, places of a blob have no lines, and nothing is offered.
    const tree = read.ok ? read.value : blob;
    this.made = { tree, nodes: new Map(walk(tree).map((node) => [node.path, node])) };
    return this.made;
  }
}
