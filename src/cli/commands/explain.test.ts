import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { explainCommand } from './explain.ts';

const folder = mkdtempSync(join(tmpdir(), 'irqscope-explain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('prints each line, and below it what it is about and the finding', () => {
  const board = new URL('../../../conformance/golden/broken/map-no-match.dts', import.meta.url).pathname;
  const log = join(folder, 'dmesg.txt');
  writeFileSync(log, '[    0.3] rtc-pl031 9010000.pl031: hello\n[    0.0] GICv3: 224 SPIs implemented\nHello\n');
  const done = explainCommand([board, log], { drivers: 'modelled' }, 'en');
  const text = done.ok ? (done.value.text ?? '') : '';
  expect(text).toMatch(
    /hello\n {4}\/pl031@9010000: this run does not log it\n.*implemented\n {4}\/intc@8000000: this run logs the same at step \d+\nHello\n$/,
  );
  const json = explainCommand([board, log], { drivers: 'modelled', format: 'json' }, 'en');
  expect(json.ok && JSON.parse(json.value.text ?? '').lines).toMatchObject([
    { kind: 'about' },
    { kind: 'said' },
    { kind: 'unknown' },
  ]);
  expect(explainCommand([board], {}, 'en').ok).toBe(false);
  expect(explainCommand([board, join(folder, 'none')], {}, 'en').ok).toBe(false);
});
