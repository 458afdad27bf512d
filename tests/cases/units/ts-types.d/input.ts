namespace Shapes.Flat {
    export interface Shape {
        area(): number;
        readonly name: string;
    }
    export abstract class Base<T> implements Shape {
        constructor(private readonly size: T, public label?: string) {}
        abstract area(): number;
        handler = (event: Event): void => {};
        static of<U>(this: void, u: U): Base<U> { return null!; }
    }
}

enum Color { Red, Green = 'g' }
declare module "external" { export function f(): void; }
declare function overloaded(a: string): void;
export function overloaded(a: string, b?: number): void {
    if (a ?? b) { }
}
export const check = (x: unknown): x is string => typeof x === 'string' && x !== '';
export default function (a: number) { return a; }
