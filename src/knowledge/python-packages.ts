/** Alpine's own builds of Python packages with native parts, by the name of the top module. Those whose package is not
 *  called `py3-` and the module's name are spelt out. Source: Alpine's package index, main and community. */
const PACKAGES: Readonly<Record<string, string>> = {
	numpy: "py3-numpy",
	scipy: "py3-scipy",
	pandas: "py3-pandas",
	matplotlib: "py3-matplotlib",
	PIL: "py3-pillow",
	lxml: "py3-lxml",
	cryptography: "py3-cryptography",
	_cffi_backend: "py3-cffi",
	yaml: "py3-yaml",
	_yaml: "py3-yaml",
	psycopg2: "py3-psycopg2",
	markupsafe: "py3-markupsafe",
	greenlet: "py3-greenlet",
	msgpack: "py3-msgpack",
	multidict: "py3-multidict",
	yarl: "py3-yarl",
	aiohttp: "py3-aiohttp",
	grpc: "py3-grpcio",
	psutil: "py3-psutil",
	bcrypt: "py3-bcrypt",
	nacl: "py3-pynacl",
	zmq: "py3-pyzmq",
	regex: "py3-regex",
};

/** The Alpine package with a module; absent where this table does not know it. */
export function alpinePythonPackage(module: string): string | undefined {
	return Object.hasOwn(PACKAGES, module) ? PACKAGES[module] : undefined;
}
