/** What the open run is compared with, as a link says it: "kernel:7.3", "step:1204", "bare", "model", or "with:" and a scenario. */
import { KERNEL_VERSIONS, type KernelVersion } from '../engine/api/kernel-versions.ts';

/** The scenario: a bundled one by name, with another kernel if not its own; or one that is packed into the link. */
export type LinkSource =
  | { readonly kind: 'preset'; readonly name: string; readonly kernel: string | undefined }
  | { readonly kind: 'packed'; readonly scenario: unknown };

/** Another run, as far as a link can name it. */
export type LinkOther =
  | { readonly kind: 'kernel'; readonly version: KernelVersion }
  /** The same board without its overlays. */
  | { readonly kind: 'bare' }
  /** The same run at another step. */
  | { readonly kind: 'step'; readonly step: number }
  /** Of a machine that is known from what it printed: the model of its device tree. */
  | { readonly kind: 'model' }
  | { readonly kind: 'source'; readonly source: LinkSource; readonly step: number | undefined };

export interface LinkCompare {
  readonly other: LinkOther;
  readonly at: 'end' | 'here';
}

/** `source` is the text of the other's scenario, where it has one. */
export function compareText({ other, at }: LinkCompare, source: string): string {
  const end = at === 'end' ? '' : '@here';
  switch (other.kind) {
    case 'kernel':
      return `kernel:${other.version}${end}`;
    case 'step':
      return `step:${other.step}`;
    case 'source':
      return `with${other.step === undefined ? '' : `-${other.step}`}${end}:${source}`;
    case 'bare':
    case 'model':
      return `${other.kind}${end}`;
  }
}

/** What the text says; of a scenario its text alone, which is unpacked elsewhere. undefined when it says nothing. */
export function parseCompare(
  text: string,
):
  | { readonly compare: LinkCompare }
  | { readonly source: string; readonly step: number | undefined; readonly at: LinkCompare['at'] }
  | undefined {
  const [, step, here, source] = /^with(?:-(\d{1,12}))?(@here)?:(.+)$/s.exec(text) ?? [];
  if (source !== undefined)
    return { source, step: step === undefined ? undefined : Number(step), at: here === undefined ? 'end' : 'here' };
  const at = text.endsWith('@here') ? 'here' : 'end';
  const [kind = '', value = ''] = text.replace(/@here$/, '').split(':');
  if ((kind === 'bare' || kind === 'model') && value === '') return { compare: { other: { kind }, at } };
  if (kind === 'step' && /^\d{1,12}$/.test(value))
    return { compare: { other: { kind, step: Number(value) }, at: 'end' } };
  const version = KERNEL_VERSIONS.find((each) => each.version === value)?.version;
  return kind === 'kernel' && version !== undefined ? { compare: { other: { kind, version }, at } } : undefined;
}
