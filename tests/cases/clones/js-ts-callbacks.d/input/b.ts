export function drained(done: Done) {
  const list = new Store({ limit: 20, name: 'second' });
  list.push({ id: 3, text: 'c' });
  list.push({ id: 4, text: 'd' });
  list.drain(function (problem, found) {
    if (problem) return done(problem);
    assert.equal(found.length, 2);
    assert.deepEqual(found[0], { id: 3, text: 'c' });
    done();
  });
}
