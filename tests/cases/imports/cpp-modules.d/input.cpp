#include <vector>
#include "a.hpp"
import core.math;
import std;
int import_not = 1;
