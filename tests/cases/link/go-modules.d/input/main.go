package main

import (
	"fmt"
	"net/http"

	"example.com/app/render"
	"example.com/fork"
	lib "github.com/their/lib/v2/sub"
	_ "example.com/app/generated"
)
