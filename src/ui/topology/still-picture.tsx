/**
 * The picture without a browser: the same layout and the same components, written out as an SVG with the page's own colours in a style
 * sheet of its own. Nobody can measure texts there, so letters count as equally wide (../widgets/text-width.ts): a text may be cut a little sooner than
 * on the page.
 */
import { renderToStaticMarkup } from 'react-dom/server';
import { type Language, pageMessages } from '../../engine/api/messages/index.ts';
import type { Findings, Screen, TopologyPlan } from '../../engine/index.ts';
import { MessagesProvider } from '../widgets/messages.ts';
import tokens from '../app/tokens.css?inline';
import { Definitions, Drawing } from './drawing.tsx';
import { faultsOf } from './faults.ts';
import type { Reading } from './graph.ts';
import { layOut, NOTHING } from './layout.ts';
import { labelsOf, pictureState, placesOf } from './picture-state.ts';
import { courseOf } from './pulse.tsx';
import { sheetFor, type Theme, tokensOf } from './still-sheet.ts';
import { treeOf } from './tree.ts';
import sheet from './topology.module.css?inline';

/** What a picture is laid out for: a pane as wide and as high as a sheet that lies on its side. */
const PAPER = { width: 1200, height: 840 };

const NO_ACTIONS = { onSelect() {}, onFocus() {}, onArrow: () => false, onUnfold() {}, onPart() {} };

/** Only a page has a use for these. */
const OF_A_PAGE = / (?:tabindex|role|aria-[\w-]+|data-[\w-]+)="[^"]*"/g;

interface StillPicture {
  readonly plan: TopologyPlan;
  /** What `topology` asked for. */
  readonly screen: Pick<Screen, 'topology' | 'pulses' | 'step'>;
  readonly findings: Findings;
}

/** The whole picture as the text of an SVG file. */
export function stillPicture(
  { plan, screen, findings }: StillPicture,
  { language, reading, theme }: { readonly language: Language; readonly reading: Reading; readonly theme: Theme },
): string {
  const say = pageMessages(language);
  const layout = layOut(plan, say.topology, reading, PAPER.width, PAPER.height, NOTHING);
  const byKey = placesOf(layout.boxes);
  const byState = new Map(screen.topology?.map((state) => [state.key, state]));
  const planned = new Map(plan.nodes.map((node) => [node.key, node.selection]));
  const selectionAt = (key: string) => byState.get(key)?.selection ?? planned.get(key);
  const picture = pictureState({
    byKey,
    byState,
    labels: labelsOf(plan),
    parts: undefined,
    courses: (screen.pulses ?? []).flatMap((pulse) => courseOf(pulse, layout, byKey) ?? []),
    stopped: screen.pulses?.findLast(({ stopped }) => stopped !== undefined),
    selection: undefined,
    lit: new Set(),
    selectionAt,
    selectionOf: (box) => (box.node === undefined ? undefined : selectionAt(box.key)),
  });
  const known = tokensOf(tokens, theme);
  const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height)];
  const markup = renderToStaticMarkup(
    <MessagesProvider value={say}>
      <svg xmlns="http://www.w3.org/2000/svg" viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
        <style>{sheetFor(sheet, known)}</style>
        <Definitions />
        <rect width={width} height={height} fill={known.get('--bg')} />
        <g fontFamily={known.get('--sans')} fontSize={known.get('--size')}>
          <Drawing
            layout={layout}
            tree={reading === 'domains' ? treeOf(layout.boxes, plan.edges) : undefined}
            picture={picture}
            faults={faultsOf(findings)}
            unfolded={NOTHING.unfolded}
            first={undefined}
            step={screen.step}
            speed={undefined}
            width={layout.width}
            actions={NO_ACTIONS}
          />
        </g>
      </svg>
    </MessagesProvider>,
  );
  return `${markup.replaceAll(OF_A_PAGE, '')}\n`;
}
