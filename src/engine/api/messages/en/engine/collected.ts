/** What is said of a machine that is known from what it printed. */

export const collected = {
  tooLarge: ({ megabytes }: { megabytes: number }) => `this file has more than ${megabytes} MB`,
  nothing: 'nothing in this file is about interrupts',
  nothingHint:
    'A collected file has sections that begin with "@@@@ NAME", one of them interrupts, domains/… or irqs/…; /proc/interrupts alone will do too.',
  badTree: ({ why }: { why: string }) => `The device tree in this file cannot be read: ${why}.`,
  noDebugfs:
    'The file has nothing of /sys/kernel/debug/irq, so nobody knows the domains: the name of each chip stands for one, and hierarchies, states and flow handlers are missing.',
};
