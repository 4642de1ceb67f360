/** Parts that several schemas share. */
import * as v from 'valibot';
import { BDF } from '../../../base/bdf.ts';

/** The schema with a sentence that says what the value means: editors show it, and docs/scenario.schema.json has it. */
export function say<const Schema extends v.GenericSchema>(
  schema: Schema,
  description: string,
): v.SchemaWithPipe<readonly [Schema, v.DescriptionAction<v.InferOutput<Schema>, string>]> {
  return v.pipe(schema, v.description(description));
}

/** A key that may be left out. */
export function optional<const Schema extends v.GenericSchema>(
  schema: Schema,
  description: string,
): v.OptionalSchema<ReturnType<typeof say<Schema>>, undefined> {
  return v.optional(say(schema, description));
}

export const wholeNumber = v.pipe(
  v.number(),
  v.integer('a whole number is needed'),
  v.minValue(0, 'it must not be negative'),
);

export const cpuNumber = v.pipe(wholeNumber, v.title('number of a CPU'));

/** Path of a node of the device tree. */
export const nodePath = v.pipe(v.string(), v.title('path of a device-tree node'));

export const bdf = v.pipe(
  v.string(),
  v.regex(BDF, 'a PCI address is needed, like "0000:00:02.0"'),
  v.title('PCI address'),
  v.examples(['0000:00:02.0']),
);

export const cpuList = v.pipe(
  v.string(),
  v.regex(/^\d+(-\d+)?(,\d+(-\d+)?)*$/, 'a CPU list is needed, like "0-3,5"'),
  v.title('CPU list'),
  v.examples(['0-3,5']),
);

/** Numbers of registers are text in hex, as manuals write them, and since JSON's numbers have no 64 bits. */
type HexText = v.SchemaWithPipe<
  readonly [v.StringSchema<undefined>, v.RegexAction<string, string>, v.TitleAction<string, string>]
>;

function hexText(bits: number): HexText {
  return v.pipe(
    v.string(),
    v.regex(
      new RegExp(`^0x0*[0-9a-fA-F]{1,${bits / 4}}$`),
      `a hexadecimal number of at most ${bits} bits in quotes is needed, like "0x43b"`,
    ),
    v.title(`${bits}-bit number in hex`),
  );
}

export const hex16 = hexText(16);
export const hex24 = hexText(24);
export const hex32 = hexText(32);
export const hex64 = hexText(64);
