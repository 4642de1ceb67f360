/** What hardware says of a message on its way, and why it went no further. */
import type { ItsRefusal, signals as englishSignals, stops as englishStops } from '../../en/engine/signals.ts';
import { word } from '../../said.ts';
import type { Translation } from '../../translation.ts';
import { lineText } from './machine.ts';

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
const move = (level: boolean): string => (level ? '升高' : '降低');

interface Sender {
  readonly bdf: string;
  readonly vector?: { readonly kind: 'MSI' | 'MSI-X'; readonly number: number };
}

const senderText = ({ bdf, vector }: Sender): string =>
  vector === undefined ? bdf : `${bdf} ${vector.kind} ${vector.number}`;

const TABLES = { device: '设备', collection: '集合' } as const;
type ItsTable = keyof typeof TABLES;

const itsRefusals = {
  noMapd: ({ device }: { device: number }) => `DeviceID ${hex(device)} 没有映射（没有 MAPD）`,
  noMapti: ({ device, event }: { device: number; event: number }) =>
    `DeviceID ${hex(device)} 的 EventID ${event} 没有映射（没有 MAPTI）`,
  noMapc: ({ icid }: { icid: number }) => `集合 ${icid} 没有映射（没有 MAPC）`,
  beyondTable: ({ event, size }: { event: number; size: number }) => `EventID ${event} 超出设备的表（${size} 项）`,
  noLpi: ({ intid }: { intid: number }) => `INTID ${intid} 不是这个 ITS 能发送的 LPI`,
  noRedistributor: ({ number }: { number: number }) => `没有再分发器 ${number}`,
  noRedistributors: () => '它指明了一个不存在的再分发器',
  noCommand: ({ opcode }: { opcode: number }) => `这个 ITS 没有命令 ${hex(opcode)}`,
  eventBits: ({ bits }: { bits: number }) => `EventID 的 ${bits} 位超过 GITS_TYPER.ID_bits`,
  deviceBits: ({ device }: { device: number }) => `DeviceID ${hex(device)} 的位数超过 GITS_TYPER.Devbits`,
  collectionBits: ({ icid }: { icid: number }) => `ICID ${icid} 的位数超过 GITS_TYPER.CIDbits`,
  noTable: ({ table }: { table: ItsTable }) => `没有 GITS_BASER 指明有效的${TABLES[table]}表`,
  noRoom: ({ table, id }: { table: ItsTable; id: number }) => `${TABLES[table]}表放不下第 ${id} 项`,
  noRoomAt1: ({ table, id }: { table: ItsTable; id: number }) => `第 1 级${TABLES[table]}表放不下第 ${id} 项`,
  noPage: ({ table, id }: { table: ItsTable; id: number }) => `第 1 级${TABLES[table]}表没有第 ${id} 项的页`,
};

const refusal = (why: ItsRefusal): string => word(itsRefusals, why);

export const signals: Translation<typeof englishSignals> = {
  deviceWrites: ({ device, data, address }) => `DeviceID ${hex(device)} 把 ${hex(data)} 写到 ${hex(address)}`,
  functionWrites: ({ from, data, address }) => `${senderText(from)} 把 ${hex(data)} 写到 ${hex(address)}`,
  vectorPends: ({ from }) => `${senderText(from)} 挂起`,
  functionInterrupts: ({ bdf }) => `${bdf} 发出中断`,
  event: ({ device, event }) => `DeviceID ${hex(device)} EventID ${event}`,
  spiMessage: ({ interrupt }) => `SPI 消息：${interrupt}`,
  frameMessage: ({ intid, device }) => `SPI 消息：INTID ${intid}（设备 ${hex(device)}）`,
  blockMessage: ({ bdf, vector, path }) => `${bdf}：${path} 的 MSI 块的向量 ${vector}`,
  line: ({ line }) => lineText(line),
  lineMoves: ({ line, level }) => `${lineText(line)} ${move(level)}`,
  lineStays: ({ line }) => `${lineText(line)} 保持不变`,
  pulse: ({ line, interrupt }) => `${lineText(line)}：${interrupt}`,
  sharedMoves: ({ line, interrupt, level }) => `${lineText(line)}：${interrupt} ${move(level)}`,
  privateMoves: ({ line, interrupt, cpu, level }) => `${lineText(line)}：CPU ${cpu} 的 ${interrupt} ${move(level)}`,
  interrupt: ({ interrupt }) => interrupt,
  sgi: ({ sgi, from, to }) => `CPU ${from} 到 CPU ${to} 的 SGI ${sgi}`,
  lpi: ({ interrupt, cpu }) => `${interrupt}，发往 CPU ${cpu}`,
  best: ({ interrupt, priority, cpu }) => `${interrupt}，优先级 ${hex(priority)}，发往 CPU ${cpu}`,
  irq: ({ interrupt, cpu }) => `IRQ 到 CPU ${cpu}：${interrupt}`,
  command: ({ command }) => command,
  commandAt: ({ address }) => `${hex(address)} 处的命令`,
  eventfd: ({ id, count }) => `eventfd ${id} 现为 ${count}`,
  endless: ({ interrupt, times }) => `${interrupt} 一再发生，${times} 次`,
  sameAgain: ({ times }) => `同样的又发生 ${times} 次`,
};

