/** The statics of kernel/irq/irqdomain.c. */
import { bool, list, num, type Recorded, type RecordedList, ref } from '../../../../recorder/index.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import { statics } from '../../../kernel.ts';

export interface irqdomain_c extends Recorded {
  /** All domains, the newest first. */
  irq_domain_list: RecordedList<irq_domain>;
  irq_default_domain: irq_domain | undefined;
  /** Names given so far to domains without a firmware node. */
  unknown_domains: number;
  /** Whether debugfs has a folder for domains. */
  domain_dir: boolean;
}
export const irqdomain_c = statics<irqdomain_c>('kernel/irq/irqdomain.c', {
  irq_domain_list: list(ref<irq_domain>()),
  irq_default_domain: ref(),
  unknown_domains: num(),
  domain_dir: bool(),
});
