class Overloaded {
  set(x: string): void;
  /* a comment; between */
  private static set(x: number): void; // and one behind
  set(x: any) {
    return x ? 1 : 2;
  }
  setter(x: string): void {}
}
declare class Declared {
  get(x: number): void;
  get(x: string): void;
  other(): void;
}
export function open(x: string): void;
export function open(x: any) {}
