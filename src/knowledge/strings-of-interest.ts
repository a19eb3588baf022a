export { EXACT_STRINGS, LIBRARY_NAME, PRINTF_L_INTEGER, STRFTIME_GNU } from "../program/strings-of-interest.ts";
