package main

import "fmt"
import raw `strings`
import (
	"net/http"
	m "math/rand" // alias
	. "example.com/dot"
	_ "example.com/side/effect"
)

import "C"
