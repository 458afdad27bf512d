<?php

namespace App\Money;

class Rate { }
