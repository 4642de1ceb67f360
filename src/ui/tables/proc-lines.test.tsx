import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ProcLines } from './proc-lines.tsx';

const TEXT = [
  '           CPU0       CPU1       ',
  ' 13:          2          0     GICv3  33 Level     uart-pl011',
  'IPI0:         7          9       Rescheduling interrupts',
  'Err:          0',
  '',
].join('\n');

it('shows /proc/interrupts byte for byte, with the heads of rows and columns in elements of their own', () => {
  const html = renderToStaticMarkup(<ProcLines text={TEXT} />);
  expect(html.replaceAll(/<[^>]*>/g, '')).toBe(TEXT);
  const leads = [...html.matchAll(/<span[^>]*><span[^>]*>([^<]*)</g)].map(([, lead]) => lead);
  expect(leads).toEqual(['     ', ' 13: ', 'IPI0:', 'Err: ']);
});
