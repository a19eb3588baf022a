import type { Credentials } from "../image/users/credentials.ts";
import type { Program } from "./kernel/execution.ts";
import type { LoadRequest } from "./load.ts";
import { processFiles } from "./process-files.ts";

const S_ISUID = 0o4000;
const S_ISGID = 0o2000;
const S_IXGRP = 0o010;

const ROOT: Credentials = { uid: 0, gid: 0, groups: [] };

/** The request of a program once it is executed: one with a set-user-ID or set-group-ID bit acts as its owner, and where
 *  that is somebody else (AT_SECURE), its loader does not look at LD_LIBRARY_PATH and LD_PRELOAD.
 *  Source: bprm_fill_uid in fs/exec.c and cap_bprm_creds_from_file in security/commoncap.c of Linux. */
export function asExecuted(request: LoadRequest, { path }: Program): LoadRequest & { readonly isSecure: boolean } {
	const file = processFiles(request).find(path, path === request.path);
	const entry = typeof file === "string" || file.entry.type !== "file" ? undefined : file.entry;
	const { credentials = ROOT, environment, ...rest } = request;
	const [mode, owner] = [entry?.mode ?? 0, entry?.owner ?? ROOT];
	const uid = (mode & S_ISUID) === 0 ? credentials.uid : owner.uid;
	const gid = (mode & (S_ISGID | S_IXGRP)) === (S_ISGID | S_IXGRP) ? owner.gid : credentials.gid;
	if (uid === credentials.uid && gid === credentials.gid) return { ...request, isSecure: false };
	return { ...rest, credentials: { uid, gid, groups: credentials.groups }, isSecure: true };
}
