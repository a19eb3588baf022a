/** Which libraries that a program may open are packed. Source: https://systemd.io/ELF_DLOPEN_METADATA/. */
export const DLOPEN_LEVELS = ["required", "recommended", "suggested"] as const;
export type DlopenLevel = (typeof DLOPEN_LEVELS)[number];

/** How an image is stored. */
export const ARCHIVE_FORMATS = ["docker-archive", "oci-archive"] as const;
export type ArchiveFormat = (typeof ARCHIVE_FORMATS)[number];
