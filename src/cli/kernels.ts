/** The kernels that a call names. */
import { fail, ok, type Result } from '../base/result.ts';
import { KERNEL_VERSIONS } from '../engine/api/kernel-versions.ts';
import type { CliMessages } from '../engine/api/messages/index.ts';
import type { KernelVersion } from '../engine/index.ts';

/** Of "6.1,6.12". None when nothing is asked for: then a scenario has its own, and a bare board the default. */
export function kernelsOf(text: string | undefined, say: CliMessages): Result<KernelVersion[]> {
  const found: KernelVersion[] = [];
  for (const given of text === undefined ? [] : text.split(',')) {
    const kernel = KERNEL_VERSIONS.find(({ version }) => version === given)?.version;
    if (kernel === undefined)
      return fail('cli-kernel', say.check.noKernel({ given, kernels: KERNEL_VERSIONS.map(({ version }) => version) }));
    found.push(kernel);
  }
  return ok(found);
}
