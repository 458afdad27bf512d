#pragma once
#include "util_inner.h"
