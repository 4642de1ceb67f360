/** What is wrong with a board, as Markdown for a bug report. */
import type { Finding, Findings, LinuxLines, Refusal } from '../api/findings.ts';
import type { EngineMessages } from '../api/messages/index.ts';

type Words = EngineMessages['export'];

/** `about`: which board, on which kernel. */
export function findingsMarkdown(
  about: { readonly board: string; readonly kernel: string },
  { findings, refusals, interrupts }: Findings,
  say: Words,
): string {
  const blocks = [
    `## ${say.findings.title(about)}`,
    say.findings.sums(interrupts),
    ...(findings.length === 0 ? [say.findings.none] : findings.map((finding) => findingBlock(finding, say))),
    ...(refusals.length === 0
      ? []
      : [`### ${say.findings.refusals}`, refusals.map((each) => refusalLine(each, say)).join('\n')]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function findingBlock({ code, severity, message, where, linux, consequence, fix }: Finding, say: Words): string {
  const place = [where.file, where.line, where.column].filter((part) => part !== undefined).join(':');
  const at = [place, where.node, where.property].filter((part) => part !== undefined && part !== '');
  return [
    `### ${severity}: ${code}`,
    message,
    at.map((part) => `\`${part ?? ''}\``).join(' '),
    ...linuxBlocks(linux, say),
    say.findings.consequence({ text: consequence }),
    ...(fix === undefined ? [] : [say.findings.fix({ text: fix.message })]),
  ].join('\n\n');
}

function linuxBlocks(linux: LinuxLines, say: Words): string[] {
  return Object.entries(linux).map(([kernel, lines]) =>
    lines.length === 0
      ? say.findings.silent({ kernel })
      : `${say.findings.says({ kernel })}\n\n\`\`\`\n${lines.join('\n')}\n\`\`\``,
  );
}

function refusalLine({ node, index, name, driver, result, consequence, finding }: Refusal, say: Words): string {
  return say.findings.refusal({ node, index: name ?? `${index}`, driver, result, consequence, finding });
}
