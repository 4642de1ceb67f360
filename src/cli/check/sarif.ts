/** Findings as SARIF 2.1.0, which code hosts and editors read. */
import type { Finding, FindingEdit, FindingPlace } from '../../engine/index.ts';
import type { CheckedFinding, Report } from './report.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

export function formatSarif({ kernels, files }: Report): string {
  const findings = files.flatMap((file) => file.findings);
  const codes = [...new Set(findings.map(({ finding }) => finding.code))].toSorted();
  const problems = files.flatMap(({ file, problem }) => (problem === undefined ? [] : [{ file, problem }]));
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'irqscope', rules: codes.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        properties: { kernels },
        invocations: [
          {
            executionSuccessful: problems.length === 0,
            toolExecutionNotifications: problems.map(({ file, problem }) => ({
              level: 'error',
              message: { text: problem.message },
              locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }],
            })),
          },
        ],
        results: findings.map((each) => resultOf(each, codes)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function resultOf({ finding, ignored }: CheckedFinding, codes: readonly string[]) {
  const { code, severity, message, consequence, fix, linux, where } = finding;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: [message, consequence, ...(fix === undefined ? [] : [fix.message])].join('\n') },
    locations: [locationOf(where)],
    partialFingerprints: {
      'codeNodePropertyCell/v1': [code, where.node, where.property ?? '', where.cell ?? ''].join(' '),
    },
    properties: { linux },
    ...(ignored === undefined
      ? {}
      : {
          suppressions: [{ kind: ignored.by === 'comment' ? 'inSource' : 'external', justification: ignored.reason }],
        }),
    ...fixesOf(fix),
  };
}

function locationOf({ file, line, column, offset, node }: FindingPlace) {
  const region =
    line !== undefined
      ? { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }
      : offset === undefined
        ? {}
        : { region: { byteOffset: offset, byteLength: 4 } };
  return {
    ...(file === undefined ? {} : { physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region } }),
    logicalLocations: [{ fullyQualifiedName: node, kind: 'object' }],
  };
}

function fixesOf(fix: Finding['fix']) {
  if (fix === undefined || fix.edits.length === 0) return {};
  return {
    fixes: [fix.edits, ...(fix.others ?? [])].map((edits) => ({
      description: { text: fix.message },
      artifactChanges: edits.map((edit) => ({
        artifactLocation: { uri: uriOf(edit.file) },
        replacements: [replacementOf(edit)],
      })),
    })),
  };
}

function replacementOf({ line, column, remove, insert }: FindingEdit) {
  const lines = remove.split('\n');
  const last = lines.at(-1)?.length ?? 0;
  return {
    deletedRegion: {
      startLine: line,
      startColumn: column,
      endLine: line + lines.length - 1,
      endColumn: lines.length === 1 ? column + last : last + 1,
    },
    insertedContent: { text: insert },
  };
}
