// node:string_decoder
var { StringDecoder } = process.getBuiltinModule?.("node:string_decoder") ?? {};

export {
  StringDecoder
};
