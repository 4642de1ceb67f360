/** What is wrong or odd with a board's file: blobs, sources and overlays. Codes stand beside the code that finds it. */

const UNPACK = 'Unpack it first.';
const KERNEL = 'A kernel is not a device tree; the board’s .dtb lies beside it, often under dtbs/ or /boot.';
const ACPI = 'Boards described by ACPI are not supported.';

/** What a file that is no board is, to follow "it looks like". */
const kinds = {
  empty: { name: 'an empty file' },
  dtb: { name: 'a DTB' },
  swappedDtb: { name: 'a DTB with swapped bytes', hint: 'Some tool copied it in the wrong byte order.' },
  gzip: { name: 'a gzip archive', hint: UNPACK },
  xz: { name: 'an xz archive', hint: UNPACK },
  zstd: { name: 'a zstd archive', hint: UNPACK },
  lz4: { name: 'an lz4 archive', hint: UNPACK },
  bzip2: { name: 'a bzip2 archive', hint: UNPACK },
  zip: { name: 'a zip archive', hint: UNPACK },
  tar: { name: 'a tar archive', hint: UNPACK },
  cpio: { name: 'a cpio archive', hint: UNPACK },
  elf: { name: 'an ELF file', hint: KERNEL },
  arm64Image: { name: 'an arm64 kernel Image', hint: KERNEL },
  riscvImage: { name: 'a RISC-V kernel Image', hint: KERNEL },
  zImage: { name: 'an arm zImage', hint: KERNEL },
  pe: { name: 'a PE (EFI) executable', hint: KERNEL },
  uImage: { name: 'a U-Boot uImage', hint: KERNEL },
  androidBoot: { name: 'an Android boot image', hint: KERNEL },
  androidDtbo: { name: 'an Android DTBO table', hint: 'Extract one of its trees first, e.g. with mkdtboimg dump.' },
  squashfs: { name: 'a squashfs image' },
  pdf: { name: 'a PDF document' },
  png: { name: 'a PNG picture' },
  dsdt: { name: 'an ACPI table (DSDT)', hint: ACPI },
  madt: { name: 'an ACPI table (MADT)', hint: ACPI },
  iort: { name: 'an ACPI table (IORT)', hint: ACPI },
  zeros: { name: 'nothing but zero bytes' },
  utf16: { name: 'UTF-16 text', hint: 'Save it as UTF-8.' },
  blank: { name: 'white space only' },
  json: { name: 'JSON', hint: 'If it is a scenario, open it as one, not as a board.' },
  markup: { name: 'HTML or XML', hint: 'If it was downloaded, fetch the raw file.' },
  asl: { name: 'ACPI source (ASL)', hint: ACPI },
  script: { name: 'a script' },
  dts: { name: 'device tree source' },
  text: { name: 'text' },
} satisfies Record<string, { name: string; hint?: string }>;

