#include <iostream>
#include <map>
#include <string>
int main(int count, char **arguments) {
	std::map<std::string, int> lengths;
	for (int index = 1; index < count; index++) lengths[arguments[index]] = index;
	try {
		if (lengths.size() > 3) throw std::string("many");
		std::cout << "hello " << lengths.size() << std::endl;
	} catch (const std::string &word) {
		std::cout << word << std::endl;
	}
	return 0;
}
