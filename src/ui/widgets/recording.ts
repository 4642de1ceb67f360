/**
 * A recording of the picture: frames put together into one SVG that plays by itself, in a loop, wherever a browser shows it. What stays
 * from frame to frame is in it once. Where nothing moves, as on paper, it shows the last frame.
 */
import { commonSubsequence } from '../../base/lcs.ts';

export interface RecordedFrame {
  /** Markup of what is drawn, from the back to the front. */
  readonly parts: readonly string[];
  /** Messages that run along a way during this frame. */
  readonly dots: readonly { readonly path: string; readonly fill: string }[];
  /** A line below the picture. */
  readonly caption: string;
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** What parts refer to. */
  readonly defs: string;
  readonly ground: string;
  readonly ink: string;
  readonly font: string;
  /** Looks of all parts unless they say otherwise. */
  readonly looks: readonly { readonly name: string; readonly value: string }[];
}

/** Room around the picture, and for its caption below, in pixels. */
const MARGIN = 12;
const CAPTION = 26;
const LETTER = 13;
/** About the width of a letter of the caption; what is longer is cut. */
const LETTER_WIDTH = 6.6;
/** So much of a frame a message is on its way. */
const ON_ITS_WAY = 0.8;

/** @param seconds how long a frame is shown; the last is shown twice as long, before it begins anew */
export function animatedSvg(frames: readonly RecordedFrame[], seconds: number): string {
  const last = frames.at(-1);
  if (last === undefined) return '';
  const clock = new Clock(frames.length, seconds);
  const left = Math.min(...frames.map(({ box }) => box.x)) - MARGIN;
  const top = Math.min(...frames.map(({ box }) => box.y)) - MARGIN;
  const right = Math.max(...frames.map(({ box }) => box.x + box.width)) + MARGIN;
  const bottom = Math.max(...frames.map(({ box }) => box.y + box.height)) + MARGIN;
  const [width, height] = [Math.ceil(right - left), Math.ceil(bottom - top + CAPTION)];
  const area = `x="${number(left)}" y="${number(top)}" width="${width}" height="${height}"`;
  const looks = last.looks.map(({ name, value }) => ` ${name}="${escaped(value)}"`).join('');
  const parts = merged(frames).map(({ text, shown }) => clock.shown(text, shown));
  const dots = frames.flatMap((frame, at) => frame.dots.map((dot) => clock.dot(dot.path, dot.fill, at)));
  const most = Math.floor((width - 2 * MARGIN) / LETTER_WIDTH);
  const captions = frames.map(({ caption }, at) => {
    const text = caption.length <= most ? caption : `${caption.slice(0, most - 1)}…`;
    const place = `x="${number(left + MARGIN)}" y="${number(bottom + LETTER)}" font-size="${LETTER}"`;
    const line = `<text ${place} font-family="${escaped(last.font)}" fill="${escaped(last.ink)}">${escaped(text)}</text>`;
    return clock.shown(
      line,
      frames.map((_, index) => index === at),
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${number(left)} ${number(top)} ${width} ${height}" width="${width}" height="${height}">`,
    `<rect ${area} fill="${escaped(last.ground)}"/>`,
    last.defs,
    `<g${looks}>`,
    ...parts,
    ...dots,
    '</g>',
    ...captions,
    '</svg>\n',
  ].join('\n');
}

interface Merged {
  readonly text: string;
  /** For each frame, whether it is in it. */
  readonly shown: boolean[];
}

/** The parts of all frames in one order, which is each frame's own for those that it has. */
function merged(frames: readonly RecordedFrame[]): Merged[] {
  let all: Merged[] = [];
  for (const [at, { parts }] of frames.entries()) {
    const pairs = commonSubsequence(
      all.map(({ text }) => text),
      parts,
    );
    const next: Merged[] = [];
    let [known, own] = [0, 0];
    for (const [a, b] of [...pairs, [all.length, parts.length] as const]) {
      next.push(...all.slice(known, a));
      for (const text of parts.slice(own, b)) next.push({ text, shown: frames.map((_, index) => index === at) });
      const same = all[a];
      if (same !== undefined) {
        same.shown[at] = true;
        next.push(same);
      }
      [known, own] = [a + 1, b + 1];
    }
    all = next;
  }
  return all;
}

/** One clock for all that moves: frames of the same length, and one more at the end. */
class Clock {
  private readonly units: number;
  private readonly duration: string;

  constructor(frames: number, seconds: number) {
    this.units = frames + 1;
    this.duration = `dur="${number(this.units * seconds)}s" repeatCount="indefinite"`;
  }

  /** Markup that is there in some frames only. Of itself it is as in the last. */
  shown(text: string, frames: readonly boolean[]): string {
    if (frames.every(Boolean)) return text;
    const turns = frames.flatMap((is, at) => (at === 0 || is !== frames[at - 1] ? [{ is, at }] : []));
    const values = turns.map(({ is }) => (is ? 'visible' : 'hidden')).join(';');
    const times = turns.map(({ at }) => this.time(at)).join(';');
    const animate = `<animate attributeName="visibility" calcMode="discrete" values="${values}" keyTimes="${times}" ${this.duration}/>`;
    return `<g visibility="${frames.at(-1) === true ? 'visible' : 'hidden'}">${animate}${text}</g>`;
  }

  /** A dot that runs along a way during a frame. */
  dot(path: string, fill: string, at: number): string {
    const times = ['0', this.time(at), this.time(at + ON_ITS_WAY), '1'].join(';');
    const motion = `<animateMotion path="${escaped(path)}" calcMode="linear" keyPoints="0;0;1;1" keyTimes="${times}" ${this.duration}/>`;
    const frames = Array.from({ length: this.units - 1 }, (_, index) => index === at);
    return this.shown(`<circle r="6" fill="${escaped(fill)}" stroke="none">${motion}</circle>`, frames);
  }

  private time(at: number): string {
    return number(at / this.units);
  }
}

function number(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
