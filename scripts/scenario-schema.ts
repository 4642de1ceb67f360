/** `npm run schema`: writes docs/scenario.schema.json, the JSON Schema of scenarios that editors check and complete by. */
import { writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { commandSchema, irqNameSchema } from '../src/engine/api/scenario/commands.ts';
import { bdf, cpuList, hex32, hex64, nodePath } from '../src/engine/api/scenario/parts.ts';
import { pciFunctionSchema } from '../src/engine/api/scenario/pci.ts';
import { scenarioSchema } from '../src/engine/api/scenario/schema.ts';

export const SCHEMA_FILE = 'docs/scenario.schema.json';

/** The file's text. */
export function scenarioSchemaText(): string {
  const schema = toJsonSchema(scenarioSchema, {
    target: 'draft-07',
    // What occurs in many places; what has a description of its own at its place is written out there.
    definitions: {
      pciFunction: pciFunctionSchema,
      command: commandSchema,
      irq: irqNameSchema,
      bdf,
      nodePath,
      cpuList,
      hex32,
      hex64,
    },
  });
  const { $schema, $defs, ...rest } = schema;
  const description =
    'A board, a kernel version, PCI functions, and a script of what happens. docs/scenario.md explains it.';
  return `${JSON.stringify({ $schema, title: 'irqscope scenario, schema 1', description, ...rest, $defs }, undefined, 2)}\n`;
}

/** The program, when it is not a test that asks. */
if (process.argv[1]?.endsWith('scenario-schema.js') === true) {
  writeFileSync(SCHEMA_FILE, scenarioSchemaText());
  console.log(`Wrote ${SCHEMA_FILE}`);
}
