/** Why a machine cannot be as it is described, or cannot do what it is asked to. The keys are the codes of the problems. */
import type { LineName, machine as english } from '../../en/engine/machine.ts';
import type { Translation } from '../../translation.ts';

export function lineText(line: LineName): string {
  if ('path' in line) return `${line.path} 的中断 ${line.index}`;
  if ('controller' in line) return `${line.controller} 的输入 ${line.input}`;
  if ('bdf' in line) return `${line.bdf} 的 INT${line.pin}`;
  if ('cpu' in line) return `CPU ${line.cpu}`;
  return 'intid' in line ? `INTID ${line.intid}` : line.name;
}

export const machine: Translation<typeof english> = {
  'line-no-node': ({ node }) => ({ message: `没有节点 ${node}。` }),
  'line-no-wire': ({ path, index }) => ({ message: `${path} 的中断 ${index} 没有去向。` }),
  'line-bad-specifier': ({ line }) => ({ message: `${lineText(line)} 的中断说明符没有指明 INTID。` }),
  'line-unknown-controller': ({ line, path }) => ({ message: `${lineText(line)} 通向 ${path}，而它没有建模。` }),
  'line-no-gic': () => ({ message: '机器没有已建模的 GIC。' }),
  'line-not-shared': ({ intid }) => ({
    message: `INTID ${intid} 不是 SPI：每个 CPU 有自己的。请用 ppi.raise 拉起。`,
  }),
  'line-not-private': ({ intid }) => ({ message: `INTID ${intid} 不是 PPI。` }),
  'line-no-cpu': ({ cpu }) => ({ message: `没有 CPU ${cpu}。` }),
  'pci-no-host': ({ bdf, none }) => ({
    message: `${bdf} 没有 PCI 主桥`,
    ...(none ? { hint: '这块板卡没有已建模、且在设备树中启用的 PCI 主桥。' } : {}),
  }),
  'pci-doubled': ({ bdf, twin }) => ({ message: `${bdf} 有两个`, hint: `另一个是 ${twin}。` }),
  'pci-bus-twice': ({ bus }) => ({ message: `总线 ${bus} 已在另一个桥之后` }),
  'pci-bus-order': ({ bus, bdf, above }) => ({ message: `${bdf} 之后的总线 ${bus} 的编号必须大于 ${above}` }),
  'pci-no-bridge': ({ bdf, bus }) => ({
    message: `${bdf} 在总线 ${bus} 上，而没有桥通向那里`,
    hint: `请添加 "secondary": ${bus} 的 pcie-root-port。`,
  }),
  'pci-no-function-0': ({ bdf }) => ({ message: `${bdf} 旁边没有功能 0，因此没有人寻找它` }),
  'pci-port-device': ({ bdf, port }) => ({
    message: `${bdf} 在端口 ${port} 之后，那里只能有设备 0`,
    hint: '请在中间放一个 PCIe 交换机，或使用另一个端口。',
  }),
  'pci-model': ({ model, known }) => ({ message: `没有型号 ${model}`, hint: `有：${known.join('、')}。` }),
  'pci-secondary': ({ bdf }) => ({ message: `桥 ${bdf} 需要其后总线的编号` }),
  'pci-no-secondary': ({ model }) => ({ message: `${model} 不是桥` }),
  'pci-msix-offset': ({ name }) => ({ message: `${name} 必须是 8 的倍数` }),
  'pci-msix-bar': ({ bar }) => ({ message: `MSI-X 在 BAR ${bar} 中，而它不是内存 BAR` }),
  'pci-msix-room': ({ bar, has, need, fit }) => ({
    message: `BAR ${bar} 有 ${has} 字节，而 MSI-X 到 ${need} 为止`,
    hint: `请把它设为 ${fit}。`,
  }),
  'pci-bar-size': ({ size, least }) => ({ message: `${size} 不是 BAR 的大小`, hint: `大小是从 ${least} 起的二的幂。` }),
  'pci-bar-twice': ({ bar }) => ({ message: `BAR ${bar} 已被占用`, hint: '64 位 BAR 占两个编号。' }),
  'pci-bar-index': ({ bar }) => ({ message: `这个功能没有 BAR ${bar}` }),
  'pci-no-function': ({ bdf }) => ({ message: `没有 PCI 功能 ${bdf}` }),
  'pci-no-vector': ({ bdf, vector, count }) => ({ message: `${bdf} 没有向量 ${vector}：共有 ${count} 个` }),
};
