/** What is said of a link that cannot be read, or not all of it. */

export const links = {
  codec: 'This link packs its scenario in a way that is not known here.',
  codecHint: 'A newer irqscope may open it.',
  tooLarge: ({ limit }: { limit: number }) => `The scenario in this link unpacks to more than ${limit} MB.`,
  damaged: 'The scenario in this link is damaged.',
  damagedHint: 'Was the link cut off? Copy all of it.',
  version: 'The version in this link is not a number.',
  cutOffHint: 'Was it cut off? Copy all of it.',
  newer: ({ version, known, by }: { version: string; known: number; by: string | undefined }) =>
    `This link has version ${version}${by === undefined ? '' : `, made by irqscope ${by}`}, and this irqscope reads versions up to ${known}.`,
  newerHint: 'Open it with a newer irqscope.',
  /** Of one that opens all the same. */
  newerMade: 'The link is of a newer irqscope',
  newerMadeAbout: ({ version, own }: { version: string; own: string }) =>
    `irqscope ${version} made it, and this is ${own}: what only the newer one knows is missing here.`,
  none: 'What stands behind the # in the address is no link of irqscope.',
  empty: 'This link names no scenario.',
  preset: ({ name }: { name: string }) => `The link names the scenario ${name}, which is not bundled here.`,
  presetHint: 'Choose one of the board menu.',
  partLost: 'Part of the link could not be read',
  partLostAbout: ({ parts }: { parts: readonly string[] }) =>
    `Left out: ${parts
      .slice(0, 12)
      .map((part) => (part.length > 40 ? `${part.slice(0, 40)}…` : part))
      .join(', ')}${parts.length > 12 ? ', …' : ''}. The scenario is complete.`,
};
