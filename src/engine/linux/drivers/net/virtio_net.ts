/** Models drivers/net/virtio_net.c as far as it asks for queues and says where their interrupts should go. No packets travel. */
import { cpumaskCpus, cpumaskOf, cpumaskWeight, NO_CPUS } from '../../../../base/cpumask.ts';
import { always, bool, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { CPUHP_AP_ONLINE_DYN, CPUHP_VIRT_NET_DEAD } from '../../include/linux/cpuhotplug.ts';
import type { net_device, net_device_ops } from '../../include/linux/netdevice.ts';
import {
  dev_to_virtio,
  virtio_config,
  type virtio_device,
  virtio_device_ready,
  type virtio_driver,
  virtio_find_vqs,
  virtio_has_feature,
  VIRTIO_ID_NET,
  type virtqueue,
  type virtqueue_info,
  virtqueue_set_affinity,
} from '../../include/linux/virtio.ts';
import { type Kernel, statics } from '../../kernel.ts';
import {
  cpu_online_mask,
  cpuhp_setup_state_multi,
  cpuhp_state_add_instance_nocalls,
  cpuhp_state_remove_instance_nocalls,
} from '../../kernel/cpu/index.ts';
import { register_netdev, unregister_netdev } from '../../net/core/dev.ts';
import { builtIn } from '../base/init.ts';
import { register_virtio_driver } from '../virtio/virtio.ts';

const at = source('drivers/net/virtio_net.c');

const VIRTIO_NET_F_MAC = 5;
const VIRTIO_NET_F_STATUS = 16;
const VIRTIO_NET_F_CTRL_VQ = 17;
const VIRTIO_NET_F_MQ = 22;
/** Offset of max_virtqueue_pairs in the device's configuration. */
const MAX_VIRTQUEUE_PAIRS = 8;
const PAIRS_LIMIT = 0x8000;

interface virtnet_info extends Recorded {
  vdev: virtio_device;
  max_queue_pairs: number;
  curr_queue_pairs: number;
  affinity_hint_set: boolean;
}
const virtnet_info = struct<virtnet_info>('virtnet_info', {
  vdev: always(ref()),
  max_queue_pairs: num(),
  curr_queue_pairs: num(),
  affinity_hint_set: bool(),
});

interface virtio_net_c extends Recorded {
  /** The hotplug state that deals queues out anew when a CPU has come up. */
  virtionet_online: number;
}
const virtio_net_c = statics<virtio_net_c>('drivers/net/virtio_net.c', { virtionet_online: num() });

const skb_recv_done = at.fn('skb_recv_done', 'Packets have arrived.', (k: Kernel, rvq: virtqueue): void => undefined);
const skb_xmit_done = at.fn('skb_xmit_done', 'Packets have been sent.', (k: Kernel, vq: virtqueue): void => undefined);

/** Receive and transmit queues in turn, and the control queue, which needs no interrupt. */
const virtnet_find_vqs = at.fn(
  'virtnet_find_vqs',
  'Asks for the queues: one to receive and one to send for each pair, and one to control.',
  (k: Kernel, vdev: virtio_device, vi: virtnet_info): readonly (virtqueue | undefined)[] | number => {
    const vqs_info: virtqueue_info[] = [];
    for (let i = 0; i < vi.max_queue_pairs; i++) {
      vqs_info.push({ name: `input.${i}`, callback: skb_recv_done });
      vqs_info.push({ name: `output.${i}`, callback: skb_xmit_done });
    }
    if (virtio_has_feature(vdev, VIRTIO_NET_F_CTRL_VQ)) vqs_info.push({ name: 'control', callback: undefined });
    return virtio_find_vqs(k, vdev, vqs_info, undefined);
  },
);

/** Deals the CPUs out to the pairs of queues that are used. */
const virtnet_set_affinity = at.fn(
  'virtnet_set_affinity',
  'Gives each pair of queues its share of the CPUs.',
  (k: Kernel, vi: virtnet_info): void => {
    const vqs = vi.vdev.vqs.toArray();
    const cpus = cpumaskCpus(cpu_online_mask(k));
    const pairs = vi.curr_queue_pairs;
    const stride = Math.max(1, Math.floor(cpus.length / pairs));
    const stragglers = cpus.length >= pairs ? cpus.length % pairs : 0;
    let next = 0;
    for (let i = 0; i < pairs; i++) {
      let mask = NO_CPUS;
      for (let j = 0; j < stride + (i < stragglers ? 1 : 0); j++) mask |= cpumaskOf(cpus[next++ % cpus.length] ?? 0);
      for (const vq of [vqs[2 * i], vqs[2 * i + 1]]) if (vq !== undefined) virtqueue_set_affinity(k, vq, mask);
    }
    vi.affinity_hint_set = true;
  },
);

/** The control queue has no interrupt that could have been moved. */
const virtnet_clean_affinity = at.fn(
  'virtnet_clean_affinity',
  'Takes the hints back of where interrupts of queues should go.',
  (k: Kernel, vi: virtnet_info): void => {
    if (!vi.affinity_hint_set) return;
    const vqs = vi.vdev.vqs.toArray().slice(0, 2 * vi.max_queue_pairs);
    for (const vq of vqs) virtqueue_set_affinity(k, vq, undefined);
    vi.affinity_hint_set = false;
  },
);

const init_vqs = at.fn(
  'init_vqs',
  'Gets the queues and spreads their interrupts.',
  (k: Kernel, vdev: virtio_device, vi: virtnet_info): number => {
    const vqs = virtnet_find_vqs(k, vdev, vi);
    if (typeof vqs === 'number') return vqs;
    virtnet_set_affinity(k, vi);
    return 0;
  },
);

const virtnet_cpu_online = at.fn(
  'virtnet_cpu_online',
  'A CPU has come up: the queues are dealt out anew.',
  (k: Kernel, cpu: number, node?: Recorded): number => {
    virtnet_set_affinity(k, virtnet_info.of(node));
    return 0;
  },
);

const virtnet_cpu_down_prep = at.fn(
  'virtnet_cpu_down_prep',
  'A CPU will go down: the hints are taken back, so that interrupts may move.',
  (k: Kernel, cpu: number, node?: Recorded): number => {
    virtnet_clean_affinity(k, virtnet_info.of(node));
    return 0;
  },
);

const virtnet_cpu_dead = at.fn(
  'virtnet_cpu_dead',
  'A CPU is gone: the queues are dealt out among those that are left.',
  (k: Kernel, cpu: number, node?: Recorded): number => {
    virtnet_set_affinity(k, virtnet_info.of(node));
    return 0;
  },
);

const virtnet_cpu_notif_add = at.fn(
  'virtnet_cpu_notif_add',
  'Asks to be told when CPUs come and go.',
  (k: Kernel, vi: virtnet_info): number => {
    const { virtionet_online } = virtio_net_c(k);
    const ret = cpuhp_state_add_instance_nocalls(k, virtionet_online, vi);
    if (ret !== 0) return ret;
    const dead = cpuhp_state_add_instance_nocalls(k, CPUHP_VIRT_NET_DEAD, vi);
    if (dead !== 0) cpuhp_state_remove_instance_nocalls(k, virtionet_online, vi);
    return dead;
  },
);

const virtnet_cpu_notif_remove = at.fn(
  'virtnet_cpu_notif_remove',
  'Is no longer told when CPUs come and go.',
  (k: Kernel, vi: virtnet_info): void => {
    cpuhp_state_remove_instance_nocalls(k, virtio_net_c(k).virtionet_online, vi);
    cpuhp_state_remove_instance_nocalls(k, CPUHP_VIRT_NET_DEAD, vi);
  },
);

const virtnet_open = at.fn(
  'virtnet_open',
  'The interface is brought up: its interrupts were requested in probe, with the queues.',
  (k: Kernel, _netdev: net_device): number => 0,
);

const virtnet_close = at.fn(
  'virtnet_close',
  'The interface is taken down: its interrupts stay with the queues.',
  (k: Kernel, _netdev: net_device): number => 0,
);

const virtnet_netdev: net_device_ops = { ndo_open: virtnet_open, ndo_stop: virtnet_close };

const virtnet_probe = at.fn(
  'virtnet_probe',
  'Brings up a virtio network device.',
  (k: Kernel, vdev: virtio_device): number => {
    let pairs = virtio_has_feature(vdev, VIRTIO_NET_F_MQ)
      ? virtio_config(vdev).get(k, vdev, MAX_VIRTQUEUE_PAIRS, 2)
      : 1;
    if (pairs < 1 || pairs > PAIRS_LIMIT || !virtio_has_feature(vdev, VIRTIO_NET_F_CTRL_VQ)) pairs = 1;
    const vi = virtnet_info.create(k.rec, {
      vdev,
      max_queue_pairs: pairs,
      curr_queue_pairs: Math.min(pairs, cpumaskWeight(cpu_online_mask(k))),
    });
    vdev.priv = vi;
    const err = init_vqs(k, vdev, vi);
    if (err !== 0) return err;
    register_netdev(k, vdev.dev, vi, virtnet_netdev);
    virtio_device_ready(k, vdev);
    return virtnet_cpu_notif_add(k, vi);
  },
);

const virtnet_remove = at.fn(
  'virtnet_remove',
  'Takes a virtio network device down.',
  (k: Kernel, vdev: virtio_device): void => {
    const vi = virtnet_info.of(vdev.priv);
    virtnet_cpu_notif_remove(k, vi);
    unregister_netdev(k, vdev.dev);
    virtio_config(vdev).reset(k, vdev);
    virtnet_clean_affinity(k, vi);
    virtio_config(vdev).del_vqs(k, vdev);
  },
);

export const virtio_net_driver_init = at.fn(
  'virtio_net_driver_init',
  'Registers the driver for virtio network devices.',
  (k: Kernel): number => {
    if (!builtIn(k, 'virtio_net')) return 0;
    const online = cpuhp_setup_state_multi(
      k,
      CPUHP_AP_ONLINE_DYN,
      'virtio/net:online',
      virtnet_cpu_online,
      virtnet_cpu_down_prep,
    );
    if (online < 0) return online;
    virtio_net_c(k).virtionet_online = online;
    const dead = cpuhp_setup_state_multi(k, CPUHP_VIRT_NET_DEAD, 'virtio/net:dead', undefined, virtnet_cpu_dead);
    if (dead !== 0) return dead;
    const driver: virtio_driver = {
      name: 'virtio_net',
      bus: 'virtio',
      id_table: [VIRTIO_ID_NET],
      feature_table: [VIRTIO_NET_F_MAC, VIRTIO_NET_F_STATUS, VIRTIO_NET_F_CTRL_VQ, VIRTIO_NET_F_MQ],
      probe: virtnet_probe,
      remove: virtnet_remove,
      net: { ops: virtnet_netdev, priv: (_k, dev) => dev_to_virtio(dev).priv },
    };
    return register_virtio_driver(k, driver);
  },
);
