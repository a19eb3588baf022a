/* The shape of a Perl XS module, without Perl's headers. */
extern void *Perl_newXS(void *interpreter, const char *name, void *body, const char *file);
extern void Perl_xs_boot_epilog(void *interpreter, int mark);
static void body(void *interpreter, void *code) { (void)interpreter, (void)code; }
void boot_Sample(void *interpreter, void *code) {
	(void)code;
	Perl_newXS(interpreter, "Sample::greet", (void *)body, "sample.c");
	Perl_xs_boot_epilog(interpreter, 0);
}
