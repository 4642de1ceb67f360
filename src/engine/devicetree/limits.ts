/** Where reading stops. Far beyond any real board, near enough that a browser tab survives what reaches them. */

/** All input together: the file and everything it includes, and the text that macros make of it. */
export const MAX_INPUT_MEGABYTES = 64;
export const MAX_INPUT_BYTES = MAX_INPUT_MEGABYTES * 1024 * 1024;

/** Levels of nodes. Linux ignores what lies deeper than 64. */
export const MAX_NODE_DEPTH = 256;

/** Characters in the path of a node: what sysfs can show. */
export const MAX_PATH_LENGTH = 4096;

/** Characters in all names of properties of a DTB, each name counted once. */
export const MAX_NAME_CHARS = 4 * 1024 * 1024;

/** Warnings kept of one tree. */
export const MAX_WARNINGS = 1000;

export const MAX_NODES = 1_000_000;

export const MAX_PROPERTIES = 4_000_000;

/** Files that include one another. */
export const MAX_INCLUDE_DEPTH = 200;

/** Files that are included, each time counted. */
export const MAX_INCLUDED_FILES = 10_000;

/** Parentheses, ternaries and unary operators inside one another. */
export const MAX_EXPRESSION_DEPTH = 256;

/** Macro arguments inside macro arguments. */
export const MAX_MACRO_DEPTH = 200;

/** Tokens that all macro uses of a parse may touch. The largest boards of the kernel need a hundredth. */
export const MAX_MACRO_TOKENS = 2_000_000;

/** Elements of DTS values whose place is kept. */
export const MAX_PLACES = 1_000_000;
