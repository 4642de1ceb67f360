/** Models asm/cputype.h and asm/smp_plat.h: the affinity fields that identify a CPU. */

export const MPIDR_HWID_BITMASK = 0xff00ffffffn;

/** One affinity level (0 to 3) of an MPIDR. */
export function MPIDR_AFFINITY_LEVEL(mpidr: bigint, level: number): number {
  return Number((mpidr >> BigInt(level === 3 ? 32 : level * 8)) & 0xffn);
}

/** What cpu_logical_map says of a CPU that does not exist: no MPIDR has these bits. */
export const INVALID_HWID = 0xffffffffffffffffn;
