/** How wide texts are in the page's own faces. */

export type Face = 'name' | 'note' | 'title';

/** Where nothing can be measured: about the width of a letter. */
const ABOUT: Readonly<Record<Face, number>> = { name: 7.3, note: 6.2, title: 7.2 };
const TOKENS: Readonly<Record<Face, { readonly size: string; readonly family: string; readonly weight?: string }>> = {
  name: { size: '--size-small', family: '--mono' },
  note: { size: '--size-tiny', family: '--sans' },
  title: { size: '--size-small', family: '--sans', weight: '600 ' },
};

const measures = new Map<Face, (text: string) => number>();

/** How wide a text is on the screen. */
export function textWidth(text: string, face: Face): number {
  const known = measures.get(face) ?? measure(face);
  measures.set(face, known);
  return known(text);
}

function measure(face: Face): (text: string) => number {
  const context =
    typeof document === 'undefined' ? undefined : (document.createElement('canvas').getContext('2d') ?? undefined);
  if (context === undefined) return (text) => text.length * ABOUT[face];
  const style = getComputedStyle(document.documentElement);
  const { size, family, weight = '' } = TOKENS[face];
  const font = `${weight}${style.getPropertyValue(size)} ${style.getPropertyValue(family)}`;
  const widths = new Map<string, number>();
  return (text) => {
    const known = widths.get(text);
    if (known !== undefined) return known;
    context.font = font;
    const { width } = context.measureText(text);
    if (widths.size > 4000) widths.clear();
    widths.set(text, width);
    return width;
  };
}
