/** Functions to start with that are looked at. */
export const MOST_FUNCTIONS = 1 << 8;
/** Instructions that are read for one file. */
export const MOST_INSTRUCTIONS = 1 << 12;
/** Calls within calls that are followed as certain. */
export const MOST_DEPTH = 32;
/** Relocations of one table that are looked through. */
export const MOST_RELOCATIONS = 1 << 17;
