package render

import "example.com/app/internal/text"
