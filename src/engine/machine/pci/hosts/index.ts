/** The hosts with registers of their own, as Linux's drivers name them: where they are, and what clears what. */
import type { BlockHostDesign } from '../block-host.ts';
import { aardvark } from './aardvark.ts';
import { cadence } from './cadence.ts';
import { mediatek } from './mediatek.ts';
import { mediatekGen3 } from './mediatek-gen3.ts';
import { rcar } from './rcar.ts';
import { rockchip } from './rockchip.ts';
import { tegra } from './tegra.ts';
import { xgene } from './xgene.ts';
import { xilinxAxi } from './xilinx-axi.ts';
import { xilinxDma, versalCpm, versalCpm5 } from './xilinx-dma.ts';
import { nwl } from './xilinx-nwl.ts';

export const BLOCK_HOSTS: readonly BlockHostDesign[] = [
  nwl,
  xilinxAxi,
  rockchip,
  tegra,
  rcar,
  aardvark,
  mediatek,
  mediatekGen3,
  xilinxDma,
  versalCpm,
  versalCpm5,
  xgene,
  cadence,
];
