<?php

namespace App\Tests;

use App\Http\Kernel;
use PHPUnit\Framework\TestCase;

class KernelTest extends TestCase { }
