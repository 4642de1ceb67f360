/** Findings as workflow commands of GitHub Actions, which shows them beside the lines of a change. */
import type { Finding, Severity } from '../../engine/index.ts';
import type { Report } from './report.ts';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

const escapeText = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string => escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

export function formatGithub({ files }: Report): string {
  return files
    .flatMap(({ findings, problem, file }) => [
      ...(problem === undefined ? [] : [`::error file=${escapeProperty(file)}::${escapeText(problem.message)}`]),
      ...findings.flatMap(({ finding, ignored }) => (ignored === undefined ? [annotation(finding)] : [])),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function annotation({ severity, code, message, consequence, fix, where }: Finding): string {
  const { file, line, column, node } = where;
  const properties = [
    ...(file === undefined ? [] : [`file=${escapeProperty(file)}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
    `title=${escapeProperty(code)}`,
  ];
  const text = [`${node}: ${message}`, consequence, ...(fix === undefined ? [] : [fix.message])].join('\n');
  return `::${COMMANDS[severity]} ${properties.join(',')}::${escapeText(text)}`;
}
