import { scaleLinear } from 'd3';
import type { ReactNode } from 'react';
import type { RunCommand, TimelineView } from '../../engine/index.ts';
import { useApp } from '../store/hooks.ts';
import { commandText } from '../store/script-text.ts';
import { type Flag, placeFlags, widthOf } from './flags.ts';
import { around } from './span.ts';
import type { Zoom } from './use-span.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './timeline.module.css';

interface Props {
  readonly view: TimelineView | undefined;
  /** The script's commands but for the boot. */
  readonly commands: readonly RunCommand[];
  readonly zoom: Zoom;
  readonly width: number;
}

/** Over the chart: a flag for each command of the script, and the names of contexts where there is room. */
export function Lanes({ view, commands, zoom, width }: Props): ReactNode {
  const { timeline: say } = useMessages();
  const { span } = zoom;
  if (view === undefined || width === 0) return <div className={styles.lanes} />;
  const x = scaleLinear([span.from, span.to], [0, width]);
  const inSight = commands.filter(({ from, to }) => to >= span.from && from <= span.to);
  const numberOf = (one: RunCommand | undefined): number => (one === undefined ? 0 : commands.indexOf(one) + 1);
  const flags = placeFlags(
    inSight.map(({ command, from }) => ({ x: Math.max(0, x(from)), text: command.do })),
    width,
    (count) => say.flags({ count }),
  );
  return (
    <div className={styles.lanes}>
      {labelsBeside(flags, view, x, width).map(({ left, text }) => (
        <span key={`${left}${text}`} className={styles.lane} style={{ left }} aria-hidden="true">
          {text}
        </span>
      ))}
      {flags.map((flag) => (
        <FlagButton
          key={flag.members.join()}
          flag={flag}
          commands={flag.members.flatMap((at) => inSight[at] ?? [])}
          number={numberOf(inSight[flag.members[0] ?? 0])}
          zoom={zoom}
        />
      ))}
    </div>
  );
}

/** Names of contexts at their beginning, the longest that fit between the flags. */
function labelsBeside(
  flags: readonly Flag[],
  { lanes }: TimelineView,
  x: (step: number) => number,
  width: number,
): { readonly left: number; readonly text: string }[] {
  const taken: { readonly left: number; readonly width: number }[] = [...flags];
  const found: { readonly left: number; readonly text: string }[] = [];
  for (const { from, to, label } of lanes.toSorted((a, b) => b.to - b.from - (a.to - a.from))) {
    const left = Math.max(0, x(from));
    const needed = widthOf(label) + 6;
    const fits = left + needed <= Math.min(width, x(to));
    if (!fits || taken.some((other) => left < other.left + other.width + 4 && other.left < left + needed)) continue;
    taken.push({ left, width: needed });
    found.push({ left, text: label });
  }
  return found;
}

interface FlagProps {
  readonly flag: Flag;
  readonly commands: readonly RunCommand[];
  readonly number: number;
  readonly zoom: Zoom;
}

/** Leads to what a command did; a folded one zooms in until its commands stand apart. */
function FlagButton({ flag, commands, number, zoom }: FlagProps): ReactNode {
  const { state, actions } = useApp();
  const messages = useMessages();
  const { timeline: say } = messages;
  const [first] = commands;
  const last = commands.at(-1);
  if (first === undefined || last === undefined) return null;
  const isOne = commands.length === 1;
  const range = { from: first.from, to: last.to };
  const count = commands.length;
  return (
    <button
      type="button"
      className={styles.flag}
      style={{ left: flag.left, width: flag.width }}
      aria-label={
        isOne ? say.flagLabel({ number, command: first.command.do, ...range }) : say.flagsLabel({ count, ...range })
      }
      title={
        isOne
          ? say.flagTitle({ command: commandText(first.command, messages), ...range })
          : say.flagsTitle({ count, ...range })
      }
      onClick={() => {
        actions.pause();
        const { from, to } = zoom.span;
        const closer = around(range, Math.max(1, state.run.getState().info?.steps ?? 1));
        if (!isOne && closer !== undefined && closer.to - closer.from < to - from) zoom.show(closer);
        else actions.goToCommand(first);
      }}
    >
      {flag.text}
    </button>
  );
}
