/* A static program without any C library. */
__asm__(".globl _start\n_start:\n\tlghi %r2,1\n\tlarl %r3,text\n\tlghi %r4,6\n\tsvc 4\n\tlghi %r2,0\n\tsvc 1\n"
	"text:\n\t.ascii \"hello\\n\"\n");
