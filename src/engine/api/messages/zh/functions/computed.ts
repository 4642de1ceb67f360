/** What functions are for whose names are computed: by the English sentence, which all that one place makes have. */
import type { FunctionWords } from '../../en/engine/functions.ts';

export const computed: FunctionWords = {
  'Acknowledges a vector in the block.': '在块中应答一个向量。',
  'Gives vectors of the block back.': '归还该块的向量。',
  'Handles an event: says which.': '处理一个事件：报告是哪一个。',
  'Handles an interrupt of the MSIs: each vector whose bit is set, until none is.':
    '处理 MSI 的一个中断：逐个处理位已置位的向量，直到没有剩余。',
  'Handles the interrupt of the INTx wires: each that is asserted.': '处理 INTx 线的中断：逐个处理有效的线。',
  "Handles the interrupt of the SoC's own logic, whose registers are not modelled.":
    '处理 SoC 自己的逻辑的中断，其寄存器没有建模。',
  'Holds an interrupt of the host back.': '阻断主桥的一个中断。',
  'Lets an interrupt of the host through.': '让主桥的一个中断通过。',
  'Masks a vector in the function and in the block.': '在功能和块中屏蔽一个向量。',
  'Refuses: all vectors share one interrupt.': '拒绝：所有向量共用一个中断。',
  'Registers the driver of a PCIe host with a DesignWare core.': '注册使用 DesignWare 核心的 PCIe 主桥的驱动。',
  'Registers the driver of the pin controller of a SoC.': '注册某款 SoC 的引脚控制器的驱动。',
  'Sets an INTx wire up.': '设置一条 INTx 线。',
  'Sets the interrupt of an event up.': '设置一个事件的中断。',
  'Starts the core as a host bridge.': '把核心作为主桥启动。',
  'Takes free vectors of the block: as many as asked for, from a multiple of that.':
    '取该块的空闲向量：取所要求的数目，起点为该数目的整数倍。',
  'Unmasks a vector in the function and in the block.': '在功能和块中取消屏蔽一个向量。',
};
