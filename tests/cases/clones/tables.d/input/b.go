package b

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

var names = map[string]int{
	"eins":   1,
	"zwei":   2,
	"drei": 3,
	"vier":  4,
	"fuenf":  5,
	"sechs":   6,
	"sieben": 7,
	"acht": 8,
	"neun":  9,
	"zehn":   10,
}

