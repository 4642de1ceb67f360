/** UniPhier's AIDET: each line goes on to the SPI of its number, inverted or not. */
import { type ControllerDesign, spiAt } from './design.ts';

const SOCS = ['ld4', 'pro4', 'sld8', 'pro5', 'pxs2', 'ld11', 'ld20', 'pxs3', 'nx1'];
const DETCONF = 0x04;

export const uniphierAidet: ControllerDesign = {
  compatible: SOCS.map((soc) => `socionext,uniphier-${soc}-aidet`),
  asks: (block, input) => block.level(input) !== block.bit(DETCONF, input),
  output: spiAt,
};
