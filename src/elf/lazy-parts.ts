/** What an object's later properties are found out by. */
const FINDERS = Symbol("finders");

type Finders = Readonly<Record<string, () => unknown>>;

interface Holder {
	readonly [FINDERS]: Finders;
}

/** One descriptor for all properties of a name. */
const descriptors = new Map<string, PropertyDescriptor>();

/** Gives an object properties that are found out when they are asked for, each time anew (see {@link lazy}); they are
 *  its own and listed, like any others.
 *
 *  Getters in an object literal do the same, and cost far more: each object then has functions of its own, V8 takes
 *  every object for one of a kind, and whoever reads a property of many objects searches for it every time. */
export function withLazyParts<Base extends object, Parts extends Readonly<Record<string, unknown>>>(
	base: Base,
	finders: { readonly [Name in keyof Parts]: () => Parts[Name] },
): Base & Readonly<Parts> {
	Object.defineProperty(base, FINDERS, { value: finders });
	for (const name of Object.keys(finders)) Object.defineProperty(base, name, descriptorOf(name));
	return base as Base & Readonly<Parts>;
}

function descriptorOf(name: string): PropertyDescriptor {
	const known = descriptors.get(name);
	if (known !== undefined) return known;
	const descriptor: PropertyDescriptor = {
		enumerable: true,
		configurable: true,
		get(this: Holder) {
			return this[FINDERS][name]?.();
		},
	};
	descriptors.set(name, descriptor);
	return descriptor;
}
