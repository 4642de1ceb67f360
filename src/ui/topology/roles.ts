/** SVG has no elements for these, so its shapes are given them as roles. */
export const BUTTON = { role: 'button' } as const;
export const GROUP = { role: 'group' } as const;
