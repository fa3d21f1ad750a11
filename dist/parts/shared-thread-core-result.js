// thread:src/core/result.ts
function ok(value) {
  return { ok: true, value };
}
function err(failure) {
  return { ok: false, failure };
}

export {
  ok,
  err
};
