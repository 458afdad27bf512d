package render_test

import (
	"testing"

	"example.com/app/render"
)