export const stops: Translation<typeof englishStops> = {
  noAnswer: () => '那个地址没有响应',
  noTranslation: () => 'SMMU 没有它的转换',
  noTranslationFor: ({ event }) => `SMMU 没有它的转换（${event}）`,
  smmuOff: () => 'SMMU 关闭，且 SMMU_GBPA.ABORT 置位',
  streamAborts: ({ stream }) => `StreamID ${stream} 的流表项中止访问`,
  streamFaults: ({ event, stream }) => `SMMU 为 StreamID ${stream} 报告 ${event}`,
  noDoorbell: ({ region }) => `${region} 不是门铃：数据只是写到了那里`,
  notTo: ({ register }) => `写入的不是 ${register}`,
  notOfFrame: ({ intid, first, last }) => `INTID ${intid} 不在帧的 ${first} 到 ${last} 之内`,
  noMaster: () => 'COMMAND.Bus Master 关闭',
  bridgeNoMaster: ({ bridge }) => `桥 ${bridge} 的 Bus Master 关闭`,
  functionMasked: () => '功能已屏蔽',
  vectorMasked: () => '向量已屏蔽',
  noPin: () => 'MSI 和 MSI-X 关闭，且它没有 INTx 引脚',
  intxDisabled: () => 'MSI 和 MSI-X 关闭，且 COMMAND.Interrupt Disable 置位',
  vectorHeld: ({ held }) => `向量在主桥的 MSI 块中${held === 'masked' ? '已屏蔽' : '已禁用'}`,
  noController: ({ path }) => `${path} 没有建模`,
  unconnected: () => '这条线没有去向',
  alreadyHigh: () => '这条线已经是高电平：它的设备以低电平或下降沿请求，应改为拉低这条线',
  heldBy: ({ path }) => `${path} 使同一输入保持为高`,
  noRow: ({ path }) => `${path} 的 interrupt-map 没有它的行`,
  followsMis: () => '它跟随 GPIOMIS：只有请求中断的线才使它升高',
  followsInputs: () => '它跟随各输入：只有请求中断的输入才使它升高',
  levelSensitive: () => '它配置为电平触发：脉冲不留下任何东西',
  staysActive: () => '有一条线无论处理函数做什么都保持有效：不再跟踪',
  noIntid: ({ intid }) => `分发器没有 INTID ${intid}`,
  disabled: ({ register }) => `在 ${register} 中被禁用`,
  disabledOf: ({ register, cpu }) => `在 CPU ${cpu} 的 ${register} 中被禁用`,
  disabledLpi: () => '在 LPI 配置表中被禁用：保持挂起',
  active: () => '已是活动状态：等待去激活',
  groupDisabled: ({ group }) => `GICD_CTLR 禁用了第 ${group} 组`,
  noTarget: () => 'GICD_ITARGETSR 没有指明 CPU',
  noRoute: () => 'GICD_IROUTER 没有指明会接收它的 CPU',
  asleep: ({ cpu }) => `CPU ${cpu} 的再分发器在睡眠（GICR_WAKER）`,
  noRedistributor: ({ cpu }) => `CPU ${cpu} 没有再分发器`,
  otherGroup: ({ sgi, cpu, own, group }) => `CPU ${cpu} 的 SGI ${sgi} 在第 ${own} 组，而写入的是第 ${group} 组`,
  lpisOff: () => 'GICR_CTLR.EnableLPIs 为 0',
  beyondLpis: ({ intid }) => `LPI ${intid} 超出 GICR_PROPBASER.IDbits`,
  cpuOff: ({ cpu }) => `CPU ${cpu} 已关闭`,
  cpuMasks: ({ cpu }) => `CPU ${cpu} 屏蔽了中断（PSTATE.I）：保持挂起`,
  noInterface: ({ cpu }) => `GIC 没有 CPU ${cpu} 的接口`,
  nothingWaits: () => '没有等待中的',
  groupOff: ({ register, cpu }) => `CPU ${cpu} 上的 ${register} 为 0`,
  groupDisabledOn: ({ group, cpu }) => `CPU ${cpu} 上的 GICC_CTLR 禁用了第 ${group} 组`,
  priority: ({ priority, mask, register }) => `优先级 ${hex(priority)} 不高于掩码 ${hex(mask)}（${register}）`,
  noPreemption: ({ cpu, running }) => `CPU ${cpu} 正在处理优先级 ${hex(running)} 的中断：不抢占`,
  storm: ({ interrupt, cpu }) => `${interrupt} 在 CPU ${cpu} 上一再优先：它的线保持有效`,
  itsOff: () => 'GITS_CTLR.Enabled 为 0',
  noEvent: ({ why }) => refusal(why),
  queueStalls: () => '没有内存：队列停住',
  ignored: ({ why }) => `被忽略：${refusal(why)}`,
};
