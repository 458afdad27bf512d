describe('the queue', function () {
  it('takes what it is given', function (done) {
    const queue = new Queue({ limit: 10, name: 'first' });
    queue.push({ id: 1, text: 'a' });
    queue.push({ id: 2, text: 'b' });
    queue.drain(function (error, items) {
      if (error) return done(error);
      assert.equal(items.length, 2);
      assert.deepEqual(items[0], { id: 1, text: 'a' });
      done();
    });
  });
  it('takes it again', function (done) {
    const queue = new Queue({ limit: 10, name: 'first' });
    queue.push({ id: 1, text: 'a' });
    queue.push({ id: 2, text: 'b' });
    queue.drain(function (error, items) {
      if (error) return done(error);
      assert.equal(items.length, 2);
      assert.deepEqual(items[0], { id: 1, text: 'a' });
      done();
    });
  });
});
