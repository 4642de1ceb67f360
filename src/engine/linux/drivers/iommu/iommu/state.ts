/** The static variables of drivers/iommu/iommu.c. */
import {
  choice,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
} from '../../../../recorder/index.ts';
import {
  type iommu_device,
  IOMMU_DOMAIN_DMA,
  IOMMU_DOMAIN_IDENTITY,
  type iommu_group,
} from '../../../include/linux/iommu.ts';
import { statics } from '../../../kernel.ts';

export interface iommu_c extends Recorded {
  iommu_device_list: RecordedList<iommu_device>;
  /** By number: the kernel has them in sysfs. */
  iommu_group_kset: RecordedMap<iommu_group>;
  iommu_group_ida: number;
  iommu_def_domain_type: number;
}
export const iommu_c = statics<iommu_c>('drivers/iommu/iommu.c', {
  iommu_device_list: list(ref<iommu_device>()),
  iommu_group_kset: map(ref<iommu_group>()),
  iommu_group_ida: num(),
  iommu_def_domain_type: choice({ IOMMU_DOMAIN_DMA, IOMMU_DOMAIN_IDENTITY }, IOMMU_DOMAIN_DMA),
});
