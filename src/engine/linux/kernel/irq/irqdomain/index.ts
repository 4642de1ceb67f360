/**
 * Models kernel/irq/irqdomain.c: the number spaces of interrupt controllers and how they stack. A domain is made and
 * named (`create.ts`, `name.ts`, `fwnode.ts`), found by firmware node (`find.ts`), translates a device's specifier
 * (`translate.ts`) and maps it to an interrupt number (`mapping.ts`, `associate.ts`); in a hierarchy each level has its
 * own data (`levels.ts`), allocation and release (`hierarchy.ts`) and activation (`activate.ts`). Left out:
 * locks, memory failures, domains without a map (NOMAP, not on arm64), generic chips, ACPI nodes.
 */

export * from './activate.ts';
export * from './associate.ts';
export * from './create.ts';
export * from './find.ts';
export * from './fwnode.ts';
export * from './hierarchy.ts';
export * from './inline.ts';
export * from './levels.ts';
export * from './mapping.ts';
export * from './name.ts';
export * from './translate.ts';
