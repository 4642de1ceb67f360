/** What a scenario can say about a function of each model, found by asking the models themselves. */
import { hex } from '../../../../base/hex.ts';
import { ASKED_OPTIONS, type ModelFacts } from '../../../api/editing.ts';
import type { FunctionOptions } from '../options.ts';
import { MODEL_NAMES, modelNamed } from './index.ts';

/** All models, on the root bus of a machine with so many CPUs. */
export function modelFacts(cpus: number): readonly ModelFacts[] {
  return MODEL_NAMES.flatMap((name) => {
    const model = modelNamed(name);
    if (model === undefined) return [];
    const heeds = new Set<string>();
    const options = new Proxy<FunctionOptions>(
      { bdf: { domain: 0, bus: 0, devfn: 8 }, model: name },
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
        heeds: ASKED_OPTIONS.filter((option) => heeds.has(option)),
      },
    ];
  });
}
