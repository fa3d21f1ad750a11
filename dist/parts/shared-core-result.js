import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/core/result.ts
function ok(value) {
  return { ok: true, value };
}
function err(failure) {
  return { ok: false, failure };
}
function all(results) {
  const values = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return ok(values);
}
function unreachable(value) {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

export {
  ok,
  err,
  all,
  unreachable
};
