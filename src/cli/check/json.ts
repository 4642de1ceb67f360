/** Findings as JSON, for programs. docs/command-line.md describes the format. */
import { countsOf, interruptsOf, type Report } from './report.ts';

export function formatJson({ kernels, files }: Report): string {
  const json = {
    irqscope: 1,
    kernel: kernels,
    summary: { files: files.length, interrupts: interruptsOf(files), findings: countsOf(files) },
    files: files.map(({ file, findings, refusals, problem }) => {
      const ignored = findings.flatMap(({ finding, ignored: why }) =>
        why === undefined ? [] : [{ ...finding, ignored: why }],
      );
      return {
        file,
        findings: findings.filter((each) => each.ignored === undefined).map(({ finding }) => finding),
        refusals,
        ...(ignored.length === 0 ? {} : { ignored }),
        ...(problem === undefined ? {} : { problem }),
      };
    }),
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
