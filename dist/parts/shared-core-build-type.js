// src/core/build-type.ts
var BUILD_TYPE = "https://sealsmith.dev/build/v1";

export {
  BUILD_TYPE
};
