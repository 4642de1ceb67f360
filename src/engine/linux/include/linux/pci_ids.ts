/** Models include/linux/pci_ids.h: vendors that the code treats in their own way. */

export const PCI_VENDOR_ID_INTEL = 0x8086;
export const PCI_VENDOR_ID_HUAWEI = 0x19e5;
