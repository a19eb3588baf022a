import { starts } from "../context/libc.ts";
import { anyExists, isStatic, loadedNames, subjectImports, subjectStrings } from "../context/needs.ts";
import { CA_BUNDLES } from "../context/places.ts";
import { targetWords } from "../context/target-words.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** What in a program's data says that it looks for the system's CA certificates. */
const SIGNS = [
	...CA_BUNDLES,
	"/etc/ssl/certs",
	"/etc/pki/tls/certs",
	"SSL_CERT_FILE",
	"openssl-probe",
	"rustls-native-certs",
];
/** What says that it carries its own. */
const OWN = ["golang.org/x/crypto/x509roots/fallback", "webpki-roots"];

/** A program that makes TLS connections needs the certificates of the authorities. */
export default defineRule({
	id: "ca-certificates",
	title: "The target has no CA certificates",
	severity: "info",
	rank: 930,
	check(context) {
		if (!starts(context) || anyExists(context, CA_BUNDLES)) return [];
		const strings = canConnect(context) ? signs(context) : [];
		const libraries = loadedNames(context, /^lib(ssl|gnutls|curl)[.-]/);
		if (strings.length === 0 && libraries.length === 0) return [];
		return [
			{
				rule: "ca-certificates",
				severity: "info",
				message: `it can make TLS connections (${[...strings, ...libraries][0]}), but ${targetWords(context)} has no CA certificates: every server's certificate will be refused`,
				about: [...strings, ...libraries].sort(),
				evidence: { strings, libraries, lookedFor: CA_BUNDLES },
				remedies: remediesFor(context),
			},
		];
	},
});

function signs(context: RuleContext): readonly string[] {
	const strings = subjectStrings(context, SIGNS);
	return strings.length === 0 || subjectStrings(context, OWN).length > 0 ? [] : strings;
}

/** A dynamic program connects through libc, unless it is Go's. */
function canConnect(context: RuleContext): boolean {
	if (isStatic(context) || context.subject.program.kind === "go") return true;
	return subjectImports(context, ["connect", "getaddrinfo", "socket"]).length > 0;
}

function remediesFor(context: RuleContext): readonly string[] {
	const copy = "`COPY --from=gcr.io/distroless/static-debian12 /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/`";
	const embed =
		context.subject.program.kind === "go" ? ['embed them: `import _ "golang.org/x/crypto/x509roots/fallback"`'] : [];
	return [`${copy}, or install the package \`ca-certificates\``, ...embed];
}
