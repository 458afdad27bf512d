<html><?php
namespace App\Models;

use Other\Thing;

abstract class User extends Base implements Named
{
    private int $age = 1;

    public function __construct(private string $name, ...$rest) {}

    abstract public function area(): float;

    public static function find(int $id): ?self
    {
        if ($id > 1 && $id < 5 or $id == 7) {
            return null;
        } elseif ($id) {
        } else if ($id == 2) {
        } else {
        }
        foreach ([1] as $k => $v) { while ($v) { break 2; } }
        switch ($id) { case 1: case 2: break; default: }
        $x = match (true) { $id > 1, $id < 0 => 1, default => 2 };
        try { } catch (A | B $e) { } finally { }
        return $id ? $x : ($y ?? null);
    }
}

interface Named { const X = 1; public function name(): string; }
trait Loud { function shout() {} }
enum Suit: string { case Hearts = 'h'; case Spades = 's'; public function label() {} }

$double = function ($x) use ($y) { return $x; };
$triple = fn($x) => $x * 3;
function helper(): void { function nested() {} }
