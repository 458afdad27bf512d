package text_test

import "example.com/app/render"
