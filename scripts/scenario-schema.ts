/** `npm run schema`: writes the JSON Schemas of scenarios and of tours into docs/, which editors check and complete by. */
import { writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { commandSchema, irqNameSchema } from '../src/engine/api/scenario/commands.ts';
import { bdf, cpuList, hex32, hex64, nodePath } from '../src/engine/api/scenario/parts.ts';
import { pciFunctionSchema } from '../src/engine/api/scenario/pci.ts';
import { scenarioSchema } from '../src/engine/api/scenario/schema.ts';
import { tourPlaceSchema, tourSchema, tourTextSchema, tourThingSchema } from '../src/engine/api/scenario/tour.ts';

export const SCHEMA_FILE = 'docs/scenario.schema.json';
export const TOUR_SCHEMA_FILE = 'docs/tour.schema.json';

/** The text of the scenario's. */
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

/** The text of the tour's. */
export function tourSchemaText(): string {
  const { $schema, $defs, ...rest } = toJsonSchema(tourSchema, {
    target: 'draft-07',
    definitions: { text: tourTextSchema, place: tourPlaceSchema, thing: tourThingSchema, bdf, nodePath },
    // That a text has one language at least is told by irqscope.
    ignoreActions: ['check'],
  });
  const description = 'A guided walk through a run. docs/tours.md explains it.';
  return `${JSON.stringify({ $schema, title: 'irqscope tour, schema 1', description, ...rest, $defs }, undefined, 2)}\n`;
}

/** The program, when it is not a test that asks. */
if (process.argv[1]?.endsWith('scenario-schema.js') === true) {
  writeFileSync(SCHEMA_FILE, scenarioSchemaText());
  writeFileSync(TOUR_SCHEMA_FILE, tourSchemaText());
  console.log(`Wrote ${SCHEMA_FILE} and ${TOUR_SCHEMA_FILE}`);
}
