/** What a scenario says about hardware, as the machine takes it: addresses and register values as numbers. */
import { must } from '../../base/assert.ts';
import { parseBdf } from '../../base/bdf.ts';
import { INTX_PINS } from '../api/scenario/names.ts';
import type { PciFunctionOptions, Scenario } from '../api/scenario/types.ts';
import { MSM_SOCS } from '../linux/drivers/pinctrl/qcom/pinctrl-msm/socs.ts';
import type { FunctionOptions, HardwareOptions, MachineOptions } from '../machine/index.ts';

type Hardware = NonNullable<Scenario['hardware']>;

/** The scenario has been checked: texts are what the schema says. `cpus` is Linux's, not the machine's. */
export function machineOptions({ hardware, mmio, el2, wires }: Scenario): MachineOptions {
  return {
    hardware: hardware === undefined ? undefined : hardwareOptions(hardware),
    mmio,
    el2: el2 === false ? undefined : el2,
    wires,
    wakeLines: wakeLines(),
  };
}

/** The drivers' tables: no tree says which pin has which line. */
function wakeLines(): ReadonlyMap<string, readonly number[]> {
  return new Map(
    MSM_SOCS.flatMap(({ driver, compatibles = [driver], wake }) =>
      wake === undefined ? [] : compatibles.map((each) => [`qcom,${each}`, wake] as const),
    ),
  );
}

/** 16 to 32 bits of text, or an address, size or offset. */
function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function hardwareOptions({ gicd, gicr, gicc, its, v2m, smmu, timer, secure, words, map }: Hardware): HardwareOptions {
  return {
    gicd: {
      typer: number(gicd?.typer),
      typer2: number(gicd?.typer2),
      iidr: number(gicd?.iidr),
      pidr2: number(gicd?.pidr2),
    },
    gicr: {
      typer: gicr?.typer === undefined ? undefined : BigInt(gicr.typer),
      iidr: number(gicr?.iidr),
      ctlr: number(gicr?.ctlr),
      stride: number(gicr?.stride),
    },
    gicc: { iidr: number(gicc?.iidr), priorityBits: gicc?.priorityBits },
    its: {
      typer: its?.typer === undefined ? undefined : BigInt(its.typer),
      iidr: number(its?.iidr),
      baser: its?.baser?.map(BigInt),
    },
    v2m: { typer: number(v2m?.typer), iidr: number(v2m?.iidr) },
    smmu: { idr: smmu?.idr?.map(Number) },
    timer,
    secure: secure === undefined ? undefined : { refused: secure.refused?.map(Number) },
    words:
      words === undefined
        ? undefined
        : new Map(Object.entries(words).map(([address, word]) => [Number(address), Number(word)])),
    map: map === undefined ? undefined : new Map(Object.entries(map).map(([path, at]) => [path, at.map(Number)])),
  };
}

/** The functions in their order, so that the machine's problems name their places in the scenario. */
export function functionOptions(functions: readonly PciFunctionOptions[] = []): readonly FunctionOptions[] {
  return functions.map(
    ({ bdf, model, secondary, queuePairs, legacy, vendor, device, class: code, bars, intx, msi, msix }) => ({
      bdf: must(parseBdf(bdf), `a PCI address in “${bdf}”`),
      model,
      secondary,
      queuePairs,
      legacy,
      vendor: number(vendor),
      device: number(device),
      class: number(code),
      bars: bars?.map((bar) => ({ ...bar, size: Number(bar.size) })),
      pin: intx === undefined ? 0 : INTX_PINS.indexOf(intx) + 1,
      msi,
      msix: msix && { ...msix, tableOffset: number(msix.tableOffset), pbaOffset: number(msix.pbaOffset) },
    }),
  );
}
