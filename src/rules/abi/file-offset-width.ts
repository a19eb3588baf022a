import { rebuildOrGlibc } from "../advice/behaviour.ts";
import { importedFromMusl } from "../context/musl-imports.ts";
import { spelled } from "../context/names.ts";
import { defineRule } from "../rule.ts";

/** Functions that take, return or fill in an off_t, ino_t, rlim_t or fpos_t: 32 bits wide in glibc under these names on
 *  32-bit, always 64 in musl. Source: glibc's and musl's headers of the functions. */
const OFFSETS_32 = [
	"lseek",
	"mmap",
	"pread",
	"pwrite",
	"preadv",
	"pwritev",
	"ftruncate",
	"truncate",
	"fseeko",
	"ftello",
	"fgetpos",
	"fsetpos",
	"lockf",
	"posix_fadvise",
	"posix_fallocate",
	"fallocate",
	"sendfile",
	"__xstat",
	"__fxstat",
	"__lxstat",
	"__fxstatat",
	"stat",
	"fstat",
	"lstat",
	"fstatat",
	"readdir",
	"readdir_r",
	"scandir",
	"getrlimit",
	"setrlimit",
	"statfs",
	"fstatfs",
	"statvfs",
	"fstatvfs",
	"ftw",
	"nftw",
];

/** A 32-bit program without large files passes 32-bit offsets where musl takes 64-bit ones. */
export default defineRule({
	id: "file-offset-width",
	title: "musl takes 64-bit file offsets where the 32-bit program passes 32-bit ones",
	severity: "warning",
	rank: 730,
	check(context) {
		return importedFromMusl(context, OFFSETS_32)
			.filter(({ file }) => file.elf.class === "ELF32")
			.map(({ file, names }) => ({
				rule: "file-offset-width",
				severity: "warning",
				message: `${file.object.name} is 32-bit and calls ${spelled(names)} with 32-bit offsets: musl's are 64 bits wide under these names, and arguments and structures do not fit`,
				about: [...names].sort(),
				evidence: { object: file.object.name, imports: names },
				remedies: ["compile with `-D_FILE_OFFSET_BITS=64`", ...rebuildOrGlibc(context)],
			}));
	},
});
