/* Static: the NSS case. Dynamic: the resolver behaviour case. */
#include <netdb.h>
#include <stdio.h>
#include <string.h>
int main(int count, char **arguments) {
	struct addrinfo hints, *found = NULL;
	memset(&hints, 0, sizeof hints);
	hints.ai_socktype = SOCK_STREAM;
	int problem = getaddrinfo(count > 1 ? arguments[1] : "localhost", NULL, &hints, &found);
	printf("%s\n", problem ? gai_strerror(problem) : "found");
	return 0;
}
