/** Error numbers the interrupt code returns (include/uapi/asm-generic/errno-base.h, errno.h, include/linux/errno.h). */
export const EPERM = 1;
export const ENOENT = 2;
export const EIO = 5;
export const ENXIO = 6;
export const E2BIG = 7;
export const EBADF = 9;
export const EAGAIN = 11;
export const ENOMEM = 12;
export const EFAULT = 14;
export const EBUSY = 16;
export const EEXIST = 17;
export const ENODEV = 19;
export const EINVAL = 22;
export const ENOTTY = 25;
export const ENOSPC = 28;
export const ERANGE = 34;
export const ENOSYS = 38;
export const ENODATA = 61;
export const EOVERFLOW = 75;
export const EILSEQ = 84;
export const ENOTSUPP = 524;
export const EOPNOTSUPP = 95;
export const EPROBE_DEFER = 517;
export const ETIMEDOUT = 110;
export const ENOTCONN = 107;

/** Pointers that carry an error: here a plain negative number stands where a pointer would. */
export function IS_ERR(value: unknown): value is number {
  return typeof value === 'number' && value < 0;
}
export const EBADR = 53;
export const EADDRNOTAVAIL = 99;
