import type { Attack } from "./attack.ts";
import { DATABASE_ATTACKS } from "./databases.ts";
import { ELF_ATTACKS } from "./elf.ts";
import { IMAGE_ATTACKS } from "./images.ts";
import { OTHER_ATTACKS } from "./words.ts";

/** Every attack that the figures in docs/limits.md are of. */
export const ATTACKS: readonly Attack[] = [...ELF_ATTACKS, ...IMAGE_ATTACKS, ...DATABASE_ATTACKS, ...OTHER_ATTACKS];
