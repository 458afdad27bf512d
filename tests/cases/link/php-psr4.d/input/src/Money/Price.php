<?php

namespace App\Money;

use App\Http\Kernel;

class Price { }
