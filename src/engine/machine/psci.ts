/** What PSCI calls return (DEN 0022, 5.2.2). */
export const PsciResult = {
  SUCCESS: 0,
  INVALID_PARAMETERS: -2,
  ALREADY_ON: -4,
} as const;
