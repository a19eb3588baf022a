/* The shape of a CPython extension module, without Python's headers. */
extern void *PyModule_Create2(void *definition, int version);
extern void *PyLong_FromLong(long value);
extern double sqrt(double);
static long definition[16] = {1};
void *answer(void *self, void *arguments) {
	(void)self, (void)arguments;
	return PyLong_FromLong((long)sqrt(1764.0));
}
void *PyInit_sample(void) { return PyModule_Create2(definition, 1013); }
