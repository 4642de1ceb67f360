/** The file of the driver table, as `scripts/driver-table` writes it and `driver-table.ts` reads it. */

/**
 * Rows stand in the order in which a kernel with all of them built in registers them, right for each version by itself.
 * Numbers are columns of one length; the texts of a row are together, which compresses best.
 *
 * A row's texts are fields joined by `^`, empty ones at the end left out: the C file's name without `.c`; the driver's
 * name, "" for the file's; then lists joined by `|`: compatibles; names (`*` stands for the parts after the comma of all compatibles, `=` for the driver's own name);
 * numbers as `id/mask`, hexadecimal; cells as `name compatible`. In a list a text that begins with a comma has the vendor
 * of the one before it, and `text@5` is had by the versions of that mask only. Parts of the file's name are written
 * as signs in all other fields: see `shortForms`.
 */
export interface DriverTableFile {
  readonly format: 1;
  /** Oldest first; bit n of a mask is the version at index n. */
  readonly versions: readonly { readonly version: string; readonly release: string }[];
  readonly buses: readonly string[];
  readonly folders: readonly string[];
  /** What the scan of sources says of interrupts, as `scripts/driver-table/irq-facts.ts` notes it. The first is "". */
  readonly irqs: readonly string[];
  /** Index into `buses`. */
  readonly bus: readonly number[];
  /** Index into `folders`. */
  readonly folder: readonly number[];
  /** Initcall level times two, one more for a `_sync` level. */
  readonly level: readonly number[];
  /** The versions that have the row. */
  readonly mask: readonly number[];
  /** Index into `irqs`, or one for each version that has the row. */
  readonly irq: readonly (number | readonly number[])[];
  readonly rows: readonly string[];
}

/** Signs for parts of a file's name, none of which a name or compatible has in it. */
const SIGNS = ['~', '!', '$', '%', '&', '{', '}', '?', ';'];

/** What each sign stands for in the row of this C file: its name, that without its first part, without its last part. */
export function shortForms(base: string): (readonly [form: string, sign: string])[] {
  const parts = [base, base.replace(/^[^-_]*[-_]/, ''), base.replace(/[-_][^-_]*$/, '')];
  const forms = parts.flatMap((part) => [part, part.replaceAll('_', '-'), part.replaceAll('-', '_')]);
  return forms.flatMap((form, index) => {
    const sign = SIGNS[index];
    // Two letters are no shorter for being a sign, and a form that came before has one.
    return sign === undefined || form.length < 3 || forms.indexOf(form) < index ? [] : [[form, sign] as const];
  });
}
