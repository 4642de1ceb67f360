/** What "next" and breakpoints look for: said by the page in its lists, and by the worker when there is none. */
export const kinds = {
  domain: 'domain created',
  descriptor: 'descriptor allocated',
  request: 'irq requested',
  message: 'message sent',
  delivery: 'interrupt delivered',
  log: 'log line',
  error: 'error logged',
  mark: 'script command',
  object: 'change of the selection',
};
