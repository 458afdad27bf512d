<?php

namespace App\Http;

use App\Money\{Price, Rate};
use App\Money;
use function App\Money\round_up;
use Psr\Log\LoggerInterface;
use DateTime;

require __DIR__ . '/../../bootstrap.php';
require_once 'vendor/autoload.php';

class Kernel { }
