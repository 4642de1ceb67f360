/**
 * Models drivers/base/core.c: devices (`device.ts`), links between them (`links.ts`) and what firmware says of those
 * (`fw_devlink.ts`).
 */

export * from './device.ts';
export * from './fw_devlink.ts';
export * from './links.ts';
