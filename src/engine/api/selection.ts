/** What can be selected, and how objects are named across the worker's boundary. */

/** An object of the run, by its id in this run's recording. */
export type ObjectId = number;

/** What can be selected anywhere. One thing is selected at a time, in all views. */
export type Selection =
  | { readonly kind: 'irq'; readonly virq: number }
  | { readonly kind: 'domain'; readonly id: ObjectId }
  | { readonly kind: 'node'; readonly path: string }
  | { readonly kind: 'cpu'; readonly cpu: number }
  | { readonly kind: 'function'; readonly bdf: string }
  | { readonly kind: 'vector'; readonly bdf: string; readonly vector: number }
  | { readonly kind: 'object'; readonly id: ObjectId }
  /** A function of the kernel, by its name. */
  | { readonly kind: 'code'; readonly name: string };
