// With cgo the look-up goes through the C library's getaddrinfo.
package main

import (
	"net"
	"os"
)

func main() {
	name := "localhost"
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	addresses, problem := net.LookupHost(name)
	if problem != nil {
		println(problem.Error())
		os.Exit(1)
	}
	println(addresses[0])
}
