const express = require('express');
const { exec, execFile } = require('child_process');
const cp = require('child_process');
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');
const app = express();
const ALLOWED = ['a', 'b'];
const MODE = 'x';

app.get('/cmd', (req, res) => {
  exec('ls ' + req.query.d); // BAD command-injection
  cp.exec(`ls ${req.query.d}`); // BAD command-injection
  execFile('ls', [req.query.d]);
  cp.spawn('sh', ['-c', req.query.d]); // BAD command-injection
});
app.get('/sql', async (req, res) => {
  const { id } = req.params;
  await db.query('select * from t where id=' + id); // BAD sql-injection
  await db.query('select * from t where id=?', [id]);
  await db.query(`select ${parseInt(id, 10)}`);
  const rows = await db.query('select * from t where id=?', [id]);
  res.send(rows);
});
app.get('/xss', function (req, res) {
  const name = req.query.name || 'x';
  res.send('<p>' + name + '</p>'); // BAD xss
  res.json({ name });
  res.send({ name });
  res.send(encodeURIComponent(name));
});
app.post('/path', (req, res) => {
  fs.readFile(path.join('/data', req.body.f), (err, data) => { res.end(data); }); // BAD path-traversal
  fs.readFileSync('/data/' + path.basename(req.body.f));
  const p = path.resolve('/data', req.body.f);
  if (!p.startsWith('/data/')) { return; }
  fs.readFileSync(p);
});
app.get('/redir', (req, res) => {
  res.redirect(req.query.to); // BAD open-redirect
  res.redirect('/x?y=' + req.query.to);
});
app.get('/eval', (req, res) => {
  eval(req.query.code); // BAD code-injection
  new Function(req.query.code); // BAD code-injection
  setTimeout(() => { res.end('x'); }, 100);
});
app.get('/guard', (req, res) => {
  const s = req.query.s;
  if (!ALLOWED.includes(s)) return res.end('no');
  exec('ls ' + s);
});
app.get('/fold', (req, res) => {
  let d = req.query.d;
  if (MODE === 'x') { d = 'safe'; }
  exec(d);
  const o = { a: req.query.d, b: 'y' };
  exec(o.b);
  exec(o.a); // BAD command-injection
  const l = [];
  l.push('a'); l.push(req.query.d);
  exec(l[0]);
  exec(l[1]); // BAD command-injection
  switch ('b') { case 'a': d = req.query.d; break; case 'b': d = 'z'; break; }
  exec(d);
  const e = 1 > 2 ? req.query.d : 'w';
  exec(e);
});
function build(x) { return 'echo ' + x; }
function run(x) { exec(x); } // BAD command-injection
app.get('/calls', (req, res) => { run(build(req.query.x)); });
app.get('/map', (req, res) => {
  const parts = req.query.list.split(',').map((p) => p.trim());
  parts.forEach((p) => { exec(p); }); // BAD command-injection
});
function handler(req, res) {
  res.write(req.headers.host); // BAD xss
}
crypto.createHash('md5'); // BAD weak-hash
crypto.createHash('sha256');
function dom() {
  const q = location.hash.slice(1);
  document.getElementById('a').innerHTML = q; // BAD xss
  document.getElementById('a').textContent = q;
  document.write(location.search); // BAD xss
}
class Api {
  show(req, res) {
    this.name = req.query.name;
    this.render(res);
  }
  render(res) { res.send('<b>' + this.name); } // BAD xss
}
app.get('/promise', (req, res) => {
  fetch(req.query.url) // BAD ssrf
    .then((r) => r.text());
});
app.get('/try', (req, res) => {
  let x;
  try { x = JSON.parse(req.body.j); } catch (e) { x = {}; }
  exec(x.cmd); // BAD command-injection
});
app.get('/for', (req, res) => {
  for (const k of req.query.list) { exec(k); } // BAD command-injection
});
