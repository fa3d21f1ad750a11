// node:http
var { createServer, get } = process.getBuiltinModule?.("node:http") ?? {};

export {
  createServer,
  get
};
