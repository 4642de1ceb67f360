/** A selection as a person may read it in a link: "irq:13", "vector:0000:00:02.0:3", "node:/pl011@9000000". */
import { unreachable } from '../base/assert.ts';
import { BDF } from '../base/bdf.ts';
import type { Selection } from '../engine/index.ts';

export function selectionText(selection: Selection): string {
  switch (selection.kind) {
    case 'irq':
      return `irq:${selection.virq}`;
    case 'domain':
      return `domain:${selection.id}`;
    case 'object':
      return `object:${selection.id}`;
    case 'node':
      return `node:${selection.path}`;
    case 'cpu':
      return `cpu:${selection.cpu}`;
    case 'function':
      return `function:${selection.bdf}`;
    case 'vector':
      return `vector:${selection.bdf}:${selection.vector}`;
    case 'code':
      return `code:${selection.name}`;
    default:
      return unreachable(selection);
  }
}

/** undefined when the text names nothing that can be selected. */
export function parseSelection(text: string): Selection | undefined {
  const [, kind = '', rest = ''] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  const number = /^\d{1,15}$/.test(rest) ? Number(rest) : undefined;
  switch (kind) {
    case 'irq':
      return number === undefined ? undefined : { kind, virq: number };
    case 'domain':
    case 'object':
      return number === undefined ? undefined : { kind, id: number };
    case 'cpu':
      return number === undefined ? undefined : { kind, cpu: number };
    case 'node':
      return rest.startsWith('/') ? { kind, path: rest } : undefined;
    case 'code':
      return /^[A-Za-z_]\w{0,99}$/.test(rest) ? { kind, name: rest } : undefined;
    case 'function':
      return BDF.test(rest) ? { kind, bdf: rest } : undefined;
    case 'vector': {
      const [, bdf = '', vector = ''] = /^(.+):(\d{1,4})$/.exec(rest) ?? [];
      return BDF.test(bdf) ? { kind, bdf, vector: Number(vector) } : undefined;
    }
    default:
      return undefined;
  }
}
