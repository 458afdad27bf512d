// usage: node compare.js OURS.ndjson JSCPD.json TYPES
// Compares clones line by line and prints, with tabs: lines jscpd has in pairs; how many of them are code; share of these
// that one class of ours has on both sides (recall); lines of ours in classes of TYPES (comma-separated); share of them that
// jscpd has too (precision); our classes. Code is what fingerprint records tell of: no comments, doc strings, imports. Pairs
// of a stretch with itself, moved by some lines, are left out.
// Set MISSED to a number to have so many of the largest differences printed on stderr.
'use strict';
const fs = require('fs');
const [oursPath, theirsPath, typeList] = process.argv.slice(2);
const types = new Set(typeList.split(',').map(Number));
const missed = Number(process.env.MISSED || 0);

const code = new Map(); // path to the lines with statements on them

// The lines of the statements in a fingerprint, see cbc-records(5).
function linesOf(bytes) {
    let at = 0, line = 0;
    const varint = () => {
        let value = 0, shift = 0;
        for (; bytes[at] >= 0x80; shift += 7)
            value += (bytes[at++] & 0x7f) * 2 ** shift;
        return value + bytes[at++] * 2 ** shift;
    };
    const lines = new Set();
    for (let n = varint(); n > 0; n--) {
        line += varint();
        const end = line + varint(), tokens = bytes[at++];
        at += tokens ? 6 : 0;
        for (let i = line; tokens && i <= end; i++)
            lines.add(i);
    }
    return lines;
}

const spans = new Map(); // path to members of our classes
let classes = 0;
for (const line of fs.readFileSync(oursPath, 'utf8').split('\n')) {
    if (!line)
        continue;
    const record = JSON.parse(line);
    if (record.k === 'fingerprint')
        code.set(record.path, linesOf(Buffer.from(record.packed, 'base64')));
    if (record.k !== 'clone')
        continue;
    classes++;
    for (const m of record.members) {
        if (!spans.has(m.path))
            spans.set(m.path, []);
        spans.get(m.path).push({ id: record.clone_id, type: record.type, start: m.line_start, end: m.line_end });
    }
}

const inside = (path, start, end) => (spans.get(path) || []).filter((s) => s.start <= end && s.end >= start);
const sets = { theirs: new Map(), ours: new Map() };
function add(set, path, line) {
    if (!set.has(path))
        set.set(path, new Set());
    set.get(path).add(line);
}

// Of the lines of `a`, those that lie in a member of a class that has another member in `b`.
function found(a, b) {
    const there = inside(b.path, b.start, b.end);
    const lines = new Set();
    for (const here of inside(a.path, a.start, a.end))
        if (there.some((t) => t.id === here.id && t !== here))
            for (let n = Math.max(a.start, here.start); n <= Math.min(a.end, here.end); n++)
                if (code.get(a.path).has(n))
                    lines.add(n);
    return lines.size;
}

const side = (file) => ({ path: file.name.replace(/^\.\//, ''), start: file.start, end: file.end });
const codeIn = (s) => {
    let n = 0;
    for (let line = s.start; line <= s.end; line++)
        n += code.get(s.path).has(line);
    return n;
};
let lines = 0, codeLines = 0, hits = 0;
const worst = [];
for (const d of JSON.parse(fs.readFileSync(theirsPath, 'utf8')).duplicates) {
    const a = side(d.firstFile), b = side(d.secondFile);
    const overlaps = a.path === b.path && a.start <= b.end && b.start <= a.end;
    if (!code.has(a.path) || !code.has(b.path) || overlaps)
        continue;
    const total = codeIn(a) + codeIn(b), got = found(a, b) + found(b, a);
    lines += a.end - a.start + 1 + (b.end - b.start + 1);
    codeLines += total;
    hits += got;
    worst.push([total - got, `missed ${a.path}:${a.start}-${a.end} ${b.path}:${b.start}-${b.end} (${got} of ${total})`]);
    for (const s of [a, b])
        for (let n = s.start; n <= s.end; n++)
            add(sets.theirs, s.path, n);
}
let ourLines = 0, agreed = 0;
for (const [path, list] of spans) {
    for (const s of list) {
        if (!types.has(s.type))
            continue;
        let got = 0;
        for (let n = s.start; n <= s.end; n++)
            got += sets.theirs.has(path) && sets.theirs.get(path).has(n);
        ourLines += s.end - s.start + 1;
        agreed += got;
        worst.push([s.end - s.start + 1 - got, `only ours ${path}:${s.start}-${s.end} class ${s.id} type ${s.type}`]);
    }
}
worst.sort((x, y) => y[0] - x[0]);
for (const w of worst.slice(0, missed))
    process.stderr.write(`${w[1]}\n`);
const share = (n, of) => (of ? (n / of).toFixed(3) : '-');
process.stdout.write(`${lines}\t${codeLines}\t${share(hits, codeLines)}\t${ourLines}\t${share(agreed, ourLines)}\t${classes}\n`);
