import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Ajv from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { type CliOptions, FLAGS, type Outcome } from '../options.ts';
import { checkCommand } from './check.ts';

const GIC = `gic: intc@8000000 {
    compatible = "arm,gic-400"; #interrupt-cells = <3>; interrupt-controller;
    reg = <0x8000000 0x1000>, <0x8010000 0x2000>; interrupts = <1 9 4>;
  };`;
const board = (nodes: string): string => `/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>; interrupt-parent = <&gic>;
  cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a57"; reg = <0>; }; };
  ${GIC}
  timer { compatible = "arm,armv8-timer"; interrupts = <1 13 4>, <1 14 4>, <1 11 4>, <1 10 4>; };
${nodes}
};
`;
const GOOD = board('');
/** The trigger of an SPI that is none, on line 12. */
const BAD = board(
  '  #define LEVEL 0\n  widget@a000 { compatible = "cdns,gem"; reg = <0xa000 0x1000>;\n    interrupts = <0 1000 4>; };',
);

const folder = mkdtempSync(join(tmpdir(), 'irqscope-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const good = file('good.dts', GOOD);
const bad = file('bad.dts', BAD);

function check(inputs: readonly string[], options: CliOptions = {}): Outcome {
  const done = checkCommand(inputs, { drivers: 'modelled', ...options }, 'en');
  return done.ok ? done.value : { code: 2, error: done.error.message };
}

function jsonOf({ text = '' }: Outcome): ReturnType<typeof JSON.parse> {
  return JSON.parse(text);
}

describe('irqscope check', () => {
  it('prints like a compiler: place, severity, sentence, code, the line with a caret, Linux, consequence, fix', () => {
    const { code, text = '' } = check([bad]);
    expect(code).toBe(1);
    expect(text).toContain(`${bad}:12:21: error: SPI 1000 does not exist: the last one is SPI 987 [gic-number]`);
    expect(text).toContain('  12 |     interrupts = <0 1000 4>; };\n     |                     ^\n');
    expect(text).toMatch(/Linux 7\.3 says nothing here/);
    expect(text).toMatch(/ {2}so: .*\n {2}fix: /);
    expect(text).toContain('1 file: 1 error, 0 warnings, 0 notes');
  });

  it('ends with 0, 1 or 2, and 2 wins', () => {
    expect(check([good]).code).toBe(0);
    expect(check([good, bad]).code).toBe(1);
    expect(check([good, bad, join(folder, 'none.dts')]).code).toBe(2);
    expect(check([bad], { 'fail-on': 'never' }).code).toBe(0);
    expect(check([bad], { 'fail-on': 'sometimes' }).code).toBe(2);
    expect(check([bad], { format: 'xml' }).code).toBe(2);
    expect(check([bad], { kernel: '5.0' }).code).toBe(2);
  });

  it('takes --fail-on as the mildest that counts', () => {
    const mild = file(
      'mild.dts',
      board('  x@a000 { compatible = "cdns,gem"; reg = <0xa000 0x1000>; interrupts = <0 9 0>; };'),
    );
    expect(check([mild]).code).toBe(0);
    expect(check([mild], { 'fail-on': 'warning' }).code).toBe(1);
  });

  it('gives JSON as it is documented, with several kernels and files', () => {
    const json = jsonOf(check([good, bad], { format: 'json', kernel: '6.1,6.12' }));
    expect(json).toMatchObject({
      irqscope: 1,
      kernel: ['6.1', '6.12'],
      summary: { files: 2, findings: { error: 1, warning: 0, note: 0 } },
    });
    const { total, resolved, byStandIn, unresolved } = json.summary.interrupts;
    expect([total, byStandIn]).toEqual([resolved + unresolved, 0]);
    expect(json.files[0]).toEqual({ file: good, findings: [], refusals: [] });
    const [finding] = json.files[1].findings;
    expect(finding).toMatchObject({
      code: 'gic-number',
      severity: 'error',
      where: { file: bad, line: 12, column: 21, node: '/widget@a000', property: 'interrupts', cell: 1 },
      linux: { '6.1': [], '6.12': [] },
    });
    expect(Object.keys(finding).toSorted()).toEqual([
      'code',
      'consequence',
      'fix',
      'linux',
      'message',
      'severity',
      'where',
    ]);
  });

  it('gives SARIF that fits its schema, with fixes and suppressions', () => {
    const mild = file(
      'sarif.dts',
      board(
        '  x@a000 { compatible = "cdns,gem"; reg = <0xa000 0x1000>; interrupts = <0 9 0>; };\n  // irqscope-ignore gic-number: the vendor counts so\n  y@b000 { compatible = "cdns,gem"; reg = <0xb000 0x1000>; interrupts = <0 1001 4>; };',
      ),
    );
    const log = jsonOf(check([mild, bad, join(folder, 'none.dts')], { format: 'sarif' }));
    const path = new URL('../check/testing/sarif-schema-2.1.0.json', import.meta.url);
    // It is written in draft 4, and uses nothing that a later draft reads otherwise but the names of these two.
    const { id: _id, $schema: _draft, ...schema } = JSON.parse(readFileSync(path, 'utf8'));
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    validate(log);
    expect(validate.errors).toBeNull();
    const { results, tool } = log.runs[0];
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(['gic-number', 'trigger-none']);
    const none = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'trigger-none');
    expect(none.fixes[0].artifactChanges[0].replacements[0].insertedContent.text).toBe('4');
    const ignored = results.filter(({ suppressions }: { suppressions?: unknown }) => suppressions !== undefined);
    expect(ignored).toHaveLength(1);
    expect(ignored[0].suppressions).toEqual([{ kind: 'inSource', justification: 'the vendor counts so' }]);
  });

  it('gives workflow commands of GitHub', () => {
    const { text = '' } = check([bad], { format: 'github' });
    expect(text).toMatch(/^::error file=[^,]*bad\.dts,line=12,col=21,title=gic-number::\/widget@a000: SPI 1000 .*%0A/);
    expect(text.trimEnd().split('\n')).toHaveLength(1);
  });

  it('ignores what a comment names, with a reason', () => {
    const noted = file(
      'noted.dts',
      BAD.replace('1000 4>; };', '1000 4>; }; /* irqscope-ignore gic-number: known of the vendor */'),
    );
    expect(check([noted]).code).toBe(0);
    expect(check([noted]).text).toContain('1 ignored, with a reason');
    const silent = file('silent.dts', BAD.replace('1000 4>; };', '1000 4>; }; // irqscope-ignore gic-number'));
    expect(check([silent]).code).toBe(1);
  });

  it('ignores what a baseline names, with a reason', () => {
    const entry = { code: 'gic-number', node: '/widget@a000' };
    const base = (ignore: unknown): string => file('baseline.json', JSON.stringify({ irqscope: 1, ignore }));
    expect(check([bad], { baseline: base([{ ...entry, reason: 'waits for the vendor' }]) }).code).toBe(0);
    expect(check([bad], { baseline: base([{ ...entry, property: 'reg', reason: 'another' }]) }).code).toBe(1);
    expect(check([bad], { baseline: base([entry]) }).code).toBe(2);
    expect(check([bad], { baseline: base('all') }).code).toBe(2);
  });

  it('takes a folder for the boards in it', () => {
    mkdirSync(join(folder, 'boards', 'vendor'), { recursive: true });
    writeFileSync(join(folder, 'boards', 'vendor', 'one.dts'), GOOD);
    writeFileSync(join(folder, 'boards', 'two.dts'), BAD);
    writeFileSync(join(folder, 'boards', 'part.dtsi'), 'no board');
    const json = jsonOf(check([join(folder, 'boards')], { format: 'json' }));
    expect(json.files.map((each: { file: string }) => each.file.slice(folder.length + 1))).toEqual([
      'boards/two.dts',
      'boards/vendor/one.dts',
    ]);
    expect(check([join(folder, 'boards', 'vendor'), join(folder, 'boards', 'none')]).code).toBe(2);
  });

  it('runs as the documented workflow runs it', () => {
    const docs = readFileSync(new URL('../../../docs/command-line.md', import.meta.url), 'utf8');
    const steps = [...docs.matchAll(/run-ts\.mjs src\/cli\/main\.ts check (\S+) (.*?)( > \S+)?$/gm)];
    expect(steps).toHaveLength(2);
    mkdirSync(join(folder, 'flow'), { recursive: true });
    writeFileSync(join(folder, 'flow', 'board.dts'), BAD);
    const outcomes = steps.map(([, , words = '']) => {
      const { values } = parseArgs({ args: words.split(' '), options: FLAGS });
      return check([join(folder, 'flow')], values);
    });
    expect(outcomes.map(({ code }) => code)).toEqual([0, 1]);
    expect(jsonOf(outcomes[0] ?? { code: 2 }).version).toBe('2.1.0');
    expect(outcomes[1]?.text).toMatch(/^::error /);
  });
});
