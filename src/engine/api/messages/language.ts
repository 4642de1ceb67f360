/** The languages that there are words in; the first is the one of what is said before anybody chose. */
export const LANGUAGES = ['en'] as const;
export type Language = (typeof LANGUAGES)[number];
