// cbcrawl:ignore ts/x
const a: number = 1;
