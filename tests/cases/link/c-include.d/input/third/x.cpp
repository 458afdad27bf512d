#include "config.h"
#include <vector>
