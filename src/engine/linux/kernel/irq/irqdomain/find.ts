/** kernel/irq/irqdomain.c: what the file keeps, finding the domain of a firmware node, and the default domain. */
import { bool, list, num, type Recorded, type RecordedList, ref, source } from '../../../../recorder/index.ts';
import {
  DOMAIN_BUS_ANY,
  type irq_domain,
  irq_domain_is_msi,
  irq_domain_is_msi_remap,
  type irq_fwspec,
} from '../../../include/linux/irqdomain.ts';
import { to_of_node } from '../../../include/linux/of.ts';
import { type Kernel, statics } from '../../../kernel.ts';

const at = source('kernel/irq/irqdomain.c');

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

function matches(k: Kernel, h: irq_domain, fwspec: irq_fwspec, bus_token: number): boolean {
  // 6.1 asks select() only with a full specifier; later kernels whenever a bus is named.
  const asks = k.since('6.12') ? bus_token !== DOMAIN_BUS_ANY : fwspec.param_count !== 0;
  if (h.ops?.select !== undefined && asks) return h.ops.select(k, h, fwspec, bus_token) !== 0;
  if (h.ops?.match !== undefined) return h.ops.match(k, h, to_of_node(fwspec.fwnode), bus_token) !== 0;
  const sameBus = bus_token === DOMAIN_BUS_ANY || h.bus_token === bus_token;
  return fwspec.fwnode !== undefined && h.fwnode === fwspec.fwnode && sameBus;
}

export const irq_find_matching_fwspec = at.fn(
  'irq_find_matching_fwspec',
  'Finds the domain that serves a firmware node for some bus; the newest that matches wins.',
  (k: Kernel, fwspec: irq_fwspec, bus_token: number): irq_domain | undefined =>
    irqdomain_c(k)
      .irq_domain_list.toArray()
      .find((h) => matches(k, h, fwspec, bus_token)),
);

export const irq_set_default_host = at.fn(
  'irq_set_default_host',
  'Says which domain is meant where none is named.',
  (k: Kernel, domain: irq_domain | undefined): void => {
    irqdomain_c(k).irq_default_domain = domain;
  },
);

/** 6.1 only; later kernels ask the MSI domain of a device. */
const irq_domain_hierarchical_is_msi_remap = at.fn(
  'irq_domain_hierarchical_is_msi_remap',
  'Whether a domain or one below it keeps devices from sending interrupts that are not theirs.',
  (_k: Kernel, domain: irq_domain | undefined): boolean => {
    for (let d = domain; d !== undefined; d = d.parent) if (irq_domain_is_msi_remap(d)) return true;
    return false;
  },
);

/** 6.1 only. */
export const irq_domain_check_msi_remap = at.fn(
  'irq_domain_check_msi_remap',
  'Whether no MSI domain lets devices send interrupts that are not theirs.',
  (k: Kernel): boolean =>
    irqdomain_c(k)
      .irq_domain_list.toArray()
      .every((h) => !irq_domain_is_msi(h) || irq_domain_hierarchical_is_msi_remap(k, h)),
);
