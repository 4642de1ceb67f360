/** What the command line takes and gives. */
export const FLAGS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
  at: { type: 'string' },
  only: { type: 'string' },
  out: { type: 'string' },
  kernel: { type: 'string' },
  pci: { type: 'string', multiple: true },
  lspci: { type: 'string' },
  drivers: { type: 'string' },
  el2: { type: 'string' },
  cpus: { type: 'string' },
  format: { type: 'string' },
  'fail-on': { type: 'string' },
  baseline: { type: 'string' },
  overlay: { type: 'string', multiple: true },
  clean: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  'no-open': { type: 'boolean' },
  step: { type: 'string' },
  base: { type: 'string' },
} as const;

export interface CliOptions {
  readonly help?: boolean | undefined;
  readonly version?: boolean | undefined;
  readonly at?: string | undefined;
  readonly only?: string | undefined;
  readonly out?: string | undefined;
  readonly kernel?: string | undefined;
  readonly pci?: string[] | undefined;
  readonly lspci?: string | undefined;
  readonly drivers?: string | undefined;
  readonly el2?: string | undefined;
  readonly cpus?: string | undefined;
  readonly format?: string | undefined;
  readonly 'fail-on'?: string | undefined;
  readonly baseline?: string | undefined;
  readonly overlay?: string[] | undefined;
  readonly clean?: string | undefined;
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly 'no-open'?: boolean | undefined;
  readonly step?: string | undefined;
  readonly base?: string | undefined;
}

export interface Outcome {
  /** 0 fine, 1 findings, 2 unusable input. */
  readonly code: 0 | 1 | 2;
  readonly text?: string;
  /** In place of text, where the format is none. */
  readonly bytes?: Uint8Array;
  readonly error?: string;
}
