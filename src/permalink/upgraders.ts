/** Links of older versions, step by step to the present one: upgrader i makes version i + 1 of version i. */
import { LINK_VERSION } from './schema.ts';

type Upgrader = (params: URLSearchParams) => URLSearchParams;

/** Keyed by the version that it reads. Version 1 is the first, so there is none yet. */
const UPGRADERS: Readonly<Record<number, Upgrader>> = {};

for (let version = 1; version < LINK_VERSION; version++) {
  if (UPGRADERS[version] === undefined) throw new Error(`irqscope: links of version ${version} have no upgrader`);
}

export function upgrade(params: URLSearchParams, version: number): URLSearchParams {
  let upgraded = params;
  for (let at = version; at < LINK_VERSION; at++) upgraded = UPGRADERS[at]?.(upgraded) ?? upgraded;
  return upgraded;
}
