/** The picture as a file: an SVG that needs no style sheet, a PNG of it, and one frame of a recording. */
import type { RecordedFrame } from './recording.ts';

/** What of an element's looks is written into it. */
const LOOKS = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'opacity',
  'visibility',
  'display',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
  'dominant-baseline',
] as const;
/** What an element does not take from the one around it, and what it is unless said. */
const OWN: ReadonlyMap<string, string> = new Map([
  ['opacity', '1'],
  ['display', 'inline'],
  ['dominant-baseline', 'auto'],
]);
const NAMESPACE = 'http://www.w3.org/2000/svg';
/** Room around the whole picture, in pixels. */
const MARGIN = 12;
/** Pixels of a PNG for each of the screen's, and the most that there are on a side: canvases end somewhere above. */
const SCALE = 2;
const MOST_PIXELS = 8000;

export interface DrawnPicture {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** The topology, as it is seen or whole; undefined when none is drawn. In the theme that the page has. */
export function topologyPicture(which: 'seen' | 'whole'): DrawnPicture | undefined {
  const drawn = drawnTopology();
  if (drawn === undefined) return undefined;
  const { svg, drawing, copy } = drawn;
  for (const motion of copy.querySelectorAll('animateMotion')) stand(motion);
  const box = drawing.getBBox();
  const [x, y, width, height] =
    which === 'seen'
      ? [0, 0, svg.clientWidth, svg.clientHeight]
      : [box.x - MARGIN, box.y - MARGIN, box.width + 2 * MARGIN, box.height + 2 * MARGIN];
  if (which === 'whole') copy.querySelector(':scope > g')?.removeAttribute('transform');
  copy.setAttribute('xmlns', NAMESPACE);
  copy.setAttribute('viewBox', `${x} ${y} ${width} ${height}`);
  copy.setAttribute('width', `${Math.ceil(width)}`);
  copy.setAttribute('height', `${Math.ceil(height)}`);
  const ground = document.createElementNS(NAMESPACE, 'rect');
  for (const [name, value] of Object.entries({ x, y, width, height })) ground.setAttribute(name, `${value}`);
  ground.setAttribute('fill', groundOf(svg));
  copy.prepend(ground);
  return {
    text: `${new XMLSerializer().serializeToString(copy)}\n`,
    width: Math.ceil(width),
    height: Math.ceil(height),
  };
}

/** The whole topology as it stands now, in parts, of which those that stay need be kept once; undefined when none is drawn. */
export function topologyFrame(caption: string): RecordedFrame | undefined {
  const drawn = drawnTopology();
  if (drawn === undefined) return undefined;
  const { svg, drawing, copy } = drawn;
  const motions = [...drawing.querySelectorAll<SVGGElement>('[data-motion]')];
  const dots = motions.map((line) => ({ path: line.dataset['motion'] ?? '', fill: getComputedStyle(line).fill }));
  const { x, y, width, height } = drawing.getBBox();
  const serializer = new XMLSerializer();
  // Each part stands alone in the recording, so it does without the name space that its text would have.
  const textOf = (element: Element): string =>
    serializer.serializeToString(element).replaceAll(` xmlns="${NAMESPACE}"`, '');
  // A dot that runs along stands somewhere by the clock; the recording moves its own.
  const parts = [...drawing.children].flatMap((part, at) => {
    const own = copy.querySelector(':scope > g')?.children[at];
    return own === undefined || part.matches('[data-dot]') ? [] : [textOf(own)];
  });
  const looks = getComputedStyle(drawing);
  return {
    parts,
    dots: dots.filter(({ path }) => path !== ''),
    caption,
    box: { x, y, width, height },
    defs: [...copy.querySelectorAll(':scope > defs')].map(textOf).join(''),
    ground: groundOf(svg),
    ink: getComputedStyle(svg).color,
    font: looks.fontFamily,
    looks: looksOf(drawing, undefined).map(([name, value]) => ({ name, value })),
  };
}

interface Drawn {
  readonly svg: SVGSVGElement;
  readonly drawing: SVGGElement;
  /** A copy of all inside, with its looks. */
  readonly copy: SVGSVGElement;
}

function drawnTopology(): Drawn | undefined {
  const svg = document.querySelector<SVGSVGElement>('svg[data-topology]');
  const drawing = svg?.querySelector<SVGGElement>(':scope > g');
  if (svg === null || svg === undefined || drawing === null || drawing === undefined) return undefined;
  const copy = document.createElementNS(NAMESPACE, 'svg');
  for (const child of svg.children) copy.append(child.cloneNode(true));
  writeLooks(svg, copy);
  return { svg, drawing, copy };
}

/** What would run along a path stands at its end: nothing moves in a picture that is kept. */
function stand(motion: Element): void {
  const [x, y] = (motion.getAttribute('path')?.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).slice(-2);
  const dot = motion.parentElement;
  if (x !== undefined && y !== undefined) {
    dot?.setAttribute('cx', x);
    dot?.setAttribute('cy', y);
  }
  motion.remove();
}

/** Of each element and its copy, which stand in the same order. */
function writeLooks(from: Element, to: Element): void {
  const copies = [...to.querySelectorAll('*')];
  for (const [i, element] of [...from.querySelectorAll('*')].entries()) {
    const copy = copies[i];
    if (copy === undefined) return;
    const around = element.parentElement === from ? undefined : element.parentElement;
    for (const [name, value] of looksOf(element, around ?? undefined)) copy.setAttribute(name, value);
    for (const name of ['class', 'style', 'tabindex', 'role']) copy.removeAttribute(name);
    for (const name of copy.getAttributeNames()) if (/^(data|aria)-/.test(name)) copy.removeAttribute(name);
  }
}

/** How an element looks, but for what it has from the one around it. */
function looksOf(element: Element, around: Element | undefined): [string, string][] {
  const looks = getComputedStyle(element);
  const outer = around === undefined ? undefined : getComputedStyle(around);
  return LOOKS.flatMap((name): [string, string][] => {
    const value = looks.getPropertyValue(name);
    const usual = OWN.get(name) ?? outer?.getPropertyValue(name);
    return value === '' || value === usual ? [] : [[name, value]];
  });
}

/** The colour behind it: the nearest that is not transparent. */
function groundOf(element: Element): string {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor !== '' && backgroundColor !== 'transparent' && !backgroundColor.endsWith(', 0)'))
      return backgroundColor;
  }
  return 'white';
}

/** undefined when the browser cannot draw it. */
export async function asPng({ text, width, height }: DrawnPicture): Promise<Blob | undefined> {
  const scale = Math.min(SCALE, MOST_PIXELS / Math.max(width, height));
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => {
      canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png');
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
