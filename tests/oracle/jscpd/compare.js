// usage: node compare.js OURS.ndjson JSCPD.json TYPES
// Compares clones line by line and prints, with tabs: lines jscpd has in pairs, share of them that one class of ours has on
// both sides (recall), lines of ours in classes of TYPES (comma-separated), share of them that jscpd has too (precision).
// Set MISSED to a number to have so many of the largest differences printed on stderr.
'use strict';
const fs = require('fs');
const [oursPath, theirsPath, typeList] = process.argv.slice(2);
const types = new Set(typeList.split(',').map(Number));
const missed = Number(process.env.MISSED || 0);

const parsed = new Set();
const spans = new Map(); // path to members of our classes
let classes = 0;
for (const line of fs.readFileSync(oursPath, 'utf8').split('\n')) {
    if (!line)
        continue;
    const record = JSON.parse(line);
    if (record.k === 'file')
        parsed.add(record.path);
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
                lines.add(n);
    return lines.size;
}

const side = (file) => ({ path: file.name.replace(/^\.\//, ''), start: file.start, end: file.end });
let lines = 0, hits = 0;
const worst = [];
for (const d of JSON.parse(fs.readFileSync(theirsPath, 'utf8')).duplicates) {
    const a = side(d.firstFile), b = side(d.secondFile);
    if (!parsed.has(a.path) || !parsed.has(b.path))
        continue;
    const total = a.end - a.start + 1 + (b.end - b.start + 1), got = found(a, b) + found(b, a);
    lines += total;
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
process.stdout.write(`${lines}\t${share(hits, lines)}\t${ourLines}\t${share(agreed, ourLines)}\t${classes}\n`);
