/** Qualcomm's blocks that collect interrupts: of the other processors (IPCC), of the display's parts (MDSS), of heat (LMh). */
import { withBit } from '../../../base/bits.ts';
import type { ControllerBlock } from './block.ts';
import type { ControllerDesign } from './design.ts';

const RECV_ID = 0x10;
const RECV_SIGNAL_ENABLE = 0x14;
const RECV_SIGNAL_DISABLE = 0x18;
const RECV_SIGNAL_CLEAR = 0x1c;
const NO_SIGNAL = 0xffffffff;
/** Behind the registers: a bit for each signal that is enabled, by client and signal. No register shows them. */
const ENABLED = 0x1000;

function enable(block: ControllerBlock, signal: number, on: boolean): void {
  const word = ENABLED + (signal >>> 5) * 4;
  block.put(word, withBit(block.word(word), signal & 31, on));
}

/** A signal stays pending until it is cleared; the first that is enabled can be read. */
export const qcomIpcc: ControllerDesign = {
  compatible: ['qcom,ipcc'],
  input: ([client = 0, signal = 0]) => (((client & 0xffff) << 16) | (signal & 0xffff)) >>> 0,
  read(block, offset) {
    if (offset !== RECV_ID) return undefined;
    for (const [input] of block.state.inputs.entries()) if (block.asks(input)) return input;
    return NO_SIGNAL;
  },
  write(block, offset, value) {
    if (offset === RECV_SIGNAL_CLEAR) block.setLatched(value, false);
    else if (offset === RECV_SIGNAL_ENABLE || offset === RECV_SIGNAL_DISABLE)
      enable(block, value, offset === RECV_SIGNAL_ENABLE);
    else return false;
    return true;
  },
  latches: (_block, _input, level) => level,
  asks: (block, input) => block.isLatched(input) && block.bit(ENABLED, input),
  output: () => 0,
};

const MDSS_SOCS = [
  'msm8998',
  'qcm2290',
  'sdm670',
  'sdm845',
  'sc7180',
  'sc7280',
  'sc8180x',
  'sc8280xp',
  'sm6115',
  'sm6125',
  'sm6350',
  'sm6375',
  'sm7150',
  'sm8150',
  'sm8250',
  'sm8350',
  'sm8450',
  'sm8550',
  'sm8650',
  'x1e80100',
  'eliza',
  'glymur',
  'kaanapali',
  'milos',
  'qcs8300',
  'sa8775p',
  'sar2130p',
  'sm6150',
  'sm8750',
];
const HW_INTR_STATUS = 0x10;

/** Nothing can be masked here: whatever block asks, the wrapper asks. */
export const qcomMdss: ControllerDesign = {
  compatible: ['qcom,mdss', ...MDSS_SOCS.map((soc) => `qcom,${soc}-mdss`)],
  read: (block, offset) => (offset === HW_INTR_STATUS ? block.gather(0, (input) => block.level(input)) : undefined),
  asks: (block, input) => block.level(input),
  output: () => 0,
};

/** One interrupt, handed on. */
export const qcomLmh: ControllerDesign = {
  compatible: ['sc8180x', 'sdm845', 'sm8150'].map((soc) => `qcom,${soc}-lmh`),
  asks: (block, input) => block.level(input),
  output: () => 0,
};