/** The form of a blob. */
const dtb = {
  notABlob: ({ looksLike }: { looksLike: string | undefined }) =>
    `This is not a device tree blob${looksLike === undefined ? '' : `: it looks like ${looksLike}`}.`,
  shorterThanHeader: ({ bytes, header }: { bytes: number; header: number }) =>
    `The file ends after ${bytes} bytes, but the header alone takes ${header}.`,
  shorterThanPromised: ({ bytes, promised }: { bytes: number; promised: number }) =>
    `The file ends after ${bytes} bytes, but its header promises ${promised}.`,
  copyAgain: 'Copy it again: a part is missing at the end.',
  totalTooSmall: ({ total }: { total: number }) =>
    `The header gives a total size of ${total} bytes, less than the header itself.`,
  version: ({
    version,
    compatible,
    known,
  }: {
    version: number;
    compatible: number | undefined;
    known: readonly number[];
  }) =>
    `The blob has format version ${version}${compatible === undefined ? '' : ` (compatible to ${compatible})`}; versions ${known.join(' and ')} can be read.`,
  versionHint: ({ newest }: { newest: number }) => `dtc -I dtb -O dtb writes version ${newest}.`,
  blockOutside: ({
    block,
    start,
    end,
    size,
  }: {
    block: 'structure' | 'strings';
    start: string;
    end: string;
    size: string;
  }) => `The ${block} block lies at ${start} to ${end}, outside the blob of ${size} bytes.`,
  reservationsOutside: ({ start, size }: { start: string; size: string }) =>
    `The memory reservations lie at ${start}, outside the blob of ${size} bytes.`,
  reservationsOpen: 'The memory reservations have no end: no pair of zeros follows them.',
  badToken: ({ token }: { token: string }) => `${token} is no token of a device tree.`,
  noEnd: 'The structure block ends without the token that closes it (FDT_END).',
  nodeOpen: ({ path }: { path: string }) => `The tree ends while node "${path}" is still open.`,
  noRoot: 'The blob holds no root node.',
  secondRoot: 'A second root node follows the first.',
  noneOpen: 'A node is closed, but none is open.',
  propertyOutside: 'A property stands outside of any node.',
  nodeNameOpen: 'The name of a node has no end.',
  propertyNameOpen: 'The name of a property has no end.',
  propertyNameOutside: ({ at, start, end }: { at: string; start: string; end: string }) =>
    `The name of a property lies at ${at}, outside the strings block (${start} to ${end}).`,
  namesTooLarge: 'The names of properties overlap so much that they fill the memory.',
  propertyTooLong: ({ name, bytes, end }: { name: string; bytes: number; end: string }) =>
    `Property "${name}" claims ${bytes} bytes, past the end of the structure block at ${end}.`,
  rootName: ({ name }: { name: string }) => `The root node is called "${name}"; its name should be empty.`,
  nodeName: ({ name }: { name: string }) => `"${name}" cannot be the name of a node.`,
  keptIn: ({ path }: { path: string }) => `It is kept as a property of ${path}.`,
};

/** Directives, macros and included files of a source. */
const preprocessor = {
  noOtherFiles: ({ file }: { file: string }) => `The file includes ${file}, but no other files were given.`,
  noOtherFilesHint: 'Open it together with the files it includes, or compile it with dtc and open the .dtb.',
  noFile: ({ file }: { file: string }) => `The included file ${file} was not found.`,
  noFileHint:
    'Open it together with the others, or drop a folder or zip that has them all; of a kernel tree, arch/*/boot/dts and include/dt-bindings.',
  mayBeMissing: ({ files }: { files: readonly string[] }) =>
    `It may be a macro of a header that was not found: ${files.join(', ')}.`,
  noParts: ({ files }: { files: readonly string[] }) => `These included files were not found: ${files.join(', ')}.`,
  tooManyFiles: ({ most }: { most: number }) => `More than ${most} files are included.`,
  includesItself: ({ chain }: { chain: readonly string[] }) => `The file includes itself: ${chain.join(' → ')}.`,
  includesItselfHint: 'Break the circle, or guard it with #ifndef.',
  includedTooDeep: ({ most }: { most: number }) => `More than ${most} files include one another.`,
  includeNeedsName: '#include needs "a name" or <a name>.',
  without: ({ directive }: { directive: string }) => `#${directive} without #if.`,
  afterElse: ({ directive }: { directive: string }) => `#${directive} after #else.`,
  ifOpen: 'This #if has no #endif.',
  condition: ({ why }: { why: string }) => `The condition cannot be read: ${why}`,
  defineNeedsName: '#define needs the name of a macro.',
  parametersOpen: ({ macro }: { macro: string }) => `The parameters of macro ${macro} have no ")".`,
  badParameters: ({ macro }: { macro: string }) =>
    `The parameters of macro ${macro} are not a list of different names.`,
  callOpen: ({ macro }: { macro: string }) => `The call of macro ${macro} has no closing ")".`,
  arguments: ({ macro, wanted, given }: { macro: string; wanted: number; given: number }) =>
    `Macro ${macro} takes ${wanted} arguments, but ${given} are given.`,
  tooManyTokens: ({ most }: { most: number }) => `Macros expand to more than ${most} tokens.`,
  macrosTooDeep: ({ most }: { most: number }) => `Macros lie more than ${most} levels inside one another.`,
  expandedTooLarge: ({ megabytes }: { megabytes: number }) =>
    `With its macros expanded the text passes ${megabytes} MB.`,
};

