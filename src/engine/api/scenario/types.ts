/** The types of a scenario's JSON, read off the schema. Only types: valibot stays out of what imports them. */
import type * as v from 'valibot';
import type { commandSchema, irqNameSchema } from './commands.ts';
import type { pciFunctionSchema } from './pci.ts';
import type { boardSchema, scenarioSchema } from './schema.ts';
import type { tourSchema, tourTextSchema, tourThingSchema } from './tour.ts';
import type { wireSchema } from './wires.ts';

/** JSON that nobody changes. */
type Fixed<T> = T extends readonly (infer Item)[]
  ? readonly Fixed<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Fixed<T[Key]> }
    : T;

export type Scenario = Fixed<v.InferOutput<typeof scenarioSchema>>;

export type BoardChoice = Fixed<v.InferOutput<typeof boardSchema>>;

/** An overlay as a scenario names it. */
export type OverlayChoice = NonNullable<Scenario['overlays']>[number];

/** A function as a scenario names it, as it will be enumerated, and what its driver asks for. */
export type PciFunctionOptions = Fixed<v.InferOutput<typeof pciFunctionSchema>>;

/** A line of a device that is not wired or driven as the tree says. */
export type WireOptions = Fixed<v.InferOutput<typeof wireSchema>>;

export type Command = Fixed<v.InferOutput<typeof commandSchema>>;

/** How a script names an interrupt. */
export type IrqName = Fixed<v.InferOutput<typeof irqNameSchema>>;

export type Tour = Fixed<v.InferOutput<typeof tourSchema>>;

export type TourStop = Tour['stops'][number];

/** Where in a run a stop is. */
export type TourPlace = TourStop['at'];

/** A text in one language for all, or in several. */
export type TourText = Fixed<v.InferOutput<typeof tourTextSchema>>;

/** What a stop selects. */
export type TourThing = Fixed<v.InferOutput<typeof tourThingSchema>>;
