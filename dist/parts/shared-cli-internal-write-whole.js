// src/cli/internal/write-whole.ts
async function writeWhole(inside, path, fill, mode = 420) {
  const file = inside.write(path, mode);
  if (!file.ok) return file;
  const filled = await fill(file.value);
  const finished = filled.ok ? file.value.finish() : filled;
  if (finished.ok) return filled;
  file.value.drop();
  return finished;
}

export {
  writeWhole
};