/** What the grammar of a source wants at a place, to follow "Expected". */
const wanted = {
  after: ({ token, after }: { token: string; after: string }) => `"${token}" after ${after}`,
  afterProperty: ({ token, name }: { token: string; name: string }) => `"${token}" after property "${name}"`,
  afterName: ({ name }: { name: string }) => `"=", ";" or "{" after "${name}"`,
  nodeStart: ({ token }: { token: string }) => `"${token}" at the start of a node`,
  nodeEnd: ({ token }: { token: string }) => `"${token}" after the "}" of a node`,
  incbinMiddle: ({ token }: { token: string }) => `"${token}" between offset and size`,
  incbinEnd: ({ token }: { token: string }) => `"${token}" at the end of /incbin/`,
  otherValue: ({ token }: { token: string }) => `"${token}" between the two values of "?"`,
  expressionEnd: ({ token }: { token: string }) => `"${token}" at the end of an expression`,
  conditionEnd: 'the end of the condition',
  header: '"/dts-v1/;" at the start',
  topLevel: '"/ {", "&label {" or the end of the file',
  member: 'a property, a node or "}"',
  omittedNode: '"{": only nodes can be omitted',
  nodeToDelete: 'the name of the node to delete',
  value: 'a value: <cells>, "a string", [bytes] or &a reference',
  cell: 'a number, a reference or ">"',
  bytePair: 'two hexadecimal digits or "]"',
  reference: 'a reference like &label or &{/path}',
  fileName: 'the name of a file',
  number: 'a number',
};

/** The grammar of a source. */
const dts = {
  unreadable: 'The text cannot be read.',
  expected: ({ what, found }: { what: string; found: string | undefined }) =>
    `Expected ${what}, found ${found === undefined ? 'the end of the file' : `"${found}"`}.`,
  wanted,
  headerHint: 'A .dtsi is included by a .dts that begins so; open that one.',
  directiveHint: 'This is no directive of the C preprocessor.',
  macroHint: 'A macro without #define or #include looks like this.',
  deletionHint: 'By reference, nodes are deleted outside of all nodes.',
  commentOpen: 'A comment has no end.',
  argumentsOpen: 'The arguments of a macro have no closing ")".',
  stringOpen: 'A string has no closing quote.',
  characterOpen: 'A character has no closing quote.',
  nodeOpen: ({ path }: { path: string }) => `The node ${path} is not closed: its "}" is missing.`,
  noRoot: 'The file defines no root node: "/ { … };" is missing.',
  tooLate: 'This belongs before the first node.',
  moveUp: 'Move it up, before the first child.',
  badOctal: ({ digits }: { digits: string }) => `"${digits}" starts with 0, so it is octal, but has a digit 8 or 9.`,
  above64Bits: ({ digits }: { digits: string }) => `"${digits}" does not fit in 64 bits.`,
  badCharacter: ({ inside }: { inside: string }) => `'${inside}' is not one character of one byte.`,
  badEscape: 'A "\\x" in a string has no hexadecimal digits.',
  badBits: 'Array elements have 8, 16, 32 or 64 bits.',
  referenceBits: 'Only arrays of 32-bit elements hold references.',
  expressionTooDeep: ({ most }: { most: number }) => `An expression has more than ${most} levels.`,
  divisionByZero: 'A number is divided by zero.',
  truncated: ({ value, bits, kept }: { value: string; bits: number; kept: string }) =>
    `0x${value} does not fit in ${bits} bits; 0x${kept} is left of it.`,
  noIncbin: ({ name }: { name: string }) => `The file "${name}" that /incbin/ wants is not here.`,
  noIncbinHint: 'Open it together with the .dts, or compile it with dtc and open the .dtb.',
  incbinShort: ({ name, from, to, size }: { name: string; from: bigint; to: bigint; size: bigint }) =>
    `/incbin/ wants bytes ${from} to ${to} of "${name}", which has ${size}.`,
  incbinTooLarge: ({ megabytes }: { megabytes: number }) => `The files that /incbin/ wants pass ${megabytes} MB.`,
};

