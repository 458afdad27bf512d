'use strict';

const arrow = (a, b) => a && b;
let expression = function (x) { return x ? 1 : 2; };
var named = function own() {};
exports.api = async function* () { yield 1; };
Thing.prototype.method = function (a) { this.x = a; };
table[0] = function () {};

const object = {
    pair: function () {},
    'quoted-name': x => x,
    shorthand() {},
    get size() { return 1; },
};

class Animal extends Base {
    #secret = () => 1;
    static make(kind) {
        label: for (const k of kind) {
            if (k) continue label;
            else if (kind) break;
        }
        return new Animal();
    }
    constructor() { super(); }
    get [Symbol.iterator]() { return 0; }
}

const Late = class { m() {} };

list.forEach(function callback(item) {
    list.map(x => {
        if (x) return x;
    });
});

function outer() {
    function inner() {
        switch (a) {
        case 1:
        case 2: return 1;
        default: return 2;
        }
    }
    return inner() || list.some(x => x ? 1 : 2);
}
