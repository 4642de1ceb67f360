/** What a scenario can say about a function of each model, found by asking the models themselves. */
import { hex } from '../../../../base/hex.ts';
import type { PciFunctionOptions } from '../options.ts';
import { MODEL_NAMES, modelNamed } from './index.ts';

/** Options that some models heed and others do not. */
const ASKED = ['msix', 'msi', 'queuePairs'] as const;

export interface ModelFacts {
  readonly name: string;
  /** It needs the number of the bus behind it. */
  readonly bridge: boolean;
  /** "0x010802" */
  readonly class: string;
  /** MSI-X entries and MSI vectors where a scenario does not say; undefined for a model that has no such capability. */
  readonly msix: number | undefined;
  readonly msi: number | undefined;
  readonly heeds: readonly (typeof ASKED)[number][];
}

/** All models, on the root bus of a machine with so many CPUs. */
export function modelFacts(cpus: number): readonly ModelFacts[] {
  return MODEL_NAMES.flatMap((name) => {
    const model = modelNamed(name);
    if (model === undefined) return [];
    const heeds = new Set<string>();
    const options = new Proxy<PciFunctionOptions>(
      { bdf: '0000:00:01.0', model: name },
      {
        get(target, key, receiver): unknown {
          heeds.add(String(key));
          return Reflect.get(target, key, receiver);
        },
      },
    );
    const design = model({ options, onRootBus: true, cpus, slot: 1, occupied: false });
    return [
      {
        name,
        bridge: design.bridge,
        class: hex((design.words.get(2) ?? 0) >>> 8, 6),
        msix: design.msix?.entries,
        msi: design.msi?.vectors,
        heeds: ASKED.filter((option) => heeds.has(option)),
      },
    ];
  });
}