/** References, labels and phandles of a source. */
const references = {
  noNodeYet: ({ path }: { path: string }) => `There is no node ${path} at this point.`,
  noLabelYet: ({ label }: { label: string }) => `No node is labelled "${label}" at this point.`,
  noNode: ({ path }: { path: string }) => `There is no node ${path}.`,
  noLabel: ({ label }: { label: string }) => `No node is labelled "${label}".`,
  didYouMean: ({ label }: { label: string }) => `Did you mean &${label}?`,
  propertyTwice: ({ name }: { name: string }) => `Property "${name}" is given twice.`,
  nodeTwice: ({ name }: { name: string }) => `Node "${name}" is defined twice.`,
  labelTwice: ({ label }: { label: string }) => `Label "${label}" is given to two nodes; the first has it.`,
  nameDiffers: 'The property "name" differs from the name of its node.',
  phandleTwice: ({ phandle, path }: { phandle: string; path: string }) =>
    `The phandle ${phandle} belongs to ${path} already; references to it find that node.`,
  phandleOfOther: ({ name }: { name: string }) => `"${name}" refers to another node.`,
  badPhandle: ({ name }: { name: string }) => `"${name}" is not one cell with a number other than 0 and 0xffffffff.`,
};

const overlays = {
  nothing: 'The tree has nothing to lay over another.',
  nothingHint: 'An overlay has nodes with __overlay__ in them; dtc makes them from a source with /plugin/.',
  noLabel: ({ label }: { label: string }) => `The overlay refers to "${label}", which the base does not have.`,
  noSymbolsHint: 'The base has no /__symbols__: it must be compiled with dtc -@.',
  noReference: ({ name }: { name: string }) => `The overlay lists a reference in "${name}" that is not there.`,
  noReferences: ({ path }: { path: string }) => `The overlay lists references in ${path}, which is not there.`,
  noTarget: ({ path }: { path: string }) => `The target of ${path} is not in the base.`,
};

export const devicetree = {
  kinds,
  notATree: ({ looksLike }: { looksLike: string | undefined }) =>
    `This is neither a DTB nor a DTS: ${looksLike === undefined ? 'its first bytes belong to no kind of file known here' : `it looks like ${looksLike}`}.`,
  openABoard: 'Open a .dtb or a .dts.',
  /** Where reading stops. */
  fileTooLarge: ({ bytes, megabytes }: { bytes: number; megabytes: number }) =>
    `The file has ${bytes} bytes; the limit is ${megabytes} MB.`,
  textTooLarge: ({ characters, megabytes }: { characters: number; megabytes: number }) =>
    `The text has ${characters} characters; the limit is ${megabytes} MB.`,
  filesTooLarge: ({ megabytes }: { megabytes: number }) => `The files together pass ${megabytes} MB.`,
  tooManyNodes: ({ most }: { most: number }) => `The tree has more than ${most} nodes.`,
  tooManyProperties: ({ most }: { most: number }) => `The tree has more than ${most} properties.`,
  tooDeep: ({ most }: { most: number }) => `Nodes lie more than ${most} levels deep.`,
  pathTooLong: ({ most }: { most: number }) => `The path of a node is longer than ${most} characters.`,
  lateProperty: ({ name }: { name: string }) => `Property "${name}" follows a child node; properties come first.`,
  dtb,
  preprocessor,
  dts,
  references,
  overlays,
};
