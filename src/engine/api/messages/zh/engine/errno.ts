/** Error numbers, in the words of user space's strerror. */
import type { errno as english } from '../../en/engine/errno.ts';
import type { Translation } from '../../translation.ts';

export const errno: Translation<typeof english> = {
  number: ({ number }) => `errno ${number}`,
  unknown: ({ number }) => `未知错误 ${number}`,
  words: {
    EPERM: '不允许的操作',
    ENOENT: '没有那个文件或目录',
    EIO: '输入/输出错误',
    ENXIO: '没有那个设备或地址',
    E2BIG: '参数列表过长',
    EBADF: '错误的文件描述符',
    EAGAIN: '资源暂时不可用',
    ENOMEM: '无法分配内存',
    EFAULT: '错误的地址',
    EBUSY: '设备或资源忙',
    EEXIST: '文件已存在',
    ENODEV: '没有那个设备',
    EINVAL: '无效的参数',
    ENOTTY: '对设备不适当的 ioctl 操作',
    ENOSPC: '设备上没有空间',
    ERANGE: '数值结果超出范围',
    ENOSYS: '函数未实现',
    ENODATA: '没有可用的数据',
    EOVERFLOW: '对已定义的数据类型来说值过大',
    EOPNOTSUPP: '不支持的操作',
    ETIMEDOUT: '连接超时',
    ENOTCONN: '传输端点尚未连接',
  },
};
