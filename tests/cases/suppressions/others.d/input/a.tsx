const a = <b>{/* cbcrawl:ignore tsx/x */}</b>;
