/* A nested function whose address is taken needs an executable stack. */
int apply(int (*function)(int), int value) { return function(value); }
int add(int left, int right) {
	int inner(int value) { return value + right; }
	return apply(inner, left);
}
