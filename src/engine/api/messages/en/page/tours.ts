/** Titles of the bundled tours, for the menus: the files in public/tours, which have the texts, are loaded when a tour begins. */

export const tours = {
  gicv3: 'How a GICv3 comes up',
  vfio: 'What VFIO does to an NVMe',
  'why-not': 'Why an interrupt does not arrive',
  doorbell: 'From doorbell to handler',
  newer: 'What the newer kernel changed',
  map: 'Reading an interrupt-map',
  gpio: 'A GPIO line behind a bank behind the GIC',
};
