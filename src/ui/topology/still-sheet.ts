/** The page's style sheet for a picture that stands alone: colours of one theme, nothing that a reader of SVG files may not know. */

export type Theme = 'light' | 'dark';

/** What a rule says by these is kept; the rest is for pages. */
const LOOKS = /^(fill|stroke|opacity|font|visibility)/;

/** Values of the tokens, by name, of the first rule: what follows it is for small windows. */
export function tokensOf(css: string, theme: Theme): ReadonlyMap<string, string> {
  const [first = ''] = /:root\s*\{[^}]*\}/.exec(css) ?? [];
  return new Map(
    [...first.matchAll(/(--[\w-]+):\s*([^;}]+)/g)].map(([, name = '', value = '']) => {
      const [, light = value, dark = value] = /^light-dark\(([^,]+),\s*([^)]+)\)$/.exec(value.trim()) ?? [];
      return [name, (theme === 'light' ? light : dark).trim()];
    }),
  );
}

interface Rule {
  readonly selectors: readonly string[];
  readonly declarations: readonly (readonly [name: string, value: string])[];
}

/** The sheet with its tokens filled in. A token that a rule sets for what is inside it becomes a rule for each. */
export function sheetFor(css: string, tokens: ReadonlyMap<string, string>): string {
  const rules = rulesOf(css);
  const local = rules.flatMap(({ selectors, declarations }) =>
    declarations.flatMap(([name, value]) =>
      name.startsWith('--') ? selectors.map((selector) => ({ selector, name, value })) : [],
    ),
  );
  const filled = (value: string): string =>
    value.replaceAll(/var\((--[\w-]+)\)/g, (all, name: string) => tokens.get(name) ?? all);
  return rules
    .flatMap(({ selectors, declarations }) =>
      declarations.flatMap(([name, value]) => {
        if (!LOOKS.test(name)) return [];
        const given = local.filter((one) => value.includes(`var(${one.name})`));
        const where =
          given.length === 0
            ? [{ around: '', value }]
            : given.map((one) => ({ around: `${one.selector} `, value: one.value }));
        return where.map(
          (one) => `${selectors.map((selector) => one.around + selector).join(',')}{${name}:${filled(one.value)}}`,
        );
      }),
    )
    .join('\n');
}

/** Rules in their order, but for those for some windows and for what a pointer or the focus is on. */
function rulesOf(css: string): Rule[] {
  const plain = css.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/@[\w-]+[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '');
  return [...plain.matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, heads = '', body = '']) => {
    const selectors = heads
      .split(',')
      .map((selector) => selector.trim())
      .filter((selector) => !selector.includes(':'));
    const declarations = body.split(';').flatMap((line): [string, string][] => {
      const at = line.indexOf(':');
      return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
    });
    return selectors.length === 0 ? [] : [{ selectors, declarations }];
  });
}
