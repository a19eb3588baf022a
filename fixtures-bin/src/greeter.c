extern int greet(void);
#ifdef SECOND
extern int greet_again(void);
#endif
int main(void) {
	greet();
#ifdef SECOND
	greet_again();
#endif
	return 0;
}
