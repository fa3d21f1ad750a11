import {
  BUILD_TYPE,
  DSSE_TYPE,
  SIMPLE_SIGNING_TYPE,
  bundledTrustedRoot,
  legacyTag,
  publicTarget
} from "./shared-clients-sigstore-public.js";
import {
  expectationsOf,
  isPattern,
  matches,
  require_dist as require_dist2,
  verifySchema
} from "./shared-yaml.js";
import {
  require_semver
} from "./shared-semver.js";
import {
  require_dist
} from "./shared-sigstore-core.js";
import {
  MANIFEST_LIMIT,
  OLDER_STATEMENT_TYPE,
  STATEMENT_PAYLOAD,
  STATEMENT_TYPE,
  X509Certificate,
  cells,
  createHash,
  createPublicKey,
  decodeEnvelope,
  decodeStatement,
  explain,
  isIndex,
  isPlainObject,
  mark,
  markWidth,
  padEnd,
  pae,
  paint,
  readIndex,
  readManifest,
  resolve,
  strictJson,
  verify,
  visible,
  wrap
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import {
  __commonJS,
  __toESM
} from "./shared.js";

// node_modules/@sigstore/protobuf-specs/dist/__generated__/envelope.js
var require_envelope = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/__generated__/envelope.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.Signature = exports.Envelope = void 0;
    exports.Envelope = {
      fromJSON(object) {
        return {
          payload: isSet(object.payload) ? Buffer.from(bytesFromBase64(object.payload)) : Buffer.alloc(0),
          payloadType: isSet(object.payloadType) ? globalThis.String(object.payloadType) : "",
          signatures: globalThis.Array.isArray(object?.signatures) ? object.signatures.map((e) => exports.Signature.fromJSON(e)) : []
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.payload.length !== 0) {
          obj.payload = base64FromBytes(message.payload);
        }
        if (message.payloadType !== "") {
          obj.payloadType = message.payloadType;
        }
        if (message.signatures?.length) {
          obj.signatures = message.signatures.map((e) => exports.Signature.toJSON(e));
        }
        return obj;
      }
    };
    exports.Signature = {
      fromJSON(object) {
        return {
          sig: isSet(object.sig) ? Buffer.from(bytesFromBase64(object.sig)) : Buffer.alloc(0),
          keyid: isSet(object.keyid) ? globalThis.String(object.keyid) : ""
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.sig.length !== 0) {
          obj.sig = base64FromBytes(message.sig);
        }
        if (message.keyid !== "") {
          obj.keyid = message.keyid;
        }
        return obj;
      }
    };
    function bytesFromBase64(b64) {
      return Uint8Array.from(globalThis.Buffer.from(b64, "base64"));
    }
    function base64FromBytes(arr) {
      return globalThis.Buffer.from(arr).toString("base64");
    }
    function isSet(value) {
      return value !== null && value !== void 0;
    }
  }
});

// node_modules/@sigstore/protobuf-specs/dist/__generated__/google/protobuf/timestamp.js
var require_timestamp = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/__generated__/google/protobuf/timestamp.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.Timestamp = void 0;
    exports.Timestamp = {
      fromJSON(object) {
        return {
          seconds: isSet(object.seconds) ? globalThis.String(object.seconds) : "0",
          nanos: isSet(object.nanos) ? globalThis.Number(object.nanos) : 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.seconds !== "0") {
          obj.seconds = message.seconds;
        }
        if (message.nanos !== 0) {
          obj.nanos = Math.round(message.nanos);
        }
        return obj;
      }
    };
    function isSet(value) {
      return value !== null && value !== void 0;
    }
  }
});

// node_modules/@sigstore/protobuf-specs/dist/__generated__/sigstore_common.js
var require_sigstore_common = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/__generated__/sigstore_common.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.TimeRange = exports.X509CertificateChain = exports.SubjectAlternativeName = exports.X509Certificate = exports.DistinguishedName = exports.ObjectIdentifierValuePair = exports.ObjectIdentifier = exports.PublicKeyIdentifier = exports.PublicKey = exports.RFC3161SignedTimestamp = exports.LogId = exports.MessageSignature = exports.HashOutput = exports.SubjectAlternativeNameType = exports.PublicKeyDetails = exports.HashAlgorithm = void 0;
    exports.hashAlgorithmFromJSON = hashAlgorithmFromJSON;
    exports.hashAlgorithmToJSON = hashAlgorithmToJSON;
    exports.publicKeyDetailsFromJSON = publicKeyDetailsFromJSON;
    exports.publicKeyDetailsToJSON = publicKeyDetailsToJSON;
    exports.subjectAlternativeNameTypeFromJSON = subjectAlternativeNameTypeFromJSON;
    exports.subjectAlternativeNameTypeToJSON = subjectAlternativeNameTypeToJSON;
    var timestamp_1 = require_timestamp();
    var HashAlgorithm;
    (function(HashAlgorithm2) {
      HashAlgorithm2[HashAlgorithm2["HASH_ALGORITHM_UNSPECIFIED"] = 0] = "HASH_ALGORITHM_UNSPECIFIED";
      HashAlgorithm2[HashAlgorithm2["SHA2_256"] = 1] = "SHA2_256";
      HashAlgorithm2[HashAlgorithm2["SHA2_384"] = 2] = "SHA2_384";
      HashAlgorithm2[HashAlgorithm2["SHA2_512"] = 3] = "SHA2_512";
      HashAlgorithm2[HashAlgorithm2["SHA3_256"] = 4] = "SHA3_256";
      HashAlgorithm2[HashAlgorithm2["SHA3_384"] = 5] = "SHA3_384";
    })(HashAlgorithm || (exports.HashAlgorithm = HashAlgorithm = {}));
    function hashAlgorithmFromJSON(object) {
      switch (object) {
        case 0:
        case "HASH_ALGORITHM_UNSPECIFIED":
          return HashAlgorithm.HASH_ALGORITHM_UNSPECIFIED;
        case 1:
        case "SHA2_256":
          return HashAlgorithm.SHA2_256;
        case 2:
        case "SHA2_384":
          return HashAlgorithm.SHA2_384;
        case 3:
        case "SHA2_512":
          return HashAlgorithm.SHA2_512;
        case 4:
        case "SHA3_256":
          return HashAlgorithm.SHA3_256;
        case 5:
        case "SHA3_384":
          return HashAlgorithm.SHA3_384;
        default:
          throw new globalThis.Error("Unrecognized enum value " + object + " for enum HashAlgorithm");
      }
    }
    function hashAlgorithmToJSON(object) {
      switch (object) {
        case HashAlgorithm.HASH_ALGORITHM_UNSPECIFIED:
          return "HASH_ALGORITHM_UNSPECIFIED";
        case HashAlgorithm.SHA2_256:
          return "SHA2_256";
        case HashAlgorithm.SHA2_384:
          return "SHA2_384";
        case HashAlgorithm.SHA2_512:
          return "SHA2_512";
        case HashAlgorithm.SHA3_256:
          return "SHA3_256";
        case HashAlgorithm.SHA3_384:
          return "SHA3_384";
        default:
          throw new globalThis.Error("Unrecognized enum value " + object + " for enum HashAlgorithm");
      }
    }
    var PublicKeyDetails;
    (function(PublicKeyDetails2) {
      PublicKeyDetails2[PublicKeyDetails2["PUBLIC_KEY_DETAILS_UNSPECIFIED"] = 0] = "PUBLIC_KEY_DETAILS_UNSPECIFIED";
      PublicKeyDetails2[PublicKeyDetails2["PKCS1_RSA_PKCS1V5"] = 1] = "PKCS1_RSA_PKCS1V5";
      PublicKeyDetails2[PublicKeyDetails2["PKCS1_RSA_PSS"] = 2] = "PKCS1_RSA_PSS";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_RSA_PKCS1V5"] = 3] = "PKIX_RSA_PKCS1V5";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_RSA_PSS"] = 4] = "PKIX_RSA_PSS";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_RSA_PKCS1V15_2048_SHA256"] = 9] = "PKIX_RSA_PKCS1V15_2048_SHA256";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_RSA_PKCS1V15_3072_SHA256"] = 10] = "PKIX_RSA_PKCS1V15_3072_SHA256";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_RSA_PKCS1V15_4096_SHA256"] = 11] = "PKIX_RSA_PKCS1V15_4096_SHA256";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_RSA_PSS_2048_SHA256"] = 16] = "PKIX_RSA_PSS_2048_SHA256";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_RSA_PSS_3072_SHA256"] = 17] = "PKIX_RSA_PSS_3072_SHA256";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_RSA_PSS_4096_SHA256"] = 18] = "PKIX_RSA_PSS_4096_SHA256";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_ECDSA_P256_HMAC_SHA_256"] = 6] = "PKIX_ECDSA_P256_HMAC_SHA_256";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_ECDSA_P256_SHA_256"] = 5] = "PKIX_ECDSA_P256_SHA_256";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_ECDSA_P384_SHA_384"] = 12] = "PKIX_ECDSA_P384_SHA_384";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_ECDSA_P521_SHA_512"] = 13] = "PKIX_ECDSA_P521_SHA_512";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_ED25519"] = 7] = "PKIX_ED25519";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_ED25519_PH"] = 8] = "PKIX_ED25519_PH";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_ECDSA_P384_SHA_256"] = 19] = "PKIX_ECDSA_P384_SHA_256";
      PublicKeyDetails2[PublicKeyDetails2["PKIX_ECDSA_P521_SHA_256"] = 20] = "PKIX_ECDSA_P521_SHA_256";
      PublicKeyDetails2[PublicKeyDetails2["LMS_SHA256"] = 14] = "LMS_SHA256";
      PublicKeyDetails2[PublicKeyDetails2["LMOTS_SHA256"] = 15] = "LMOTS_SHA256";
      PublicKeyDetails2[PublicKeyDetails2["ML_DSA_44"] = 23] = "ML_DSA_44";
      PublicKeyDetails2[PublicKeyDetails2["ML_DSA_65"] = 21] = "ML_DSA_65";
      PublicKeyDetails2[PublicKeyDetails2["ML_DSA_87"] = 22] = "ML_DSA_87";
    })(PublicKeyDetails || (exports.PublicKeyDetails = PublicKeyDetails = {}));
    function publicKeyDetailsFromJSON(object) {
      switch (object) {
        case 0:
        case "PUBLIC_KEY_DETAILS_UNSPECIFIED":
          return PublicKeyDetails.PUBLIC_KEY_DETAILS_UNSPECIFIED;
        case 1:
        case "PKCS1_RSA_PKCS1V5":
          return PublicKeyDetails.PKCS1_RSA_PKCS1V5;
        case 2:
        case "PKCS1_RSA_PSS":
          return PublicKeyDetails.PKCS1_RSA_PSS;
        case 3:
        case "PKIX_RSA_PKCS1V5":
          return PublicKeyDetails.PKIX_RSA_PKCS1V5;
        case 4:
        case "PKIX_RSA_PSS":
          return PublicKeyDetails.PKIX_RSA_PSS;
        case 9:
        case "PKIX_RSA_PKCS1V15_2048_SHA256":
          return PublicKeyDetails.PKIX_RSA_PKCS1V15_2048_SHA256;
        case 10:
        case "PKIX_RSA_PKCS1V15_3072_SHA256":
          return PublicKeyDetails.PKIX_RSA_PKCS1V15_3072_SHA256;
        case 11:
        case "PKIX_RSA_PKCS1V15_4096_SHA256":
          return PublicKeyDetails.PKIX_RSA_PKCS1V15_4096_SHA256;
        case 16:
        case "PKIX_RSA_PSS_2048_SHA256":
          return PublicKeyDetails.PKIX_RSA_PSS_2048_SHA256;
        case 17:
        case "PKIX_RSA_PSS_3072_SHA256":
          return PublicKeyDetails.PKIX_RSA_PSS_3072_SHA256;
        case 18:
        case "PKIX_RSA_PSS_4096_SHA256":
          return PublicKeyDetails.PKIX_RSA_PSS_4096_SHA256;
        case 6:
        case "PKIX_ECDSA_P256_HMAC_SHA_256":
          return PublicKeyDetails.PKIX_ECDSA_P256_HMAC_SHA_256;
        case 5:
        case "PKIX_ECDSA_P256_SHA_256":
          return PublicKeyDetails.PKIX_ECDSA_P256_SHA_256;
        case 12:
        case "PKIX_ECDSA_P384_SHA_384":
          return PublicKeyDetails.PKIX_ECDSA_P384_SHA_384;
        case 13:
        case "PKIX_ECDSA_P521_SHA_512":
          return PublicKeyDetails.PKIX_ECDSA_P521_SHA_512;
        case 7:
        case "PKIX_ED25519":
          return PublicKeyDetails.PKIX_ED25519;
        case 8:
        case "PKIX_ED25519_PH":
          return PublicKeyDetails.PKIX_ED25519_PH;
        case 19:
        case "PKIX_ECDSA_P384_SHA_256":
          return PublicKeyDetails.PKIX_ECDSA_P384_SHA_256;
        case 20:
        case "PKIX_ECDSA_P521_SHA_256":
          return PublicKeyDetails.PKIX_ECDSA_P521_SHA_256;
        case 14:
        case "LMS_SHA256":
          return PublicKeyDetails.LMS_SHA256;
        case 15:
        case "LMOTS_SHA256":
          return PublicKeyDetails.LMOTS_SHA256;
        case 23:
        case "ML_DSA_44":
          return PublicKeyDetails.ML_DSA_44;
        case 21:
        case "ML_DSA_65":
          return PublicKeyDetails.ML_DSA_65;
        case 22:
        case "ML_DSA_87":
          return PublicKeyDetails.ML_DSA_87;
        default:
          throw new globalThis.Error("Unrecognized enum value " + object + " for enum PublicKeyDetails");
      }
    }
    function publicKeyDetailsToJSON(object) {
      switch (object) {
        case PublicKeyDetails.PUBLIC_KEY_DETAILS_UNSPECIFIED:
          return "PUBLIC_KEY_DETAILS_UNSPECIFIED";
        case PublicKeyDetails.PKCS1_RSA_PKCS1V5:
          return "PKCS1_RSA_PKCS1V5";
        case PublicKeyDetails.PKCS1_RSA_PSS:
          return "PKCS1_RSA_PSS";
        case PublicKeyDetails.PKIX_RSA_PKCS1V5:
          return "PKIX_RSA_PKCS1V5";
        case PublicKeyDetails.PKIX_RSA_PSS:
          return "PKIX_RSA_PSS";
        case PublicKeyDetails.PKIX_RSA_PKCS1V15_2048_SHA256:
          return "PKIX_RSA_PKCS1V15_2048_SHA256";
        case PublicKeyDetails.PKIX_RSA_PKCS1V15_3072_SHA256:
          return "PKIX_RSA_PKCS1V15_3072_SHA256";
        case PublicKeyDetails.PKIX_RSA_PKCS1V15_4096_SHA256:
          return "PKIX_RSA_PKCS1V15_4096_SHA256";
        case PublicKeyDetails.PKIX_RSA_PSS_2048_SHA256:
          return "PKIX_RSA_PSS_2048_SHA256";
        case PublicKeyDetails.PKIX_RSA_PSS_3072_SHA256:
          return "PKIX_RSA_PSS_3072_SHA256";
        case PublicKeyDetails.PKIX_RSA_PSS_4096_SHA256:
          return "PKIX_RSA_PSS_4096_SHA256";
        case PublicKeyDetails.PKIX_ECDSA_P256_HMAC_SHA_256:
          return "PKIX_ECDSA_P256_HMAC_SHA_256";
        case PublicKeyDetails.PKIX_ECDSA_P256_SHA_256:
          return "PKIX_ECDSA_P256_SHA_256";
        case PublicKeyDetails.PKIX_ECDSA_P384_SHA_384:
          return "PKIX_ECDSA_P384_SHA_384";
        case PublicKeyDetails.PKIX_ECDSA_P521_SHA_512:
          return "PKIX_ECDSA_P521_SHA_512";
        case PublicKeyDetails.PKIX_ED25519:
          return "PKIX_ED25519";
        case PublicKeyDetails.PKIX_ED25519_PH:
          return "PKIX_ED25519_PH";
        case PublicKeyDetails.PKIX_ECDSA_P384_SHA_256:
          return "PKIX_ECDSA_P384_SHA_256";
        case PublicKeyDetails.PKIX_ECDSA_P521_SHA_256:
          return "PKIX_ECDSA_P521_SHA_256";
        case PublicKeyDetails.LMS_SHA256:
          return "LMS_SHA256";
        case PublicKeyDetails.LMOTS_SHA256:
          return "LMOTS_SHA256";
        case PublicKeyDetails.ML_DSA_44:
          return "ML_DSA_44";
        case PublicKeyDetails.ML_DSA_65:
          return "ML_DSA_65";
        case PublicKeyDetails.ML_DSA_87:
          return "ML_DSA_87";
        default:
          throw new globalThis.Error("Unrecognized enum value " + object + " for enum PublicKeyDetails");
      }
    }
    var SubjectAlternativeNameType;
    (function(SubjectAlternativeNameType2) {
      SubjectAlternativeNameType2[SubjectAlternativeNameType2["SUBJECT_ALTERNATIVE_NAME_TYPE_UNSPECIFIED"] = 0] = "SUBJECT_ALTERNATIVE_NAME_TYPE_UNSPECIFIED";
      SubjectAlternativeNameType2[SubjectAlternativeNameType2["EMAIL"] = 1] = "EMAIL";
      SubjectAlternativeNameType2[SubjectAlternativeNameType2["URI"] = 2] = "URI";
      SubjectAlternativeNameType2[SubjectAlternativeNameType2["OTHER_NAME"] = 3] = "OTHER_NAME";
    })(SubjectAlternativeNameType || (exports.SubjectAlternativeNameType = SubjectAlternativeNameType = {}));
    function subjectAlternativeNameTypeFromJSON(object) {
      switch (object) {
        case 0:
        case "SUBJECT_ALTERNATIVE_NAME_TYPE_UNSPECIFIED":
          return SubjectAlternativeNameType.SUBJECT_ALTERNATIVE_NAME_TYPE_UNSPECIFIED;
        case 1:
        case "EMAIL":
          return SubjectAlternativeNameType.EMAIL;
        case 2:
        case "URI":
          return SubjectAlternativeNameType.URI;
        case 3:
        case "OTHER_NAME":
          return SubjectAlternativeNameType.OTHER_NAME;
        default:
          throw new globalThis.Error("Unrecognized enum value " + object + " for enum SubjectAlternativeNameType");
      }
    }
    function subjectAlternativeNameTypeToJSON(object) {
      switch (object) {
        case SubjectAlternativeNameType.SUBJECT_ALTERNATIVE_NAME_TYPE_UNSPECIFIED:
          return "SUBJECT_ALTERNATIVE_NAME_TYPE_UNSPECIFIED";
        case SubjectAlternativeNameType.EMAIL:
          return "EMAIL";
        case SubjectAlternativeNameType.URI:
          return "URI";
        case SubjectAlternativeNameType.OTHER_NAME:
          return "OTHER_NAME";
        default:
          throw new globalThis.Error("Unrecognized enum value " + object + " for enum SubjectAlternativeNameType");
      }
    }
    exports.HashOutput = {
      fromJSON(object) {
        return {
          algorithm: isSet(object.algorithm) ? hashAlgorithmFromJSON(object.algorithm) : 0,
          digest: isSet(object.digest) ? Buffer.from(bytesFromBase64(object.digest)) : Buffer.alloc(0)
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.algorithm !== 0) {
          obj.algorithm = hashAlgorithmToJSON(message.algorithm);
        }
        if (message.digest.length !== 0) {
          obj.digest = base64FromBytes(message.digest);
        }
        return obj;
      }
    };
    exports.MessageSignature = {
      fromJSON(object) {
        return {
          messageDigest: isSet(object.messageDigest) ? exports.HashOutput.fromJSON(object.messageDigest) : void 0,
          signature: isSet(object.signature) ? Buffer.from(bytesFromBase64(object.signature)) : Buffer.alloc(0)
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.messageDigest !== void 0) {
          obj.messageDigest = exports.HashOutput.toJSON(message.messageDigest);
        }
        if (message.signature.length !== 0) {
          obj.signature = base64FromBytes(message.signature);
        }
        return obj;
      }
    };
    exports.LogId = {
      fromJSON(object) {
        return { keyId: isSet(object.keyId) ? Buffer.from(bytesFromBase64(object.keyId)) : Buffer.alloc(0) };
      },
      toJSON(message) {
        const obj = {};
        if (message.keyId.length !== 0) {
          obj.keyId = base64FromBytes(message.keyId);
        }
        return obj;
      }
    };
    exports.RFC3161SignedTimestamp = {
      fromJSON(object) {
        return {
          signedTimestamp: isSet(object.signedTimestamp) ? Buffer.from(bytesFromBase64(object.signedTimestamp)) : Buffer.alloc(0)
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.signedTimestamp.length !== 0) {
          obj.signedTimestamp = base64FromBytes(message.signedTimestamp);
        }
        return obj;
      }
    };
    exports.PublicKey = {
      fromJSON(object) {
        return {
          rawBytes: isSet(object.rawBytes) ? Buffer.from(bytesFromBase64(object.rawBytes)) : void 0,
          keyDetails: isSet(object.keyDetails) ? publicKeyDetailsFromJSON(object.keyDetails) : 0,
          validFor: isSet(object.validFor) ? exports.TimeRange.fromJSON(object.validFor) : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.rawBytes !== void 0) {
          obj.rawBytes = base64FromBytes(message.rawBytes);
        }
        if (message.keyDetails !== 0) {
          obj.keyDetails = publicKeyDetailsToJSON(message.keyDetails);
        }
        if (message.validFor !== void 0) {
          obj.validFor = exports.TimeRange.toJSON(message.validFor);
        }
        return obj;
      }
    };
    exports.PublicKeyIdentifier = {
      fromJSON(object) {
        return { hint: isSet(object.hint) ? globalThis.String(object.hint) : "" };
      },
      toJSON(message) {
        const obj = {};
        if (message.hint !== "") {
          obj.hint = message.hint;
        }
        return obj;
      }
    };
    exports.ObjectIdentifier = {
      fromJSON(object) {
        return { id: globalThis.Array.isArray(object?.id) ? object.id.map((e) => globalThis.Number(e)) : [] };
      },
      toJSON(message) {
        const obj = {};
        if (message.id?.length) {
          obj.id = message.id.map((e) => Math.round(e));
        }
        return obj;
      }
    };
    exports.ObjectIdentifierValuePair = {
      fromJSON(object) {
        return {
          oid: isSet(object.oid) ? exports.ObjectIdentifier.fromJSON(object.oid) : void 0,
          value: isSet(object.value) ? Buffer.from(bytesFromBase64(object.value)) : Buffer.alloc(0)
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.oid !== void 0) {
          obj.oid = exports.ObjectIdentifier.toJSON(message.oid);
        }
        if (message.value.length !== 0) {
          obj.value = base64FromBytes(message.value);
        }
        return obj;
      }
    };
    exports.DistinguishedName = {
      fromJSON(object) {
        return {
          organization: isSet(object.organization) ? globalThis.String(object.organization) : "",
          commonName: isSet(object.commonName) ? globalThis.String(object.commonName) : ""
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.organization !== "") {
          obj.organization = message.organization;
        }
        if (message.commonName !== "") {
          obj.commonName = message.commonName;
        }
        return obj;
      }
    };
    exports.X509Certificate = {
      fromJSON(object) {
        return { rawBytes: isSet(object.rawBytes) ? Buffer.from(bytesFromBase64(object.rawBytes)) : Buffer.alloc(0) };
      },
      toJSON(message) {
        const obj = {};
        if (message.rawBytes.length !== 0) {
          obj.rawBytes = base64FromBytes(message.rawBytes);
        }
        return obj;
      }
    };
    exports.SubjectAlternativeName = {
      fromJSON(object) {
        return {
          type: isSet(object.type) ? subjectAlternativeNameTypeFromJSON(object.type) : 0,
          identity: isSet(object.regexp) ? { $case: "regexp", regexp: globalThis.String(object.regexp) } : isSet(object.value) ? { $case: "value", value: globalThis.String(object.value) } : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.type !== 0) {
          obj.type = subjectAlternativeNameTypeToJSON(message.type);
        }
        if (message.identity?.$case === "regexp") {
          obj.regexp = message.identity.regexp;
        } else if (message.identity?.$case === "value") {
          obj.value = message.identity.value;
        }
        return obj;
      }
    };
    exports.X509CertificateChain = {
      fromJSON(object) {
        return {
          certificates: globalThis.Array.isArray(object?.certificates) ? object.certificates.map((e) => exports.X509Certificate.fromJSON(e)) : []
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.certificates?.length) {
          obj.certificates = message.certificates.map((e) => exports.X509Certificate.toJSON(e));
        }
        return obj;
      }
    };
    exports.TimeRange = {
      fromJSON(object) {
        return {
          start: isSet(object.start) ? fromJsonTimestamp(object.start) : void 0,
          end: isSet(object.end) ? fromJsonTimestamp(object.end) : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.start !== void 0) {
          obj.start = message.start.toISOString();
        }
        if (message.end !== void 0) {
          obj.end = message.end.toISOString();
        }
        return obj;
      }
    };
    function bytesFromBase64(b64) {
      return Uint8Array.from(globalThis.Buffer.from(b64, "base64"));
    }
    function base64FromBytes(arr) {
      return globalThis.Buffer.from(arr).toString("base64");
    }
    function fromTimestamp(t) {
      let millis = (globalThis.Number(t.seconds) || 0) * 1e3;
      millis += (t.nanos || 0) / 1e6;
      return new globalThis.Date(millis);
    }
    function fromJsonTimestamp(o) {
      if (o instanceof globalThis.Date) {
        return o;
      } else if (typeof o === "string") {
        return new globalThis.Date(o);
      } else {
        return fromTimestamp(timestamp_1.Timestamp.fromJSON(o));
      }
    }
    function isSet(value) {
      return value !== null && value !== void 0;
    }
  }
});

// node_modules/@sigstore/protobuf-specs/dist/__generated__/sigstore_rekor.js
var require_sigstore_rekor = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/__generated__/sigstore_rekor.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.TransparencyLogEntry = exports.InclusionPromise = exports.InclusionProof = exports.Checkpoint = exports.KindVersion = void 0;
    var sigstore_common_1 = require_sigstore_common();
    exports.KindVersion = {
      fromJSON(object) {
        return {
          kind: isSet(object.kind) ? globalThis.String(object.kind) : "",
          version: isSet(object.version) ? globalThis.String(object.version) : ""
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.kind !== "") {
          obj.kind = message.kind;
        }
        if (message.version !== "") {
          obj.version = message.version;
        }
        return obj;
      }
    };
    exports.Checkpoint = {
      fromJSON(object) {
        return { envelope: isSet(object.envelope) ? globalThis.String(object.envelope) : "" };
      },
      toJSON(message) {
        const obj = {};
        if (message.envelope !== "") {
          obj.envelope = message.envelope;
        }
        return obj;
      }
    };
    exports.InclusionProof = {
      fromJSON(object) {
        return {
          logIndex: isSet(object.logIndex) ? globalThis.String(object.logIndex) : "0",
          rootHash: isSet(object.rootHash) ? Buffer.from(bytesFromBase64(object.rootHash)) : Buffer.alloc(0),
          treeSize: isSet(object.treeSize) ? globalThis.String(object.treeSize) : "0",
          hashes: globalThis.Array.isArray(object?.hashes) ? object.hashes.map((e) => Buffer.from(bytesFromBase64(e))) : [],
          checkpoint: isSet(object.checkpoint) ? exports.Checkpoint.fromJSON(object.checkpoint) : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.logIndex !== "0") {
          obj.logIndex = message.logIndex;
        }
        if (message.rootHash.length !== 0) {
          obj.rootHash = base64FromBytes(message.rootHash);
        }
        if (message.treeSize !== "0") {
          obj.treeSize = message.treeSize;
        }
        if (message.hashes?.length) {
          obj.hashes = message.hashes.map((e) => base64FromBytes(e));
        }
        if (message.checkpoint !== void 0) {
          obj.checkpoint = exports.Checkpoint.toJSON(message.checkpoint);
        }
        return obj;
      }
    };
    exports.InclusionPromise = {
      fromJSON(object) {
        return {
          signedEntryTimestamp: isSet(object.signedEntryTimestamp) ? Buffer.from(bytesFromBase64(object.signedEntryTimestamp)) : Buffer.alloc(0)
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.signedEntryTimestamp.length !== 0) {
          obj.signedEntryTimestamp = base64FromBytes(message.signedEntryTimestamp);
        }
        return obj;
      }
    };
    exports.TransparencyLogEntry = {
      fromJSON(object) {
        return {
          logIndex: isSet(object.logIndex) ? globalThis.String(object.logIndex) : "0",
          logId: isSet(object.logId) ? sigstore_common_1.LogId.fromJSON(object.logId) : void 0,
          kindVersion: isSet(object.kindVersion) ? exports.KindVersion.fromJSON(object.kindVersion) : void 0,
          integratedTime: isSet(object.integratedTime) ? globalThis.String(object.integratedTime) : "0",
          inclusionPromise: isSet(object.inclusionPromise) ? exports.InclusionPromise.fromJSON(object.inclusionPromise) : void 0,
          inclusionProof: isSet(object.inclusionProof) ? exports.InclusionProof.fromJSON(object.inclusionProof) : void 0,
          canonicalizedBody: isSet(object.canonicalizedBody) ? Buffer.from(bytesFromBase64(object.canonicalizedBody)) : Buffer.alloc(0)
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.logIndex !== "0") {
          obj.logIndex = message.logIndex;
        }
        if (message.logId !== void 0) {
          obj.logId = sigstore_common_1.LogId.toJSON(message.logId);
        }
        if (message.kindVersion !== void 0) {
          obj.kindVersion = exports.KindVersion.toJSON(message.kindVersion);
        }
        if (message.integratedTime !== "0") {
          obj.integratedTime = message.integratedTime;
        }
        if (message.inclusionPromise !== void 0) {
          obj.inclusionPromise = exports.InclusionPromise.toJSON(message.inclusionPromise);
        }
        if (message.inclusionProof !== void 0) {
          obj.inclusionProof = exports.InclusionProof.toJSON(message.inclusionProof);
        }
        if (message.canonicalizedBody.length !== 0) {
          obj.canonicalizedBody = base64FromBytes(message.canonicalizedBody);
        }
        return obj;
      }
    };
    function bytesFromBase64(b64) {
      return Uint8Array.from(globalThis.Buffer.from(b64, "base64"));
    }
    function base64FromBytes(arr) {
      return globalThis.Buffer.from(arr).toString("base64");
    }
    function isSet(value) {
      return value !== null && value !== void 0;
    }
  }
});

// node_modules/@sigstore/protobuf-specs/dist/__generated__/sigstore_bundle.js
var require_sigstore_bundle = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/__generated__/sigstore_bundle.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.Bundle = exports.VerificationMaterial = exports.TimestampVerificationData = void 0;
    var envelope_1 = require_envelope();
    var sigstore_common_1 = require_sigstore_common();
    var sigstore_rekor_1 = require_sigstore_rekor();
    exports.TimestampVerificationData = {
      fromJSON(object) {
        return {
          rfc3161Timestamps: globalThis.Array.isArray(object?.rfc3161Timestamps) ? object.rfc3161Timestamps.map((e) => sigstore_common_1.RFC3161SignedTimestamp.fromJSON(e)) : []
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.rfc3161Timestamps?.length) {
          obj.rfc3161Timestamps = message.rfc3161Timestamps.map((e) => sigstore_common_1.RFC3161SignedTimestamp.toJSON(e));
        }
        return obj;
      }
    };
    exports.VerificationMaterial = {
      fromJSON(object) {
        return {
          content: isSet(object.publicKey) ? { $case: "publicKey", publicKey: sigstore_common_1.PublicKeyIdentifier.fromJSON(object.publicKey) } : isSet(object.x509CertificateChain) ? {
            $case: "x509CertificateChain",
            x509CertificateChain: sigstore_common_1.X509CertificateChain.fromJSON(object.x509CertificateChain)
          } : isSet(object.certificate) ? { $case: "certificate", certificate: sigstore_common_1.X509Certificate.fromJSON(object.certificate) } : void 0,
          tlogEntries: globalThis.Array.isArray(object?.tlogEntries) ? object.tlogEntries.map((e) => sigstore_rekor_1.TransparencyLogEntry.fromJSON(e)) : [],
          timestampVerificationData: isSet(object.timestampVerificationData) ? exports.TimestampVerificationData.fromJSON(object.timestampVerificationData) : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.content?.$case === "publicKey") {
          obj.publicKey = sigstore_common_1.PublicKeyIdentifier.toJSON(message.content.publicKey);
        } else if (message.content?.$case === "x509CertificateChain") {
          obj.x509CertificateChain = sigstore_common_1.X509CertificateChain.toJSON(message.content.x509CertificateChain);
        } else if (message.content?.$case === "certificate") {
          obj.certificate = sigstore_common_1.X509Certificate.toJSON(message.content.certificate);
        }
        if (message.tlogEntries?.length) {
          obj.tlogEntries = message.tlogEntries.map((e) => sigstore_rekor_1.TransparencyLogEntry.toJSON(e));
        }
        if (message.timestampVerificationData !== void 0) {
          obj.timestampVerificationData = exports.TimestampVerificationData.toJSON(message.timestampVerificationData);
        }
        return obj;
      }
    };
    exports.Bundle = {
      fromJSON(object) {
        return {
          mediaType: isSet(object.mediaType) ? globalThis.String(object.mediaType) : "",
          verificationMaterial: isSet(object.verificationMaterial) ? exports.VerificationMaterial.fromJSON(object.verificationMaterial) : void 0,
          content: isSet(object.messageSignature) ? { $case: "messageSignature", messageSignature: sigstore_common_1.MessageSignature.fromJSON(object.messageSignature) } : isSet(object.dsseEnvelope) ? { $case: "dsseEnvelope", dsseEnvelope: envelope_1.Envelope.fromJSON(object.dsseEnvelope) } : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.mediaType !== "") {
          obj.mediaType = message.mediaType;
        }
        if (message.verificationMaterial !== void 0) {
          obj.verificationMaterial = exports.VerificationMaterial.toJSON(message.verificationMaterial);
        }
        if (message.content?.$case === "messageSignature") {
          obj.messageSignature = sigstore_common_1.MessageSignature.toJSON(message.content.messageSignature);
        } else if (message.content?.$case === "dsseEnvelope") {
          obj.dsseEnvelope = envelope_1.Envelope.toJSON(message.content.dsseEnvelope);
        }
        return obj;
      }
    };
    function isSet(value) {
      return value !== null && value !== void 0;
    }
  }
});

// node_modules/@sigstore/protobuf-specs/dist/__generated__/sigstore_trustroot.js
var require_sigstore_trustroot = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/__generated__/sigstore_trustroot.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.ClientTrustConfig = exports.ServiceConfiguration = exports.Service = exports.SigningConfig = exports.TrustedRoot = exports.CertificateAuthority = exports.TransparencyLogInstance = exports.ServiceSelector = void 0;
    exports.serviceSelectorFromJSON = serviceSelectorFromJSON;
    exports.serviceSelectorToJSON = serviceSelectorToJSON;
    var sigstore_common_1 = require_sigstore_common();
    var ServiceSelector;
    (function(ServiceSelector2) {
      ServiceSelector2[ServiceSelector2["SERVICE_SELECTOR_UNDEFINED"] = 0] = "SERVICE_SELECTOR_UNDEFINED";
      ServiceSelector2[ServiceSelector2["ALL"] = 1] = "ALL";
      ServiceSelector2[ServiceSelector2["ANY"] = 2] = "ANY";
      ServiceSelector2[ServiceSelector2["EXACT"] = 3] = "EXACT";
    })(ServiceSelector || (exports.ServiceSelector = ServiceSelector = {}));
    function serviceSelectorFromJSON(object) {
      switch (object) {
        case 0:
        case "SERVICE_SELECTOR_UNDEFINED":
          return ServiceSelector.SERVICE_SELECTOR_UNDEFINED;
        case 1:
        case "ALL":
          return ServiceSelector.ALL;
        case 2:
        case "ANY":
          return ServiceSelector.ANY;
        case 3:
        case "EXACT":
          return ServiceSelector.EXACT;
        default:
          throw new globalThis.Error("Unrecognized enum value " + object + " for enum ServiceSelector");
      }
    }
    function serviceSelectorToJSON(object) {
      switch (object) {
        case ServiceSelector.SERVICE_SELECTOR_UNDEFINED:
          return "SERVICE_SELECTOR_UNDEFINED";
        case ServiceSelector.ALL:
          return "ALL";
        case ServiceSelector.ANY:
          return "ANY";
        case ServiceSelector.EXACT:
          return "EXACT";
        default:
          throw new globalThis.Error("Unrecognized enum value " + object + " for enum ServiceSelector");
      }
    }
    exports.TransparencyLogInstance = {
      fromJSON(object) {
        return {
          baseUrl: isSet(object.baseUrl) ? globalThis.String(object.baseUrl) : "",
          hashAlgorithm: isSet(object.hashAlgorithm) ? (0, sigstore_common_1.hashAlgorithmFromJSON)(object.hashAlgorithm) : 0,
          publicKey: isSet(object.publicKey) ? sigstore_common_1.PublicKey.fromJSON(object.publicKey) : void 0,
          logId: isSet(object.logId) ? sigstore_common_1.LogId.fromJSON(object.logId) : void 0,
          checkpointKeyId: isSet(object.checkpointKeyId) ? sigstore_common_1.LogId.fromJSON(object.checkpointKeyId) : void 0,
          operator: isSet(object.operator) ? globalThis.String(object.operator) : ""
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.baseUrl !== "") {
          obj.baseUrl = message.baseUrl;
        }
        if (message.hashAlgorithm !== 0) {
          obj.hashAlgorithm = (0, sigstore_common_1.hashAlgorithmToJSON)(message.hashAlgorithm);
        }
        if (message.publicKey !== void 0) {
          obj.publicKey = sigstore_common_1.PublicKey.toJSON(message.publicKey);
        }
        if (message.logId !== void 0) {
          obj.logId = sigstore_common_1.LogId.toJSON(message.logId);
        }
        if (message.checkpointKeyId !== void 0) {
          obj.checkpointKeyId = sigstore_common_1.LogId.toJSON(message.checkpointKeyId);
        }
        if (message.operator !== "") {
          obj.operator = message.operator;
        }
        return obj;
      }
    };
    exports.CertificateAuthority = {
      fromJSON(object) {
        return {
          subject: isSet(object.subject) ? sigstore_common_1.DistinguishedName.fromJSON(object.subject) : void 0,
          uri: isSet(object.uri) ? globalThis.String(object.uri) : "",
          certChain: isSet(object.certChain) ? sigstore_common_1.X509CertificateChain.fromJSON(object.certChain) : void 0,
          validFor: isSet(object.validFor) ? sigstore_common_1.TimeRange.fromJSON(object.validFor) : void 0,
          operator: isSet(object.operator) ? globalThis.String(object.operator) : ""
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.subject !== void 0) {
          obj.subject = sigstore_common_1.DistinguishedName.toJSON(message.subject);
        }
        if (message.uri !== "") {
          obj.uri = message.uri;
        }
        if (message.certChain !== void 0) {
          obj.certChain = sigstore_common_1.X509CertificateChain.toJSON(message.certChain);
        }
        if (message.validFor !== void 0) {
          obj.validFor = sigstore_common_1.TimeRange.toJSON(message.validFor);
        }
        if (message.operator !== "") {
          obj.operator = message.operator;
        }
        return obj;
      }
    };
    exports.TrustedRoot = {
      fromJSON(object) {
        return {
          mediaType: isSet(object.mediaType) ? globalThis.String(object.mediaType) : "",
          tlogs: globalThis.Array.isArray(object?.tlogs) ? object.tlogs.map((e) => exports.TransparencyLogInstance.fromJSON(e)) : [],
          certificateAuthorities: globalThis.Array.isArray(object?.certificateAuthorities) ? object.certificateAuthorities.map((e) => exports.CertificateAuthority.fromJSON(e)) : [],
          ctlogs: globalThis.Array.isArray(object?.ctlogs) ? object.ctlogs.map((e) => exports.TransparencyLogInstance.fromJSON(e)) : [],
          timestampAuthorities: globalThis.Array.isArray(object?.timestampAuthorities) ? object.timestampAuthorities.map((e) => exports.CertificateAuthority.fromJSON(e)) : []
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.mediaType !== "") {
          obj.mediaType = message.mediaType;
        }
        if (message.tlogs?.length) {
          obj.tlogs = message.tlogs.map((e) => exports.TransparencyLogInstance.toJSON(e));
        }
        if (message.certificateAuthorities?.length) {
          obj.certificateAuthorities = message.certificateAuthorities.map((e) => exports.CertificateAuthority.toJSON(e));
        }
        if (message.ctlogs?.length) {
          obj.ctlogs = message.ctlogs.map((e) => exports.TransparencyLogInstance.toJSON(e));
        }
        if (message.timestampAuthorities?.length) {
          obj.timestampAuthorities = message.timestampAuthorities.map((e) => exports.CertificateAuthority.toJSON(e));
        }
        return obj;
      }
    };
    exports.SigningConfig = {
      fromJSON(object) {
        return {
          mediaType: isSet(object.mediaType) ? globalThis.String(object.mediaType) : "",
          caUrls: globalThis.Array.isArray(object?.caUrls) ? object.caUrls.map((e) => exports.Service.fromJSON(e)) : [],
          oidcUrls: globalThis.Array.isArray(object?.oidcUrls) ? object.oidcUrls.map((e) => exports.Service.fromJSON(e)) : [],
          rekorTlogUrls: globalThis.Array.isArray(object?.rekorTlogUrls) ? object.rekorTlogUrls.map((e) => exports.Service.fromJSON(e)) : [],
          rekorTlogConfig: isSet(object.rekorTlogConfig) ? exports.ServiceConfiguration.fromJSON(object.rekorTlogConfig) : void 0,
          tsaUrls: globalThis.Array.isArray(object?.tsaUrls) ? object.tsaUrls.map((e) => exports.Service.fromJSON(e)) : [],
          tsaConfig: isSet(object.tsaConfig) ? exports.ServiceConfiguration.fromJSON(object.tsaConfig) : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.mediaType !== "") {
          obj.mediaType = message.mediaType;
        }
        if (message.caUrls?.length) {
          obj.caUrls = message.caUrls.map((e) => exports.Service.toJSON(e));
        }
        if (message.oidcUrls?.length) {
          obj.oidcUrls = message.oidcUrls.map((e) => exports.Service.toJSON(e));
        }
        if (message.rekorTlogUrls?.length) {
          obj.rekorTlogUrls = message.rekorTlogUrls.map((e) => exports.Service.toJSON(e));
        }
        if (message.rekorTlogConfig !== void 0) {
          obj.rekorTlogConfig = exports.ServiceConfiguration.toJSON(message.rekorTlogConfig);
        }
        if (message.tsaUrls?.length) {
          obj.tsaUrls = message.tsaUrls.map((e) => exports.Service.toJSON(e));
        }
        if (message.tsaConfig !== void 0) {
          obj.tsaConfig = exports.ServiceConfiguration.toJSON(message.tsaConfig);
        }
        return obj;
      }
    };
    exports.Service = {
      fromJSON(object) {
        return {
          url: isSet(object.url) ? globalThis.String(object.url) : "",
          majorApiVersion: isSet(object.majorApiVersion) ? globalThis.Number(object.majorApiVersion) : 0,
          validFor: isSet(object.validFor) ? sigstore_common_1.TimeRange.fromJSON(object.validFor) : void 0,
          operator: isSet(object.operator) ? globalThis.String(object.operator) : ""
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.url !== "") {
          obj.url = message.url;
        }
        if (message.majorApiVersion !== 0) {
          obj.majorApiVersion = Math.round(message.majorApiVersion);
        }
        if (message.validFor !== void 0) {
          obj.validFor = sigstore_common_1.TimeRange.toJSON(message.validFor);
        }
        if (message.operator !== "") {
          obj.operator = message.operator;
        }
        return obj;
      }
    };
    exports.ServiceConfiguration = {
      fromJSON(object) {
        return {
          selector: isSet(object.selector) ? serviceSelectorFromJSON(object.selector) : 0,
          count: isSet(object.count) ? globalThis.Number(object.count) : 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.selector !== 0) {
          obj.selector = serviceSelectorToJSON(message.selector);
        }
        if (message.count !== 0) {
          obj.count = Math.round(message.count);
        }
        return obj;
      }
    };
    exports.ClientTrustConfig = {
      fromJSON(object) {
        return {
          mediaType: isSet(object.mediaType) ? globalThis.String(object.mediaType) : "",
          trustedRoot: isSet(object.trustedRoot) ? exports.TrustedRoot.fromJSON(object.trustedRoot) : void 0,
          signingConfig: isSet(object.signingConfig) ? exports.SigningConfig.fromJSON(object.signingConfig) : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.mediaType !== "") {
          obj.mediaType = message.mediaType;
        }
        if (message.trustedRoot !== void 0) {
          obj.trustedRoot = exports.TrustedRoot.toJSON(message.trustedRoot);
        }
        if (message.signingConfig !== void 0) {
          obj.signingConfig = exports.SigningConfig.toJSON(message.signingConfig);
        }
        return obj;
      }
    };
    function isSet(value) {
      return value !== null && value !== void 0;
    }
  }
});

// node_modules/@sigstore/protobuf-specs/dist/__generated__/sigstore_verification.js
var require_sigstore_verification = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/__generated__/sigstore_verification.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.Input = exports.Artifact = exports.ArtifactVerificationOptions_ObserverTimestampOptions = exports.ArtifactVerificationOptions_TlogIntegratedTimestampOptions = exports.ArtifactVerificationOptions_TimestampAuthorityOptions = exports.ArtifactVerificationOptions_CtlogOptions = exports.ArtifactVerificationOptions_TlogOptions = exports.ArtifactVerificationOptions = exports.PublicKeyIdentities = exports.CertificateIdentities = exports.CertificateIdentity = void 0;
    var sigstore_bundle_1 = require_sigstore_bundle();
    var sigstore_common_1 = require_sigstore_common();
    var sigstore_trustroot_1 = require_sigstore_trustroot();
    exports.CertificateIdentity = {
      fromJSON(object) {
        return {
          issuer: isSet(object.issuer) ? globalThis.String(object.issuer) : "",
          san: isSet(object.san) ? sigstore_common_1.SubjectAlternativeName.fromJSON(object.san) : void 0,
          oids: globalThis.Array.isArray(object?.oids) ? object.oids.map((e) => sigstore_common_1.ObjectIdentifierValuePair.fromJSON(e)) : []
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.issuer !== "") {
          obj.issuer = message.issuer;
        }
        if (message.san !== void 0) {
          obj.san = sigstore_common_1.SubjectAlternativeName.toJSON(message.san);
        }
        if (message.oids?.length) {
          obj.oids = message.oids.map((e) => sigstore_common_1.ObjectIdentifierValuePair.toJSON(e));
        }
        return obj;
      }
    };
    exports.CertificateIdentities = {
      fromJSON(object) {
        return {
          identities: globalThis.Array.isArray(object?.identities) ? object.identities.map((e) => exports.CertificateIdentity.fromJSON(e)) : []
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.identities?.length) {
          obj.identities = message.identities.map((e) => exports.CertificateIdentity.toJSON(e));
        }
        return obj;
      }
    };
    exports.PublicKeyIdentities = {
      fromJSON(object) {
        return {
          publicKeys: globalThis.Array.isArray(object?.publicKeys) ? object.publicKeys.map((e) => sigstore_common_1.PublicKey.fromJSON(e)) : []
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.publicKeys?.length) {
          obj.publicKeys = message.publicKeys.map((e) => sigstore_common_1.PublicKey.toJSON(e));
        }
        return obj;
      }
    };
    exports.ArtifactVerificationOptions = {
      fromJSON(object) {
        return {
          signers: isSet(object.certificateIdentities) ? {
            $case: "certificateIdentities",
            certificateIdentities: exports.CertificateIdentities.fromJSON(object.certificateIdentities)
          } : isSet(object.publicKeys) ? { $case: "publicKeys", publicKeys: exports.PublicKeyIdentities.fromJSON(object.publicKeys) } : void 0,
          tlogOptions: isSet(object.tlogOptions) ? exports.ArtifactVerificationOptions_TlogOptions.fromJSON(object.tlogOptions) : void 0,
          ctlogOptions: isSet(object.ctlogOptions) ? exports.ArtifactVerificationOptions_CtlogOptions.fromJSON(object.ctlogOptions) : void 0,
          tsaOptions: isSet(object.tsaOptions) ? exports.ArtifactVerificationOptions_TimestampAuthorityOptions.fromJSON(object.tsaOptions) : void 0,
          integratedTsOptions: isSet(object.integratedTsOptions) ? exports.ArtifactVerificationOptions_TlogIntegratedTimestampOptions.fromJSON(object.integratedTsOptions) : void 0,
          observerOptions: isSet(object.observerOptions) ? exports.ArtifactVerificationOptions_ObserverTimestampOptions.fromJSON(object.observerOptions) : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.signers?.$case === "certificateIdentities") {
          obj.certificateIdentities = exports.CertificateIdentities.toJSON(message.signers.certificateIdentities);
        } else if (message.signers?.$case === "publicKeys") {
          obj.publicKeys = exports.PublicKeyIdentities.toJSON(message.signers.publicKeys);
        }
        if (message.tlogOptions !== void 0) {
          obj.tlogOptions = exports.ArtifactVerificationOptions_TlogOptions.toJSON(message.tlogOptions);
        }
        if (message.ctlogOptions !== void 0) {
          obj.ctlogOptions = exports.ArtifactVerificationOptions_CtlogOptions.toJSON(message.ctlogOptions);
        }
        if (message.tsaOptions !== void 0) {
          obj.tsaOptions = exports.ArtifactVerificationOptions_TimestampAuthorityOptions.toJSON(message.tsaOptions);
        }
        if (message.integratedTsOptions !== void 0) {
          obj.integratedTsOptions = exports.ArtifactVerificationOptions_TlogIntegratedTimestampOptions.toJSON(message.integratedTsOptions);
        }
        if (message.observerOptions !== void 0) {
          obj.observerOptions = exports.ArtifactVerificationOptions_ObserverTimestampOptions.toJSON(message.observerOptions);
        }
        return obj;
      }
    };
    exports.ArtifactVerificationOptions_TlogOptions = {
      fromJSON(object) {
        return {
          threshold: isSet(object.threshold) ? globalThis.Number(object.threshold) : 0,
          performOnlineVerification: isSet(object.performOnlineVerification) ? globalThis.Boolean(object.performOnlineVerification) : false,
          disable: isSet(object.disable) ? globalThis.Boolean(object.disable) : false
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.threshold !== 0) {
          obj.threshold = Math.round(message.threshold);
        }
        if (message.performOnlineVerification !== false) {
          obj.performOnlineVerification = message.performOnlineVerification;
        }
        if (message.disable !== false) {
          obj.disable = message.disable;
        }
        return obj;
      }
    };
    exports.ArtifactVerificationOptions_CtlogOptions = {
      fromJSON(object) {
        return {
          threshold: isSet(object.threshold) ? globalThis.Number(object.threshold) : 0,
          disable: isSet(object.disable) ? globalThis.Boolean(object.disable) : false
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.threshold !== 0) {
          obj.threshold = Math.round(message.threshold);
        }
        if (message.disable !== false) {
          obj.disable = message.disable;
        }
        return obj;
      }
    };
    exports.ArtifactVerificationOptions_TimestampAuthorityOptions = {
      fromJSON(object) {
        return {
          threshold: isSet(object.threshold) ? globalThis.Number(object.threshold) : 0,
          disable: isSet(object.disable) ? globalThis.Boolean(object.disable) : false
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.threshold !== 0) {
          obj.threshold = Math.round(message.threshold);
        }
        if (message.disable !== false) {
          obj.disable = message.disable;
        }
        return obj;
      }
    };
    exports.ArtifactVerificationOptions_TlogIntegratedTimestampOptions = {
      fromJSON(object) {
        return {
          threshold: isSet(object.threshold) ? globalThis.Number(object.threshold) : 0,
          disable: isSet(object.disable) ? globalThis.Boolean(object.disable) : false
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.threshold !== 0) {
          obj.threshold = Math.round(message.threshold);
        }
        if (message.disable !== false) {
          obj.disable = message.disable;
        }
        return obj;
      }
    };
    exports.ArtifactVerificationOptions_ObserverTimestampOptions = {
      fromJSON(object) {
        return {
          threshold: isSet(object.threshold) ? globalThis.Number(object.threshold) : 0,
          disable: isSet(object.disable) ? globalThis.Boolean(object.disable) : false
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.threshold !== 0) {
          obj.threshold = Math.round(message.threshold);
        }
        if (message.disable !== false) {
          obj.disable = message.disable;
        }
        return obj;
      }
    };
    exports.Artifact = {
      fromJSON(object) {
        return {
          data: isSet(object.artifactUri) ? { $case: "artifactUri", artifactUri: globalThis.String(object.artifactUri) } : isSet(object.artifact) ? { $case: "artifact", artifact: Buffer.from(bytesFromBase64(object.artifact)) } : isSet(object.artifactDigest) ? { $case: "artifactDigest", artifactDigest: sigstore_common_1.HashOutput.fromJSON(object.artifactDigest) } : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.data?.$case === "artifactUri") {
          obj.artifactUri = message.data.artifactUri;
        } else if (message.data?.$case === "artifact") {
          obj.artifact = base64FromBytes(message.data.artifact);
        } else if (message.data?.$case === "artifactDigest") {
          obj.artifactDigest = sigstore_common_1.HashOutput.toJSON(message.data.artifactDigest);
        }
        return obj;
      }
    };
    exports.Input = {
      fromJSON(object) {
        return {
          artifactTrustRoot: isSet(object.artifactTrustRoot) ? sigstore_trustroot_1.TrustedRoot.fromJSON(object.artifactTrustRoot) : void 0,
          artifactVerificationOptions: isSet(object.artifactVerificationOptions) ? exports.ArtifactVerificationOptions.fromJSON(object.artifactVerificationOptions) : void 0,
          bundle: isSet(object.bundle) ? sigstore_bundle_1.Bundle.fromJSON(object.bundle) : void 0,
          artifact: isSet(object.artifact) ? exports.Artifact.fromJSON(object.artifact) : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.artifactTrustRoot !== void 0) {
          obj.artifactTrustRoot = sigstore_trustroot_1.TrustedRoot.toJSON(message.artifactTrustRoot);
        }
        if (message.artifactVerificationOptions !== void 0) {
          obj.artifactVerificationOptions = exports.ArtifactVerificationOptions.toJSON(message.artifactVerificationOptions);
        }
        if (message.bundle !== void 0) {
          obj.bundle = sigstore_bundle_1.Bundle.toJSON(message.bundle);
        }
        if (message.artifact !== void 0) {
          obj.artifact = exports.Artifact.toJSON(message.artifact);
        }
        return obj;
      }
    };
    function bytesFromBase64(b64) {
      return Uint8Array.from(globalThis.Buffer.from(b64, "base64"));
    }
    function base64FromBytes(arr) {
      return globalThis.Buffer.from(arr).toString("base64");
    }
    function isSet(value) {
      return value !== null && value !== void 0;
    }
  }
});

// node_modules/@sigstore/protobuf-specs/dist/index.js
var require_dist3 = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/index.js"(exports) {
    "use strict";
    var __createBinding = exports && exports.__createBinding || (Object.create ? (function(o, m, k, k2) {
      if (k2 === void 0) k2 = k;
      var desc = Object.getOwnPropertyDescriptor(m, k);
      if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
        desc = { enumerable: true, get: function() {
          return m[k];
        } };
      }
      Object.defineProperty(o, k2, desc);
    }) : (function(o, m, k, k2) {
      if (k2 === void 0) k2 = k;
      o[k2] = m[k];
    }));
    var __exportStar = exports && exports.__exportStar || function(m, exports2) {
      for (var p in m) if (p !== "default" && !Object.prototype.hasOwnProperty.call(exports2, p)) __createBinding(exports2, m, p);
    };
    Object.defineProperty(exports, "__esModule", { value: true });
    __exportStar(require_envelope(), exports);
    __exportStar(require_sigstore_bundle(), exports);
    __exportStar(require_sigstore_common(), exports);
    __exportStar(require_sigstore_rekor(), exports);
    __exportStar(require_sigstore_trustroot(), exports);
    __exportStar(require_sigstore_verification(), exports);
  }
});

// node_modules/@sigstore/bundle/dist/bundle.js
var require_bundle = __commonJS({
  "node_modules/@sigstore/bundle/dist/bundle.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.BUNDLE_V03_MEDIA_TYPE = exports.BUNDLE_V03_LEGACY_MEDIA_TYPE = exports.BUNDLE_V02_MEDIA_TYPE = exports.BUNDLE_V01_MEDIA_TYPE = void 0;
    exports.isBundleWithCertificateChain = isBundleWithCertificateChain;
    exports.isBundleWithPublicKey = isBundleWithPublicKey;
    exports.isBundleWithMessageSignature = isBundleWithMessageSignature;
    exports.isBundleWithDsseEnvelope = isBundleWithDsseEnvelope;
    exports.BUNDLE_V01_MEDIA_TYPE = "application/vnd.dev.sigstore.bundle+json;version=0.1";
    exports.BUNDLE_V02_MEDIA_TYPE = "application/vnd.dev.sigstore.bundle+json;version=0.2";
    exports.BUNDLE_V03_LEGACY_MEDIA_TYPE = "application/vnd.dev.sigstore.bundle+json;version=0.3";
    exports.BUNDLE_V03_MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    function isBundleWithCertificateChain(b) {
      return b.verificationMaterial.content.$case === "x509CertificateChain";
    }
    function isBundleWithPublicKey(b) {
      return b.verificationMaterial.content.$case === "publicKey";
    }
    function isBundleWithMessageSignature(b) {
      return b.content.$case === "messageSignature";
    }
    function isBundleWithDsseEnvelope(b) {
      return b.content.$case === "dsseEnvelope";
    }
  }
});

// node_modules/@sigstore/bundle/dist/build.js
var require_build = __commonJS({
  "node_modules/@sigstore/bundle/dist/build.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.toMessageSignatureBundle = toMessageSignatureBundle;
    exports.toDSSEBundle = toDSSEBundle;
    var protobuf_specs_1 = require_dist3();
    var bundle_1 = require_bundle();
    function toMessageSignatureBundle(options) {
      return {
        mediaType: options.certificateChain ? bundle_1.BUNDLE_V02_MEDIA_TYPE : bundle_1.BUNDLE_V03_MEDIA_TYPE,
        content: {
          $case: "messageSignature",
          messageSignature: {
            messageDigest: {
              algorithm: protobuf_specs_1.HashAlgorithm.SHA2_256,
              digest: options.digest
            },
            signature: options.signature
          }
        },
        verificationMaterial: toVerificationMaterial(options)
      };
    }
    function toDSSEBundle(options) {
      return {
        mediaType: options.certificateChain ? bundle_1.BUNDLE_V02_MEDIA_TYPE : bundle_1.BUNDLE_V03_MEDIA_TYPE,
        content: {
          $case: "dsseEnvelope",
          dsseEnvelope: toEnvelope(options)
        },
        verificationMaterial: toVerificationMaterial(options)
      };
    }
    function toEnvelope(options) {
      return {
        payloadType: options.artifactType,
        payload: options.artifact,
        signatures: [toSignature(options)]
      };
    }
    function toSignature(options) {
      return {
        keyid: options.keyHint || "",
        sig: options.signature
      };
    }
    function toVerificationMaterial(options) {
      return {
        content: toKeyContent(options),
        tlogEntries: [],
        timestampVerificationData: { rfc3161Timestamps: [] }
      };
    }
    function toKeyContent(options) {
      if (options.certificate) {
        if (options.certificateChain) {
          return {
            $case: "x509CertificateChain",
            x509CertificateChain: {
              certificates: [{ rawBytes: options.certificate }]
            }
          };
        } else {
          return {
            $case: "certificate",
            certificate: { rawBytes: options.certificate }
          };
        }
      } else {
        return {
          $case: "publicKey",
          publicKey: {
            hint: options.keyHint || ""
          }
        };
      }
    }
  }
});

// node_modules/@sigstore/bundle/dist/error.js
var require_error = __commonJS({
  "node_modules/@sigstore/bundle/dist/error.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.ValidationError = void 0;
    var ValidationError = class extends Error {
      fields;
      constructor(message, fields) {
        super(message);
        this.fields = fields;
      }
    };
    exports.ValidationError = ValidationError;
  }
});

// node_modules/@sigstore/bundle/dist/validate.js
var require_validate = __commonJS({
  "node_modules/@sigstore/bundle/dist/validate.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.assertBundle = assertBundle;
    exports.assertBundleV01 = assertBundleV01;
    exports.isBundleV01 = isBundleV01;
    exports.assertBundleV02 = assertBundleV02;
    exports.assertBundleLatest = assertBundleLatest;
    var error_1 = require_error();
    function assertBundle(b) {
      const invalidValues = validateBundleBase(b);
      if (invalidValues.length > 0) {
        throw new error_1.ValidationError("invalid bundle", invalidValues);
      }
    }
    function assertBundleV01(b) {
      const invalidValues = [];
      invalidValues.push(...validateBundleBase(b));
      invalidValues.push(...validateInclusionPromise(b));
      if (invalidValues.length > 0) {
        throw new error_1.ValidationError("invalid v0.1 bundle", invalidValues);
      }
    }
    function isBundleV01(b) {
      try {
        assertBundleV01(b);
        return true;
      } catch (e) {
        return false;
      }
    }
    function assertBundleV02(b) {
      const invalidValues = [];
      invalidValues.push(...validateBundleBase(b));
      invalidValues.push(...validateInclusionProof(b));
      if (invalidValues.length > 0) {
        throw new error_1.ValidationError("invalid v0.2 bundle", invalidValues);
      }
    }
    function assertBundleLatest(b) {
      const invalidValues = [];
      invalidValues.push(...validateBundleBase(b));
      invalidValues.push(...validateInclusionProof(b));
      invalidValues.push(...validateNoCertificateChain(b));
      if (invalidValues.length > 0) {
        throw new error_1.ValidationError("invalid bundle", invalidValues);
      }
    }
    function validateBundleBase(b) {
      const invalidValues = [];
      if (b.mediaType === void 0 || !b.mediaType.match(/^application\/vnd\.dev\.sigstore\.bundle\+json;version=\d\.\d/) && !b.mediaType.match(/^application\/vnd\.dev\.sigstore\.bundle\.v\d\.\d\+json/)) {
        invalidValues.push("mediaType");
      }
      if (b.content === void 0) {
        invalidValues.push("content");
      } else {
        switch (b.content.$case) {
          case "messageSignature":
            if (b.content.messageSignature.messageDigest === void 0) {
              invalidValues.push("content.messageSignature.messageDigest");
            } else {
              if (b.content.messageSignature.messageDigest.digest.length === 0) {
                invalidValues.push("content.messageSignature.messageDigest.digest");
              }
            }
            if (b.content.messageSignature.signature.length === 0) {
              invalidValues.push("content.messageSignature.signature");
            }
            break;
          case "dsseEnvelope":
            if (b.content.dsseEnvelope.payload.length === 0) {
              invalidValues.push("content.dsseEnvelope.payload");
            }
            if (b.content.dsseEnvelope.signatures.length !== 1) {
              invalidValues.push("content.dsseEnvelope.signatures");
            } else {
              if (b.content.dsseEnvelope.signatures[0].sig.length === 0) {
                invalidValues.push("content.dsseEnvelope.signatures[0].sig");
              }
            }
            break;
        }
      }
      if (b.verificationMaterial === void 0) {
        invalidValues.push("verificationMaterial");
      } else {
        if (b.verificationMaterial.content === void 0) {
          invalidValues.push("verificationMaterial.content");
        } else {
          switch (b.verificationMaterial.content.$case) {
            case "x509CertificateChain":
              if (b.verificationMaterial.content.x509CertificateChain.certificates.length === 0) {
                invalidValues.push("verificationMaterial.content.x509CertificateChain.certificates");
              }
              b.verificationMaterial.content.x509CertificateChain.certificates.forEach((cert, i) => {
                if (cert.rawBytes.length === 0) {
                  invalidValues.push(`verificationMaterial.content.x509CertificateChain.certificates[${i}].rawBytes`);
                }
              });
              break;
            case "certificate":
              if (b.verificationMaterial.content.certificate.rawBytes.length === 0) {
                invalidValues.push("verificationMaterial.content.certificate.rawBytes");
              }
              break;
          }
        }
        if (b.verificationMaterial.tlogEntries === void 0) {
          invalidValues.push("verificationMaterial.tlogEntries");
        } else {
          if (b.verificationMaterial.tlogEntries.length > 0) {
            b.verificationMaterial.tlogEntries.forEach((entry, i) => {
              if (entry.logId === void 0) {
                invalidValues.push(`verificationMaterial.tlogEntries[${i}].logId`);
              }
              if (entry.kindVersion === void 0) {
                invalidValues.push(`verificationMaterial.tlogEntries[${i}].kindVersion`);
              }
            });
          }
        }
      }
      return invalidValues;
    }
    function validateInclusionPromise(b) {
      const invalidValues = [];
      if (b.verificationMaterial && b.verificationMaterial.tlogEntries?.length > 0) {
        b.verificationMaterial.tlogEntries.forEach((entry, i) => {
          if (entry.inclusionPromise === void 0) {
            invalidValues.push(`verificationMaterial.tlogEntries[${i}].inclusionPromise`);
          }
        });
      }
      return invalidValues;
    }
    function validateInclusionProof(b) {
      const invalidValues = [];
      if (b.verificationMaterial && b.verificationMaterial.tlogEntries?.length > 0) {
        b.verificationMaterial.tlogEntries.forEach((entry, i) => {
          if (entry.inclusionProof === void 0) {
            invalidValues.push(`verificationMaterial.tlogEntries[${i}].inclusionProof`);
          } else {
            if (entry.inclusionProof.checkpoint === void 0) {
              invalidValues.push(`verificationMaterial.tlogEntries[${i}].inclusionProof.checkpoint`);
            }
          }
        });
      }
      return invalidValues;
    }
    function validateNoCertificateChain(b) {
      const invalidValues = [];
      if (b.verificationMaterial?.content?.$case === "x509CertificateChain") {
        invalidValues.push("verificationMaterial.content.$case");
      }
      return invalidValues;
    }
  }
});

// node_modules/@sigstore/bundle/dist/serialized.js
var require_serialized = __commonJS({
  "node_modules/@sigstore/bundle/dist/serialized.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.envelopeToJSON = exports.envelopeFromJSON = exports.bundleToJSON = exports.bundleFromJSON = void 0;
    var protobuf_specs_1 = require_dist3();
    var bundle_1 = require_bundle();
    var validate_1 = require_validate();
    var bundleFromJSON2 = (obj) => {
      const bundle = protobuf_specs_1.Bundle.fromJSON(obj);
      switch (bundle.mediaType) {
        case bundle_1.BUNDLE_V01_MEDIA_TYPE:
          (0, validate_1.assertBundleV01)(bundle);
          break;
        case bundle_1.BUNDLE_V02_MEDIA_TYPE:
          (0, validate_1.assertBundleV02)(bundle);
          break;
        default:
          (0, validate_1.assertBundleLatest)(bundle);
          break;
      }
      return bundle;
    };
    exports.bundleFromJSON = bundleFromJSON2;
    var bundleToJSON = (bundle) => {
      return protobuf_specs_1.Bundle.toJSON(bundle);
    };
    exports.bundleToJSON = bundleToJSON;
    var envelopeFromJSON = (obj) => {
      return protobuf_specs_1.Envelope.fromJSON(obj);
    };
    exports.envelopeFromJSON = envelopeFromJSON;
    var envelopeToJSON = (envelope) => {
      return protobuf_specs_1.Envelope.toJSON(envelope);
    };
    exports.envelopeToJSON = envelopeToJSON;
  }
});

// node_modules/@sigstore/bundle/dist/index.js
var require_dist4 = __commonJS({
  "node_modules/@sigstore/bundle/dist/index.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.isBundleV01 = exports.assertBundleV02 = exports.assertBundleV01 = exports.assertBundleLatest = exports.assertBundle = exports.envelopeToJSON = exports.envelopeFromJSON = exports.bundleToJSON = exports.bundleFromJSON = exports.ValidationError = exports.isBundleWithPublicKey = exports.isBundleWithMessageSignature = exports.isBundleWithDsseEnvelope = exports.isBundleWithCertificateChain = exports.BUNDLE_V03_MEDIA_TYPE = exports.BUNDLE_V03_LEGACY_MEDIA_TYPE = exports.BUNDLE_V02_MEDIA_TYPE = exports.BUNDLE_V01_MEDIA_TYPE = exports.toMessageSignatureBundle = exports.toDSSEBundle = void 0;
    var build_1 = require_build();
    Object.defineProperty(exports, "toDSSEBundle", { enumerable: true, get: function() {
      return build_1.toDSSEBundle;
    } });
    Object.defineProperty(exports, "toMessageSignatureBundle", { enumerable: true, get: function() {
      return build_1.toMessageSignatureBundle;
    } });
    var bundle_1 = require_bundle();
    Object.defineProperty(exports, "BUNDLE_V01_MEDIA_TYPE", { enumerable: true, get: function() {
      return bundle_1.BUNDLE_V01_MEDIA_TYPE;
    } });
    Object.defineProperty(exports, "BUNDLE_V02_MEDIA_TYPE", { enumerable: true, get: function() {
      return bundle_1.BUNDLE_V02_MEDIA_TYPE;
    } });
    Object.defineProperty(exports, "BUNDLE_V03_LEGACY_MEDIA_TYPE", { enumerable: true, get: function() {
      return bundle_1.BUNDLE_V03_LEGACY_MEDIA_TYPE;
    } });
    Object.defineProperty(exports, "BUNDLE_V03_MEDIA_TYPE", { enumerable: true, get: function() {
      return bundle_1.BUNDLE_V03_MEDIA_TYPE;
    } });
    Object.defineProperty(exports, "isBundleWithCertificateChain", { enumerable: true, get: function() {
      return bundle_1.isBundleWithCertificateChain;
    } });
    Object.defineProperty(exports, "isBundleWithDsseEnvelope", { enumerable: true, get: function() {
      return bundle_1.isBundleWithDsseEnvelope;
    } });
    Object.defineProperty(exports, "isBundleWithMessageSignature", { enumerable: true, get: function() {
      return bundle_1.isBundleWithMessageSignature;
    } });
    Object.defineProperty(exports, "isBundleWithPublicKey", { enumerable: true, get: function() {
      return bundle_1.isBundleWithPublicKey;
    } });
    var error_1 = require_error();
    Object.defineProperty(exports, "ValidationError", { enumerable: true, get: function() {
      return error_1.ValidationError;
    } });
    var serialized_1 = require_serialized();
    Object.defineProperty(exports, "bundleFromJSON", { enumerable: true, get: function() {
      return serialized_1.bundleFromJSON;
    } });
    Object.defineProperty(exports, "bundleToJSON", { enumerable: true, get: function() {
      return serialized_1.bundleToJSON;
    } });
    Object.defineProperty(exports, "envelopeFromJSON", { enumerable: true, get: function() {
      return serialized_1.envelopeFromJSON;
    } });
    Object.defineProperty(exports, "envelopeToJSON", { enumerable: true, get: function() {
      return serialized_1.envelopeToJSON;
    } });
    var validate_1 = require_validate();
    Object.defineProperty(exports, "assertBundle", { enumerable: true, get: function() {
      return validate_1.assertBundle;
    } });
    Object.defineProperty(exports, "assertBundleLatest", { enumerable: true, get: function() {
      return validate_1.assertBundleLatest;
    } });
    Object.defineProperty(exports, "assertBundleV01", { enumerable: true, get: function() {
      return validate_1.assertBundleV01;
    } });
    Object.defineProperty(exports, "assertBundleV02", { enumerable: true, get: function() {
      return validate_1.assertBundleV02;
    } });
    Object.defineProperty(exports, "isBundleV01", { enumerable: true, get: function() {
      return validate_1.isBundleV01;
    } });
  }
});

// node_modules/@sigstore/verify/dist/bundle/dsse.js
var require_dsse = __commonJS({
  "node_modules/@sigstore/verify/dist/bundle/dsse.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.DSSESignatureContent = void 0;
    var core_1 = require_dist();
    var DSSESignatureContent = class {
      env;
      constructor(env) {
        this.env = env;
      }
      compareDigest(digest) {
        return core_1.crypto.bufferEqual(digest, core_1.crypto.digest("sha256", this.env.payload));
      }
      // For a DSSE envelope the signature is computed over the pre-authentication
      // encoding (PAE), so the digest of the signed bytes is the digest of the PAE.
      // This is what a Rekor v2 hashedrekord entry records for a DSSE envelope.
      compareSignedDigest(digest) {
        return core_1.crypto.bufferEqual(digest, core_1.crypto.digest("sha256", this.preAuthEncoding));
      }
      compareSignature(signature) {
        return core_1.crypto.bufferEqual(signature, this.signature);
      }
      verifySignature(key) {
        return core_1.crypto.verify(this.preAuthEncoding, key, this.signature);
      }
      get signature() {
        return this.env.signatures.length > 0 ? this.env.signatures[0].sig : Buffer.from("");
      }
      // DSSE Pre-Authentication Encoding
      get preAuthEncoding() {
        return core_1.dsse.preAuthEncoding(this.env.payloadType, this.env.payload);
      }
    };
    exports.DSSESignatureContent = DSSESignatureContent;
  }
});

// node_modules/@sigstore/verify/dist/bundle/message.js
var require_message = __commonJS({
  "node_modules/@sigstore/verify/dist/bundle/message.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.MessageSignatureContent = void 0;
    var core_1 = require_dist();
    var protobuf_specs_1 = require_dist3();
    var HASH_ALGORITHM_MAP = {
      [protobuf_specs_1.HashAlgorithm.HASH_ALGORITHM_UNSPECIFIED]: "sha256",
      [protobuf_specs_1.HashAlgorithm.SHA2_256]: "sha256",
      [protobuf_specs_1.HashAlgorithm.SHA2_384]: "sha384",
      [protobuf_specs_1.HashAlgorithm.SHA2_512]: "sha512",
      [protobuf_specs_1.HashAlgorithm.SHA3_256]: "sha3-256",
      [protobuf_specs_1.HashAlgorithm.SHA3_384]: "sha3-384"
    };
    var MessageSignatureContent = class {
      signature;
      messageDigest;
      artifact;
      hashAlgorithm;
      constructor(messageSignature, artifact) {
        this.signature = messageSignature.signature;
        this.messageDigest = messageSignature.messageDigest.digest;
        this.artifact = artifact;
        this.hashAlgorithm = HASH_ALGORITHM_MAP[messageSignature.messageDigest.algorithm] ?? /* istanbul ignore next */
        "sha256";
      }
      compareSignature(signature) {
        return core_1.crypto.bufferEqual(signature, this.signature);
      }
      compareDigest(digest) {
        return core_1.crypto.bufferEqual(digest, this.messageDigest);
      }
      // For a message signature the signature is computed over the artifact, so the
      // digest of the signed bytes is the artifact's message digest.
      compareSignedDigest(digest) {
        return this.compareDigest(digest);
      }
      verifySignature(key) {
        return core_1.crypto.verify(this.artifact, key, this.signature, this.hashAlgorithm);
      }
    };
    exports.MessageSignatureContent = MessageSignatureContent;
  }
});

// node_modules/@sigstore/verify/dist/bundle/index.js
var require_bundle2 = __commonJS({
  "node_modules/@sigstore/verify/dist/bundle/index.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.toSignedEntity = toSignedEntity2;
    exports.signatureContent = signatureContent;
    var core_1 = require_dist();
    var dsse_1 = require_dsse();
    var message_1 = require_message();
    function toSignedEntity2(bundle, artifact) {
      const { tlogEntries, timestampVerificationData } = bundle.verificationMaterial;
      const timestamps = [];
      for (const entry of tlogEntries) {
        if (entry.integratedTime && entry.integratedTime !== "0") {
          timestamps.push({
            $case: "transparency-log",
            tlogEntry: entry
          });
        }
      }
      for (const ts of timestampVerificationData?.rfc3161Timestamps ?? []) {
        timestamps.push({
          $case: "timestamp-authority",
          timestamp: core_1.RFC3161Timestamp.parse(Buffer.from(ts.signedTimestamp))
        });
      }
      return {
        signature: signatureContent(bundle, artifact),
        key: key(bundle),
        tlogEntries,
        timestamps
      };
    }
    function signatureContent(bundle, artifact) {
      switch (bundle.content.$case) {
        case "dsseEnvelope":
          return new dsse_1.DSSESignatureContent(bundle.content.dsseEnvelope);
        case "messageSignature":
          return new message_1.MessageSignatureContent(bundle.content.messageSignature, artifact);
      }
    }
    function key(bundle) {
      switch (bundle.verificationMaterial.content.$case) {
        case "publicKey":
          return {
            $case: "public-key",
            hint: bundle.verificationMaterial.content.publicKey.hint
          };
        case "x509CertificateChain":
          return {
            $case: "certificate",
            certificate: core_1.X509Certificate.parse(Buffer.from(bundle.verificationMaterial.content.x509CertificateChain.certificates[0].rawBytes))
          };
        case "certificate":
          return {
            $case: "certificate",
            certificate: core_1.X509Certificate.parse(Buffer.from(bundle.verificationMaterial.content.certificate.rawBytes))
          };
      }
    }
  }
});

// node_modules/@sigstore/verify/dist/error.js
var require_error2 = __commonJS({
  "node_modules/@sigstore/verify/dist/error.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.PolicyError = exports.VerificationError = void 0;
    var BaseError = class extends Error {
      code;
      cause;
      /* eslint-disable-line @typescript-eslint/no-explicit-any */
      constructor({ code, message, cause }) {
        super(message);
        this.code = code;
        this.cause = cause;
        this.name = this.constructor.name;
      }
    };
    var VerificationError2 = class extends BaseError {
    };
    exports.VerificationError = VerificationError2;
    var PolicyError = class extends BaseError {
    };
    exports.PolicyError = PolicyError;
  }
});

// node_modules/@sigstore/verify/dist/trust/filter.js
var require_filter = __commonJS({
  "node_modules/@sigstore/verify/dist/trust/filter.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.filterCertAuthorities = filterCertAuthorities;
    exports.filterTLogAuthorities = filterTLogAuthorities;
    function filterCertAuthorities(certAuthorities, timestamp) {
      return certAuthorities.filter((ca) => {
        return ca.validFor.start <= timestamp && ca.validFor.end >= timestamp;
      });
    }
    function filterTLogAuthorities(tlogAuthorities, criteria) {
      return tlogAuthorities.filter((tlog) => {
        if (criteria.logID && !tlog.logID.equals(criteria.logID)) {
          return false;
        }
        return tlog.validFor.start <= criteria.targetDate && criteria.targetDate <= tlog.validFor.end;
      });
    }
  }
});

// node_modules/@sigstore/verify/dist/trust/index.js
var require_trust = __commonJS({
  "node_modules/@sigstore/verify/dist/trust/index.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.filterTLogAuthorities = exports.filterCertAuthorities = void 0;
    exports.toTrustMaterial = toTrustMaterial2;
    var core_1 = require_dist();
    var protobuf_specs_1 = require_dist3();
    var error_1 = require_error2();
    var BEGINNING_OF_TIME = /* @__PURE__ */ new Date(0);
    var END_OF_TIME = /* @__PURE__ */ new Date(864e13);
    var filter_1 = require_filter();
    Object.defineProperty(exports, "filterCertAuthorities", { enumerable: true, get: function() {
      return filter_1.filterCertAuthorities;
    } });
    Object.defineProperty(exports, "filterTLogAuthorities", { enumerable: true, get: function() {
      return filter_1.filterTLogAuthorities;
    } });
    function toTrustMaterial2(root, keys) {
      const keyFinder = typeof keys === "function" ? keys : keyLocator(keys);
      return {
        certificateAuthorities: root.certificateAuthorities.map(createCertAuthority),
        timestampAuthorities: root.timestampAuthorities.map(createCertAuthority),
        tlogs: root.tlogs.map(createTLogAuthority),
        ctlogs: root.ctlogs.map(createTLogAuthority),
        publicKey: keyFinder
      };
    }
    function createTLogAuthority(tlogInstance) {
      const keyDetails = tlogInstance.publicKey.keyDetails;
      const keyType = keyDetails === protobuf_specs_1.PublicKeyDetails.PKCS1_RSA_PKCS1V5 || keyDetails === protobuf_specs_1.PublicKeyDetails.PKIX_RSA_PKCS1V5 || keyDetails === protobuf_specs_1.PublicKeyDetails.PKIX_RSA_PKCS1V15_2048_SHA256 || keyDetails === protobuf_specs_1.PublicKeyDetails.PKIX_RSA_PKCS1V15_3072_SHA256 || keyDetails === protobuf_specs_1.PublicKeyDetails.PKIX_RSA_PKCS1V15_4096_SHA256 ? "pkcs1" : "spki";
      return {
        baseURL: tlogInstance.baseUrl,
        logID: tlogInstance.checkpointKeyId ? tlogInstance.checkpointKeyId.keyId : tlogInstance.logId.keyId,
        publicKey: core_1.crypto.createPublicKey(tlogInstance.publicKey.rawBytes, keyType),
        validFor: {
          start: tlogInstance.publicKey.validFor?.start || BEGINNING_OF_TIME,
          end: tlogInstance.publicKey.validFor?.end || END_OF_TIME
        }
      };
    }
    function createCertAuthority(ca) {
      return {
        certChain: ca.certChain.certificates.map((cert) => {
          return core_1.X509Certificate.parse(Buffer.from(cert.rawBytes));
        }),
        validFor: {
          start: ca.validFor?.start || BEGINNING_OF_TIME,
          end: ca.validFor?.end || END_OF_TIME
        }
      };
    }
    function keyLocator(keys) {
      return (hint) => {
        const key = (keys || {})[hint];
        if (!key) {
          throw new error_1.VerificationError({
            code: "PUBLIC_KEY_ERROR",
            message: `key not found: ${hint}`
          });
        }
        return {
          publicKey: core_1.crypto.createPublicKey(key.rawBytes),
          validFor: (date) => {
            return (key.validFor?.start || BEGINNING_OF_TIME) <= date && (key.validFor?.end || END_OF_TIME) >= date;
          }
        };
      };
    }
  }
});

// node-required:sigstore-verify/util
var require_util = __commonJS({
  "node-required:sigstore-verify/util"(exports, module) {
    module.exports = process.getBuiltinModule?.("node:util") ?? {};
  }
});

// node_modules/@sigstore/verify/dist/key/certificate.js
var require_certificate = __commonJS({
  "node_modules/@sigstore/verify/dist/key/certificate.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.CertificateChainVerifier = void 0;
    exports.verifyCertificateChain = verifyCertificateChain;
    var error_1 = require_error2();
    var trust_1 = require_trust();
    function verifyCertificateChain(timestamp, leaf, certificateAuthorities) {
      const cas = (0, trust_1.filterCertAuthorities)(certificateAuthorities, timestamp);
      let error;
      for (const ca of cas) {
        try {
          const verifier = new CertificateChainVerifier({
            trustedCerts: ca.certChain,
            untrustedCert: leaf,
            timestamp
          });
          return verifier.verify();
        } catch (err2) {
          error = err2;
        }
      }
      throw new error_1.VerificationError({
        code: "CERTIFICATE_ERROR",
        message: "Failed to verify certificate chain",
        cause: error
      });
    }
    var CertificateChainVerifier = class {
      untrustedCert;
      trustedCerts;
      localCerts;
      timestamp;
      constructor(opts) {
        this.untrustedCert = opts.untrustedCert;
        this.trustedCerts = opts.trustedCerts;
        this.localCerts = dedupeCertificates([
          ...opts.trustedCerts,
          opts.untrustedCert
        ]);
        this.timestamp = opts.timestamp;
      }
      verify() {
        const certificatePath = this.sort();
        this.checkPath(certificatePath);
        const validForDate = certificatePath.every((cert) => cert.validForDate(this.timestamp));
        if (!validForDate) {
          throw new error_1.VerificationError({
            code: "CERTIFICATE_ERROR",
            message: "certificate is not valid or expired at the specified date"
          });
        }
        return certificatePath;
      }
      sort() {
        const leafCert = this.untrustedCert;
        let paths = this.buildPaths(leafCert);
        paths = paths.filter((path2) => path2.some((cert) => this.trustedCerts.includes(cert)));
        if (paths.length === 0) {
          throw new error_1.VerificationError({
            code: "CERTIFICATE_ERROR",
            message: "no trusted certificate path found"
          });
        }
        const path = paths.reduce((prev, curr) => prev.length < curr.length ? prev : curr);
        return [leafCert, ...path].slice(0, -1);
      }
      // Recursively build all possible paths from the leaf to the root
      buildPaths(certificate) {
        const paths = [];
        const issuers = this.findIssuer(certificate);
        if (issuers.length === 0) {
          throw new error_1.VerificationError({
            code: "CERTIFICATE_ERROR",
            message: "no valid certificate path found"
          });
        }
        for (let i = 0; i < issuers.length; i++) {
          const issuer = issuers[i];
          if (issuer.equals(certificate)) {
            paths.push([certificate]);
            continue;
          }
          const subPaths = this.buildPaths(issuer);
          for (let j = 0; j < subPaths.length; j++) {
            paths.push([issuer, ...subPaths[j]]);
          }
        }
        return paths;
      }
      // Return all possible issuers for the given certificate
      findIssuer(certificate) {
        let issuers = [];
        let keyIdentifier;
        if (certificate.subject.equals(certificate.issuer)) {
          if (certificate.verify()) {
            return [certificate];
          }
        }
        if (certificate.extAuthorityKeyID) {
          keyIdentifier = certificate.extAuthorityKeyID.keyIdentifier;
        }
        this.localCerts.forEach((possibleIssuer) => {
          if (keyIdentifier) {
            if (possibleIssuer.extSubjectKeyID) {
              if (possibleIssuer.extSubjectKeyID.keyIdentifier.equals(keyIdentifier)) {
                issuers.push(possibleIssuer);
              }
              return;
            }
          }
          if (possibleIssuer.subject.equals(certificate.issuer)) {
            issuers.push(possibleIssuer);
          }
        });
        issuers = issuers.filter((issuer) => {
          try {
            return certificate.verify(issuer);
          } catch (ex) {
            return false;
          }
        });
        return issuers;
      }
      checkPath(path) {
        if (path.length < 1) {
          throw new error_1.VerificationError({
            code: "CERTIFICATE_ERROR",
            message: "certificate chain must contain at least one certificate"
          });
        }
        const validCAs = path.slice(1).every((cert) => cert.isCA);
        if (!validCAs) {
          throw new error_1.VerificationError({
            code: "CERTIFICATE_ERROR",
            message: "intermediate certificate is not a CA"
          });
        }
        for (let i = path.length - 2; i >= 0; i--) {
          if (!path[i].issuer.equals(path[i + 1].subject)) {
            throw new error_1.VerificationError({
              code: "CERTIFICATE_ERROR",
              message: "incorrect certificate name chaining"
            });
          }
        }
        for (let i = 0; i < path.length; i++) {
          const cert = path[i];
          if (cert.extBasicConstraints?.isCA) {
            const pathLength = cert.extBasicConstraints.pathLenConstraint;
            if (pathLength !== void 0 && pathLength < i - 1) {
              throw new error_1.VerificationError({
                code: "CERTIFICATE_ERROR",
                message: "path length constraint exceeded"
              });
            }
          }
        }
      }
    };
    exports.CertificateChainVerifier = CertificateChainVerifier;
    function dedupeCertificates(certs) {
      for (let i = 0; i < certs.length; i++) {
        for (let j = i + 1; j < certs.length; j++) {
          if (certs[i].equals(certs[j])) {
            certs.splice(j, 1);
            j--;
          }
        }
      }
      return certs;
    }
  }
});

// node_modules/@sigstore/verify/dist/key/sct.js
var require_sct = __commonJS({
  "node_modules/@sigstore/verify/dist/key/sct.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.verifySCTs = verifySCTs;
    var core_1 = require_dist();
    var error_1 = require_error2();
    var trust_1 = require_trust();
    function verifySCTs(cert, issuer, ctlogs) {
      let extSCT;
      const clone = cert.clone();
      for (let i = 0; i < clone.extensions.length; i++) {
        const ext = clone.extensions[i];
        if (ext.subs[0].toOID() === core_1.EXTENSION_OID_SCT) {
          extSCT = new core_1.X509SCTExtension(ext);
          clone.extensions.splice(i, 1);
          break;
        }
      }
      if (!extSCT) {
        return [];
      }
      if (extSCT.signedCertificateTimestamps.length === 0) {
        return [];
      }
      const preCert = new core_1.ByteStream();
      const issuerId = core_1.crypto.digest("sha256", issuer.publicKey);
      preCert.appendView(issuerId);
      const tbs = clone.tbsCertificate.toDER();
      preCert.appendUint24(tbs.length);
      preCert.appendView(tbs);
      return extSCT.signedCertificateTimestamps.map((sct) => {
        const validCTLogs = (0, trust_1.filterTLogAuthorities)(ctlogs, {
          logID: sct.logID,
          targetDate: sct.datetime
        });
        const verified = validCTLogs.some((log) => sct.verify(preCert.buffer, log.publicKey));
        if (!verified) {
          throw new error_1.VerificationError({
            code: "CERTIFICATE_ERROR",
            message: "SCT verification failed"
          });
        }
        return sct.logID;
      });
    }
  }
});

// node_modules/@sigstore/verify/dist/key/index.js
var require_key = __commonJS({
  "node_modules/@sigstore/verify/dist/key/index.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.verifyPublicKey = verifyPublicKey;
    exports.verifyCertificate = verifyCertificate;
    var core_1 = require_dist();
    var error_1 = require_error2();
    var certificate_1 = require_certificate();
    var sct_1 = require_sct();
    var OID_FULCIO_ISSUER_V1 = "1.3.6.1.4.1.57264.1.1";
    var OID_FULCIO_ISSUER_V2 = "1.3.6.1.4.1.57264.1.8";
    function verifyPublicKey(hint, timestamps, trustMaterial) {
      const key = trustMaterial.publicKey(hint);
      timestamps.forEach((timestamp) => {
        if (!key.validFor(timestamp)) {
          throw new error_1.VerificationError({
            code: "PUBLIC_KEY_ERROR",
            message: `Public key is not valid for timestamp: ${timestamp.toISOString()}`
          });
        }
      });
      return { key: key.publicKey };
    }
    function verifyCertificate(leaf, timestamps, trustMaterial) {
      let path = [];
      timestamps.forEach((timestamp) => {
        path = (0, certificate_1.verifyCertificateChain)(timestamp, leaf, trustMaterial.certificateAuthorities);
      });
      return {
        scts: (0, sct_1.verifySCTs)(path[0], path[1], trustMaterial.ctlogs),
        signer: getSigner(path[0])
      };
    }
    function getSigner(cert) {
      let issuer;
      const issuerExtension = cert.extension(OID_FULCIO_ISSUER_V2);
      if (issuerExtension) {
        issuer = issuerExtension.valueObj.subs?.[0]?.value.toString("ascii");
      } else {
        issuer = cert.extension(OID_FULCIO_ISSUER_V1)?.value.toString("ascii");
      }
      const oids = cert.extensions.map((ext) => {
        const oid = ext.subs[0].toOID();
        return {
          oid: { id: oid.split(".").map(Number) },
          value: ext.subs[ext.subs.length - 1].value
        };
      });
      const identity = {
        extensions: { issuer },
        subjectAlternativeName: cert.subjectAltName,
        oids
      };
      return {
        key: core_1.crypto.createPublicKey(cert.publicKey),
        identity
      };
    }
  }
});

// node_modules/@sigstore/verify/dist/policy.js
var require_policy = __commonJS({
  "node_modules/@sigstore/verify/dist/policy.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.verifySubjectAlternativeName = verifySubjectAlternativeName;
    exports.verifyExtensions = verifyExtensions;
    exports.verifyOIDs = verifyOIDs;
    var error_1 = require_error2();
    function verifySubjectAlternativeName(policyIdentity, signerIdentity) {
      if (signerIdentity === void 0 || !signerIdentity.match(policyIdentity)) {
        throw new error_1.PolicyError({
          code: "UNTRUSTED_SIGNER_ERROR",
          message: `certificate identity error - expected ${policyIdentity}, got ${signerIdentity}`
        });
      }
    }
    function verifyExtensions(policyExtensions, signerExtensions = {}) {
      let key;
      for (key in policyExtensions) {
        if (signerExtensions[key] !== policyExtensions[key]) {
          throw new error_1.PolicyError({
            code: "UNTRUSTED_SIGNER_ERROR",
            message: `invalid certificate extension - expected ${key}=${policyExtensions[key]}, got ${key}=${signerExtensions[key]}`
          });
        }
      }
    }
    function verifyOIDs(policyOIDs, signerOIDs = []) {
      for (const policyOID of policyOIDs) {
        const match = signerOIDs.find((signerOID) => oidEquals(policyOID.oid?.id, signerOID.oid?.id) && policyOID.value.equals(signerOID.value));
        if (!match) {
          const oid = policyOID.oid?.id.join(".") ?? "<unknown>";
          throw new error_1.PolicyError({
            code: "UNTRUSTED_SIGNER_ERROR",
            message: `invalid certificate extension - missing OID ${oid}`
          });
        }
      }
    }
    function oidEquals(a, b) {
      if (a === void 0 || b === void 0) {
        return false;
      }
      return a.length === b.length && a.every((v, i) => v === b[i]);
    }
  }
});

// node_modules/@sigstore/verify/dist/timestamp/tsa.js
var require_tsa = __commonJS({
  "node_modules/@sigstore/verify/dist/timestamp/tsa.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.verifyRFC3161Timestamp = verifyRFC3161Timestamp;
    var core_1 = require_dist();
    var error_1 = require_error2();
    var certificate_1 = require_certificate();
    var trust_1 = require_trust();
    function verifyRFC3161Timestamp(timestamp, data, timestampAuthorities) {
      const signingTime = timestamp.signingTime;
      timestampAuthorities = (0, trust_1.filterCertAuthorities)(timestampAuthorities, signingTime);
      timestampAuthorities = filterCAsBySerialAndIssuer(timestampAuthorities, {
        serialNumber: timestamp.signerSerialNumber,
        issuer: timestamp.signerIssuer
      });
      const verified = timestampAuthorities.some((ca) => {
        try {
          verifyTimestampForCA(timestamp, data, ca);
          return true;
        } catch (e) {
          return false;
        }
      });
      if (!verified) {
        throw new error_1.VerificationError({
          code: "TIMESTAMP_ERROR",
          message: "timestamp could not be verified"
        });
      }
    }
    function verifyTimestampForCA(timestamp, data, ca) {
      const [leaf, ...cas] = ca.certChain;
      const signingKey = core_1.crypto.createPublicKey(leaf.publicKey);
      const signingTime = timestamp.signingTime;
      try {
        new certificate_1.CertificateChainVerifier({
          untrustedCert: leaf,
          trustedCerts: cas,
          timestamp: signingTime
        }).verify();
      } catch (e) {
        throw new error_1.VerificationError({
          code: "TIMESTAMP_ERROR",
          message: "invalid certificate chain"
        });
      }
      timestamp.verify(data, signingKey);
    }
    function filterCAsBySerialAndIssuer(timestampAuthorities, criteria) {
      return timestampAuthorities.filter((ca) => ca.certChain.length > 0 && core_1.crypto.bufferEqual(ca.certChain[0].serialNumber, criteria.serialNumber) && core_1.crypto.bufferEqual(ca.certChain[0].issuer, criteria.issuer));
    }
  }
});

// node_modules/@sigstore/verify/dist/timestamp/index.js
var require_timestamp2 = __commonJS({
  "node_modules/@sigstore/verify/dist/timestamp/index.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.getTSATimestamp = getTSATimestamp;
    exports.getTLogTimestamp = getTLogTimestamp;
    var tsa_1 = require_tsa();
    function getTSATimestamp(timestamp, data, timestampAuthorities) {
      (0, tsa_1.verifyRFC3161Timestamp)(timestamp, data, timestampAuthorities);
      return {
        type: "timestamp-authority",
        logID: timestamp.signerSerialNumber,
        timestamp: timestamp.signingTime
      };
    }
    function getTLogTimestamp(entry) {
      if (!entry.inclusionPromise) {
        return void 0;
      }
      return {
        type: "transparency-log",
        logID: entry.logId.keyId,
        timestamp: new Date(Number(entry.integratedTime) * 1e3)
      };
    }
  }
});

// node_modules/@sigstore/protobuf-specs/dist/__generated__/rekor/v2/verifier.js
var require_verifier = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/__generated__/rekor/v2/verifier.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.Signature = exports.Verifier = exports.PublicKey = void 0;
    var sigstore_common_1 = require_sigstore_common();
    exports.PublicKey = {
      fromJSON(object) {
        return { rawBytes: isSet(object.rawBytes) ? Buffer.from(bytesFromBase64(object.rawBytes)) : Buffer.alloc(0) };
      },
      toJSON(message) {
        const obj = {};
        if (message.rawBytes.length !== 0) {
          obj.rawBytes = base64FromBytes(message.rawBytes);
        }
        return obj;
      }
    };
    exports.Verifier = {
      fromJSON(object) {
        return {
          verifier: isSet(object.publicKey) ? { $case: "publicKey", publicKey: exports.PublicKey.fromJSON(object.publicKey) } : isSet(object.x509Certificate) ? { $case: "x509Certificate", x509Certificate: sigstore_common_1.X509Certificate.fromJSON(object.x509Certificate) } : void 0,
          keyDetails: isSet(object.keyDetails) ? (0, sigstore_common_1.publicKeyDetailsFromJSON)(object.keyDetails) : 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.verifier?.$case === "publicKey") {
          obj.publicKey = exports.PublicKey.toJSON(message.verifier.publicKey);
        } else if (message.verifier?.$case === "x509Certificate") {
          obj.x509Certificate = sigstore_common_1.X509Certificate.toJSON(message.verifier.x509Certificate);
        }
        if (message.keyDetails !== 0) {
          obj.keyDetails = (0, sigstore_common_1.publicKeyDetailsToJSON)(message.keyDetails);
        }
        return obj;
      }
    };
    exports.Signature = {
      fromJSON(object) {
        return {
          content: isSet(object.content) ? Buffer.from(bytesFromBase64(object.content)) : Buffer.alloc(0),
          verifier: isSet(object.verifier) ? exports.Verifier.fromJSON(object.verifier) : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.content.length !== 0) {
          obj.content = base64FromBytes(message.content);
        }
        if (message.verifier !== void 0) {
          obj.verifier = exports.Verifier.toJSON(message.verifier);
        }
        return obj;
      }
    };
    function bytesFromBase64(b64) {
      return Uint8Array.from(globalThis.Buffer.from(b64, "base64"));
    }
    function base64FromBytes(arr) {
      return globalThis.Buffer.from(arr).toString("base64");
    }
    function isSet(value) {
      return value !== null && value !== void 0;
    }
  }
});

// node_modules/@sigstore/protobuf-specs/dist/__generated__/rekor/v2/dsse.js
var require_dsse2 = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/__generated__/rekor/v2/dsse.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.DSSELogEntryV002 = exports.DSSERequestV002 = void 0;
    var envelope_1 = require_envelope();
    var sigstore_common_1 = require_sigstore_common();
    var verifier_1 = require_verifier();
    exports.DSSERequestV002 = {
      fromJSON(object) {
        return {
          envelope: isSet(object.envelope) ? envelope_1.Envelope.fromJSON(object.envelope) : void 0,
          verifiers: globalThis.Array.isArray(object?.verifiers) ? object.verifiers.map((e) => verifier_1.Verifier.fromJSON(e)) : []
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.envelope !== void 0) {
          obj.envelope = envelope_1.Envelope.toJSON(message.envelope);
        }
        if (message.verifiers?.length) {
          obj.verifiers = message.verifiers.map((e) => verifier_1.Verifier.toJSON(e));
        }
        return obj;
      }
    };
    exports.DSSELogEntryV002 = {
      fromJSON(object) {
        return {
          payloadHash: isSet(object.payloadHash) ? sigstore_common_1.HashOutput.fromJSON(object.payloadHash) : void 0,
          signatures: globalThis.Array.isArray(object?.signatures) ? object.signatures.map((e) => verifier_1.Signature.fromJSON(e)) : []
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.payloadHash !== void 0) {
          obj.payloadHash = sigstore_common_1.HashOutput.toJSON(message.payloadHash);
        }
        if (message.signatures?.length) {
          obj.signatures = message.signatures.map((e) => verifier_1.Signature.toJSON(e));
        }
        return obj;
      }
    };
    function isSet(value) {
      return value !== null && value !== void 0;
    }
  }
});

// node_modules/@sigstore/protobuf-specs/dist/__generated__/rekor/v2/hashedrekord.js
var require_hashedrekord = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/__generated__/rekor/v2/hashedrekord.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.HashedRekordLogEntryV002 = exports.HashedRekordRequestV002 = void 0;
    var sigstore_common_1 = require_sigstore_common();
    var verifier_1 = require_verifier();
    exports.HashedRekordRequestV002 = {
      fromJSON(object) {
        return {
          digest: isSet(object.digest) ? Buffer.from(bytesFromBase64(object.digest)) : Buffer.alloc(0),
          signature: isSet(object.signature) ? verifier_1.Signature.fromJSON(object.signature) : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.digest.length !== 0) {
          obj.digest = base64FromBytes(message.digest);
        }
        if (message.signature !== void 0) {
          obj.signature = verifier_1.Signature.toJSON(message.signature);
        }
        return obj;
      }
    };
    exports.HashedRekordLogEntryV002 = {
      fromJSON(object) {
        return {
          data: isSet(object.data) ? sigstore_common_1.HashOutput.fromJSON(object.data) : void 0,
          signature: isSet(object.signature) ? verifier_1.Signature.fromJSON(object.signature) : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.data !== void 0) {
          obj.data = sigstore_common_1.HashOutput.toJSON(message.data);
        }
        if (message.signature !== void 0) {
          obj.signature = verifier_1.Signature.toJSON(message.signature);
        }
        return obj;
      }
    };
    function bytesFromBase64(b64) {
      return Uint8Array.from(globalThis.Buffer.from(b64, "base64"));
    }
    function base64FromBytes(arr) {
      return globalThis.Buffer.from(arr).toString("base64");
    }
    function isSet(value) {
      return value !== null && value !== void 0;
    }
  }
});

// node_modules/@sigstore/protobuf-specs/dist/__generated__/rekor/v2/entry.js
var require_entry = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/__generated__/rekor/v2/entry.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.CreateEntryRequest = exports.Spec = exports.Entry = void 0;
    var dsse_1 = require_dsse2();
    var hashedrekord_1 = require_hashedrekord();
    exports.Entry = {
      fromJSON(object) {
        return {
          kind: isSet(object.kind) ? globalThis.String(object.kind) : "",
          apiVersion: isSet(object.apiVersion) ? globalThis.String(object.apiVersion) : "",
          spec: isSet(object.spec) ? exports.Spec.fromJSON(object.spec) : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.kind !== "") {
          obj.kind = message.kind;
        }
        if (message.apiVersion !== "") {
          obj.apiVersion = message.apiVersion;
        }
        if (message.spec !== void 0) {
          obj.spec = exports.Spec.toJSON(message.spec);
        }
        return obj;
      }
    };
    exports.Spec = {
      fromJSON(object) {
        return {
          spec: isSet(object.hashedRekordV002) ? { $case: "hashedRekordV002", hashedRekordV002: hashedrekord_1.HashedRekordLogEntryV002.fromJSON(object.hashedRekordV002) } : isSet(object.dsseV002) ? { $case: "dsseV002", dsseV002: dsse_1.DSSELogEntryV002.fromJSON(object.dsseV002) } : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.spec?.$case === "hashedRekordV002") {
          obj.hashedRekordV002 = hashedrekord_1.HashedRekordLogEntryV002.toJSON(message.spec.hashedRekordV002);
        } else if (message.spec?.$case === "dsseV002") {
          obj.dsseV002 = dsse_1.DSSELogEntryV002.toJSON(message.spec.dsseV002);
        }
        return obj;
      }
    };
    exports.CreateEntryRequest = {
      fromJSON(object) {
        return {
          spec: isSet(object.hashedRekordRequestV002) ? {
            $case: "hashedRekordRequestV002",
            hashedRekordRequestV002: hashedrekord_1.HashedRekordRequestV002.fromJSON(object.hashedRekordRequestV002)
          } : isSet(object.dsseRequestV002) ? { $case: "dsseRequestV002", dsseRequestV002: dsse_1.DSSERequestV002.fromJSON(object.dsseRequestV002) } : void 0
        };
      },
      toJSON(message) {
        const obj = {};
        if (message.spec?.$case === "hashedRekordRequestV002") {
          obj.hashedRekordRequestV002 = hashedrekord_1.HashedRekordRequestV002.toJSON(message.spec.hashedRekordRequestV002);
        } else if (message.spec?.$case === "dsseRequestV002") {
          obj.dsseRequestV002 = dsse_1.DSSERequestV002.toJSON(message.spec.dsseRequestV002);
        }
        return obj;
      }
    };
    function isSet(value) {
      return value !== null && value !== void 0;
    }
  }
});

// node_modules/@sigstore/protobuf-specs/dist/rekor/v2/index.js
var require_v2 = __commonJS({
  "node_modules/@sigstore/protobuf-specs/dist/rekor/v2/index.js"(exports) {
    "use strict";
    var __createBinding = exports && exports.__createBinding || (Object.create ? (function(o, m, k, k2) {
      if (k2 === void 0) k2 = k;
      var desc = Object.getOwnPropertyDescriptor(m, k);
      if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
        desc = { enumerable: true, get: function() {
          return m[k];
        } };
      }
      Object.defineProperty(o, k2, desc);
    }) : (function(o, m, k, k2) {
      if (k2 === void 0) k2 = k;
      o[k2] = m[k];
    }));
    var __exportStar = exports && exports.__exportStar || function(m, exports2) {
      for (var p in m) if (p !== "default" && !Object.prototype.hasOwnProperty.call(exports2, p)) __createBinding(exports2, m, p);
    };
    Object.defineProperty(exports, "__esModule", { value: true });
    __exportStar(require_dsse2(), exports);
    __exportStar(require_entry(), exports);
    __exportStar(require_hashedrekord(), exports);
    __exportStar(require_verifier(), exports);
  }
});

// node_modules/@sigstore/verify/dist/tlog/dsse.js
var require_dsse3 = __commonJS({
  "node_modules/@sigstore/verify/dist/tlog/dsse.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.DSSE_API_VERSION_V1 = void 0;
    exports.verifyDSSETLogBody = verifyDSSETLogBody;
    exports.verifyDSSETLogBodyV2 = verifyDSSETLogBodyV2;
    var error_1 = require_error2();
    exports.DSSE_API_VERSION_V1 = "0.0.1";
    function verifyDSSETLogBody(tlogEntry, content) {
      switch (tlogEntry.apiVersion) {
        case exports.DSSE_API_VERSION_V1:
          return verifyDSSE001TLogBody(tlogEntry, content);
        default:
          throw new error_1.VerificationError({
            code: "TLOG_BODY_ERROR",
            message: `unsupported dsse version: ${tlogEntry.apiVersion}`
          });
      }
    }
    function verifyDSSETLogBodyV2(tlogEntry, content) {
      const spec = tlogEntry.spec?.spec;
      if (!spec) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: `missing dsse spec`
        });
      }
      switch (spec.$case) {
        case "dsseV002":
          return verifyDSSE002TLogBody(spec.dsseV002, content);
        default:
          throw new error_1.VerificationError({
            code: "TLOG_BODY_ERROR",
            message: `unsupported version: ${spec.$case}`
          });
      }
    }
    function verifyDSSE001TLogBody(tlogEntry, content) {
      if (tlogEntry.spec.signatures?.length !== 1) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "signature count mismatch"
        });
      }
      const tlogSig = tlogEntry.spec.signatures[0].signature;
      if (!content.compareSignature(Buffer.from(tlogSig, "base64")))
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "tlog entry signature mismatch"
        });
      const tlogHash = tlogEntry.spec.payloadHash?.value || "";
      if (!content.compareDigest(Buffer.from(tlogHash, "hex"))) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "DSSE payload hash mismatch"
        });
      }
    }
    function verifyDSSE002TLogBody(spec, content) {
      if (spec.signatures?.length !== 1) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "signature count mismatch"
        });
      }
      const tlogSig = spec.signatures[0].content;
      if (!content.compareSignature(tlogSig))
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "tlog entry signature mismatch"
        });
      const tlogHash = spec.payloadHash?.digest || Buffer.from("");
      if (!content.compareDigest(tlogHash)) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "DSSE payload hash mismatch"
        });
      }
    }
  }
});

// node_modules/@sigstore/verify/dist/tlog/hashedrekord.js
var require_hashedrekord2 = __commonJS({
  "node_modules/@sigstore/verify/dist/tlog/hashedrekord.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.HASHEDREKORD_API_VERSION_V1 = void 0;
    exports.verifyHashedRekordTLogBody = verifyHashedRekordTLogBody;
    exports.verifyHashedRekordTLogBodyV2 = verifyHashedRekordTLogBodyV2;
    var error_1 = require_error2();
    exports.HASHEDREKORD_API_VERSION_V1 = "0.0.1";
    function verifyHashedRekordTLogBody(tlogEntry, content) {
      switch (tlogEntry.apiVersion) {
        case exports.HASHEDREKORD_API_VERSION_V1:
          return verifyHashedrekord001TLogBody(tlogEntry, content);
        default:
          throw new error_1.VerificationError({
            code: "TLOG_BODY_ERROR",
            message: `unsupported hashedrekord version: ${tlogEntry.apiVersion}`
          });
      }
    }
    function verifyHashedRekordTLogBodyV2(tlogEntry, content) {
      const spec = tlogEntry.spec?.spec;
      if (!spec) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: `missing dsse spec`
        });
      }
      switch (spec.$case) {
        case "hashedRekordV002":
          return verifyHashedrekord002TLogBody(spec.hashedRekordV002, content);
        default:
          throw new error_1.VerificationError({
            code: "TLOG_BODY_ERROR",
            message: `unsupported version: ${spec.$case}`
          });
      }
    }
    function verifyHashedrekord001TLogBody(tlogEntry, content) {
      const tlogSig = tlogEntry.spec.signature.content || "";
      if (!content.compareSignature(Buffer.from(tlogSig, "base64"))) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "signature mismatch"
        });
      }
      const tlogDigest = tlogEntry.spec.data.hash?.value || "";
      if (!content.compareSignedDigest(Buffer.from(tlogDigest, "hex"))) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "digest mismatch"
        });
      }
    }
    function verifyHashedrekord002TLogBody(spec, content) {
      const tlogSig = spec.signature?.content || Buffer.from("");
      if (!content.compareSignature(tlogSig)) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "signature mismatch"
        });
      }
      const tlogHash = spec.data?.digest || Buffer.from("");
      if (!content.compareSignedDigest(tlogHash)) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "digest mismatch"
        });
      }
    }
  }
});

// node_modules/@sigstore/verify/dist/tlog/intoto.js
var require_intoto = __commonJS({
  "node_modules/@sigstore/verify/dist/tlog/intoto.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.verifyIntotoTLogBody = verifyIntotoTLogBody;
    var error_1 = require_error2();
    function verifyIntotoTLogBody(tlogEntry, content) {
      switch (tlogEntry.apiVersion) {
        case "0.0.2":
          return verifyIntoto002TLogBody(tlogEntry, content);
        default:
          throw new error_1.VerificationError({
            code: "TLOG_BODY_ERROR",
            message: `unsupported intoto version: ${tlogEntry.apiVersion}`
          });
      }
    }
    function verifyIntoto002TLogBody(tlogEntry, content) {
      if (tlogEntry.spec.content.envelope.signatures?.length !== 1) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "signature count mismatch"
        });
      }
      const tlogSig = base64Decode(tlogEntry.spec.content.envelope.signatures[0].sig);
      if (!content.compareSignature(Buffer.from(tlogSig, "base64"))) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "tlog entry signature mismatch"
        });
      }
      const tlogHash = tlogEntry.spec.content.payloadHash?.value || "";
      if (!content.compareDigest(Buffer.from(tlogHash, "hex"))) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "DSSE payload hash mismatch"
        });
      }
    }
    function base64Decode(str) {
      return Buffer.from(str, "base64").toString("utf-8");
    }
  }
});

// node_modules/@sigstore/verify/dist/tlog/checkpoint.js
var require_checkpoint = __commonJS({
  "node_modules/@sigstore/verify/dist/tlog/checkpoint.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.LogCheckpoint = void 0;
    exports.verifyCheckpoint = verifyCheckpoint;
    var core_1 = require_dist();
    var error_1 = require_error2();
    var CHECKPOINT_SEPARATOR = "\n\n";
    var SIGNATURE_REGEX = /\u2014 (\S+) (\S+)\n/g;
    function verifyCheckpoint(entry, tlogs) {
      const inclusionProof = entry.inclusionProof;
      const signedNote = SignedNote.fromString(inclusionProof.checkpoint.envelope);
      const checkpoint = LogCheckpoint.fromString(signedNote.note);
      if (!verifySignedNote(signedNote, tlogs)) {
        throw new error_1.VerificationError({
          code: "TLOG_INCLUSION_PROOF_ERROR",
          message: "invalid checkpoint signature"
        });
      }
      return checkpoint;
    }
    function verifySignedNote(signedNote, tlogs) {
      const data = Buffer.from(signedNote.note, "utf-8");
      return signedNote.signatures.some((signature) => {
        const tlog = tlogs.find((tlog2) => core_1.crypto.bufferEqual(tlog2.logID.subarray(0, 4), signature.keyHint) && // Match the signature name to the base URL of the tlog. The name is
        // attacker-controlled, so it MUST be compared as a literal substring
        // and never coerced into a RegExp (as String.prototype.match would).
        tlog2.baseURL.includes(signature.name));
        if (!tlog) {
          return false;
        }
        return core_1.crypto.verify(data, tlog.publicKey, signature.signature);
      });
    }
    var SignedNote = class _SignedNote {
      note;
      signatures;
      constructor(note, signatures) {
        this.note = note;
        this.signatures = signatures;
      }
      // Deserialize a SignedNote from a string
      static fromString(envelope) {
        if (!envelope.includes(CHECKPOINT_SEPARATOR)) {
          throw new error_1.VerificationError({
            code: "TLOG_INCLUSION_PROOF_ERROR",
            message: "missing checkpoint separator"
          });
        }
        const split = envelope.indexOf(CHECKPOINT_SEPARATOR);
        const header = envelope.slice(0, split + 1);
        const data = envelope.slice(split + CHECKPOINT_SEPARATOR.length);
        const matches2 = data.matchAll(SIGNATURE_REGEX);
        const signatures = Array.from(matches2, (match) => {
          const [, name, signature] = match;
          const sigBytes = Buffer.from(signature, "base64");
          if (sigBytes.length < 5) {
            throw new error_1.VerificationError({
              code: "TLOG_INCLUSION_PROOF_ERROR",
              message: "malformed checkpoint signature"
            });
          }
          return {
            name,
            keyHint: sigBytes.subarray(0, 4),
            signature: sigBytes.subarray(4)
          };
        });
        if (signatures.length === 0) {
          throw new error_1.VerificationError({
            code: "TLOG_INCLUSION_PROOF_ERROR",
            message: "no signatures found in checkpoint"
          });
        }
        return new _SignedNote(header, signatures);
      }
    };
    var LogCheckpoint = class _LogCheckpoint {
      origin;
      logSize;
      logHash;
      rest;
      constructor(origin, logSize, logHash, rest) {
        this.origin = origin;
        this.logSize = logSize;
        this.logHash = logHash;
        this.rest = rest;
      }
      static fromString(note) {
        const lines = note.trimEnd().split("\n");
        if (lines.length < 3) {
          throw new error_1.VerificationError({
            code: "TLOG_INCLUSION_PROOF_ERROR",
            message: "too few lines in checkpoint header"
          });
        }
        const origin = lines[0];
        let logSize;
        try {
          logSize = BigInt(lines[1]);
        } catch {
          throw new error_1.VerificationError({
            code: "TLOG_INCLUSION_PROOF_ERROR",
            message: "invalid checkpoint log size"
          });
        }
        const rootHash = Buffer.from(lines[2], "base64");
        const rest = lines.slice(3);
        return new _LogCheckpoint(origin, logSize, rootHash, rest);
      }
    };
    exports.LogCheckpoint = LogCheckpoint;
  }
});

// node_modules/@sigstore/verify/dist/tlog/merkle.js
var require_merkle = __commonJS({
  "node_modules/@sigstore/verify/dist/tlog/merkle.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.verifyMerkleInclusion = verifyMerkleInclusion;
    var core_1 = require_dist();
    var error_1 = require_error2();
    var RFC6962_LEAF_HASH_PREFIX = Buffer.from([0]);
    var RFC6962_NODE_HASH_PREFIX = Buffer.from([1]);
    function verifyMerkleInclusion(entry, checkpoint) {
      const inclusionProof = entry.inclusionProof;
      let logIndex;
      try {
        logIndex = BigInt(inclusionProof.logIndex);
      } catch {
        throw new error_1.VerificationError({
          code: "TLOG_INCLUSION_PROOF_ERROR",
          message: "invalid inclusion proof log index"
        });
      }
      const treeSize = BigInt(checkpoint.logSize);
      if (logIndex < 0n || logIndex >= treeSize) {
        throw new error_1.VerificationError({
          code: "TLOG_INCLUSION_PROOF_ERROR",
          message: `invalid index: ${logIndex}`
        });
      }
      const { inner: inner2, border } = decompInclProof(logIndex, treeSize);
      if (inclusionProof.hashes.length !== inner2 + border) {
        throw new error_1.VerificationError({
          code: "TLOG_INCLUSION_PROOF_ERROR",
          message: "invalid hash count"
        });
      }
      const innerHashes = inclusionProof.hashes.slice(0, inner2);
      const borderHashes = inclusionProof.hashes.slice(inner2);
      const leafHash = hashLeaf(entry.canonicalizedBody);
      const calculatedHash = chainBorderRight(chainInner(leafHash, innerHashes, logIndex), borderHashes);
      if (!core_1.crypto.bufferEqual(calculatedHash, checkpoint.logHash)) {
        throw new error_1.VerificationError({
          code: "TLOG_INCLUSION_PROOF_ERROR",
          message: "calculated root hash does not match inclusion proof"
        });
      }
    }
    function decompInclProof(index, size) {
      const inner2 = innerProofSize(index, size);
      const border = onesCount(index >> BigInt(inner2));
      return { inner: inner2, border };
    }
    function chainInner(seed, hashes, index) {
      return hashes.reduce((acc, h, i) => {
        if (index >> BigInt(i) & BigInt(1)) {
          return hashChildren(h, acc);
        } else {
          return hashChildren(acc, h);
        }
      }, seed);
    }
    function chainBorderRight(seed, hashes) {
      return hashes.reduce((acc, h) => hashChildren(h, acc), seed);
    }
    function innerProofSize(index, size) {
      return bitLength(index ^ size - BigInt(1));
    }
    function onesCount(num) {
      return num.toString(2).split("1").length - 1;
    }
    function bitLength(n) {
      if (n === 0n) {
        return 0;
      }
      return n.toString(2).length;
    }
    function hashChildren(left, right) {
      return core_1.crypto.digest("sha256", RFC6962_NODE_HASH_PREFIX, left, right);
    }
    function hashLeaf(leaf) {
      return core_1.crypto.digest("sha256", RFC6962_LEAF_HASH_PREFIX, leaf);
    }
  }
});

// node_modules/@sigstore/verify/dist/tlog/set.js
var require_set = __commonJS({
  "node_modules/@sigstore/verify/dist/tlog/set.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.verifyTLogSET = verifyTLogSET;
    var core_1 = require_dist();
    var error_1 = require_error2();
    var trust_1 = require_trust();
    function verifyTLogSET(entry, tlogs) {
      const validTLogs = (0, trust_1.filterTLogAuthorities)(tlogs, {
        logID: entry.logId.keyId,
        targetDate: new Date(Number(entry.integratedTime) * 1e3)
      });
      const verified = validTLogs.some((tlog) => {
        const payload = toVerificationPayload(entry);
        const data = Buffer.from(core_1.json.canonicalize(payload), "utf8");
        const signature = entry.inclusionPromise.signedEntryTimestamp;
        return core_1.crypto.verify(data, tlog.publicKey, signature);
      });
      if (!verified) {
        throw new error_1.VerificationError({
          code: "TLOG_INCLUSION_PROMISE_ERROR",
          message: "inclusion promise could not be verified"
        });
      }
    }
    function toVerificationPayload(entry) {
      const { integratedTime, logIndex, logId, canonicalizedBody } = entry;
      return {
        body: canonicalizedBody.toString("base64"),
        integratedTime: Number(integratedTime),
        logIndex: Number(logIndex),
        logID: logId.keyId.toString("hex")
      };
    }
  }
});

// node_modules/@sigstore/verify/dist/tlog/index.js
var require_tlog = __commonJS({
  "node_modules/@sigstore/verify/dist/tlog/index.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.verifyTLogBody = verifyTLogBody;
    exports.verifyTLogInclusion = verifyTLogInclusion;
    var v2_1 = require_v2();
    var error_1 = require_error2();
    var dsse_1 = require_dsse3();
    var hashedrekord_1 = require_hashedrekord2();
    var intoto_1 = require_intoto();
    var checkpoint_1 = require_checkpoint();
    var merkle_1 = require_merkle();
    var set_1 = require_set();
    function verifyTLogBody(entry, sigContent) {
      const { kind, version } = entry.kindVersion;
      let body;
      try {
        body = JSON.parse(entry.canonicalizedBody.toString("utf8"));
      } catch {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: "invalid canonicalized body"
        });
      }
      if (kind !== body.kind || version !== body.apiVersion) {
        throw new error_1.VerificationError({
          code: "TLOG_BODY_ERROR",
          message: `kind/version mismatch - expected: ${kind}/${version}, received: ${body.kind}/${body.apiVersion}`
        });
      }
      switch (kind) {
        case "dsse":
          if (version == dsse_1.DSSE_API_VERSION_V1) {
            return (0, dsse_1.verifyDSSETLogBody)(body, sigContent);
          } else {
            const entryRekorV2 = v2_1.Entry.fromJSON(body);
            return (0, dsse_1.verifyDSSETLogBodyV2)(entryRekorV2, sigContent);
          }
        case "intoto":
          return (0, intoto_1.verifyIntotoTLogBody)(body, sigContent);
        case "hashedrekord":
          if (version == hashedrekord_1.HASHEDREKORD_API_VERSION_V1) {
            return (0, hashedrekord_1.verifyHashedRekordTLogBody)(body, sigContent);
          } else {
            const entryRekorV2 = v2_1.Entry.fromJSON(body);
            return (0, hashedrekord_1.verifyHashedRekordTLogBodyV2)(entryRekorV2, sigContent);
          }
        /* istanbul ignore next */
        default:
          throw new error_1.VerificationError({
            code: "TLOG_BODY_ERROR",
            message: `unsupported kind: ${kind}`
          });
      }
    }
    function verifyTLogInclusion(entry, tlogAuthorities) {
      let inclusionVerified = false;
      if (isTLogEntryWithInclusionPromise(entry)) {
        (0, set_1.verifyTLogSET)(entry, tlogAuthorities);
        inclusionVerified = true;
      }
      if (isTLogEntryWithInclusionProof(entry)) {
        const matchingAuthorities = tlogAuthorities.filter((tlog) => tlog.logID.equals(entry.logId.keyId));
        const checkpoint = (0, checkpoint_1.verifyCheckpoint)(entry, matchingAuthorities);
        (0, merkle_1.verifyMerkleInclusion)(entry, checkpoint);
        inclusionVerified = true;
      }
      if (!inclusionVerified) {
        throw new error_1.VerificationError({
          code: "TLOG_MISSING_INCLUSION_ERROR",
          message: "inclusion could not be verified"
        });
      }
      return;
    }
    function isTLogEntryWithInclusionPromise(entry) {
      return entry.inclusionPromise !== void 0;
    }
    function isTLogEntryWithInclusionProof(entry) {
      return entry.inclusionProof !== void 0;
    }
  }
});

// node_modules/@sigstore/verify/dist/verifier.js
var require_verifier2 = __commonJS({
  "node_modules/@sigstore/verify/dist/verifier.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.Verifier = void 0;
    var util_1 = require_util();
    var error_1 = require_error2();
    var key_1 = require_key();
    var policy_1 = require_policy();
    var timestamp_1 = require_timestamp2();
    var tlog_1 = require_tlog();
    var Verifier2 = class {
      trustMaterial;
      options;
      constructor(trustMaterial, options = {}) {
        this.trustMaterial = trustMaterial;
        this.options = {
          ctlogThreshold: options.ctlogThreshold ?? 1,
          tlogThreshold: options.tlogThreshold ?? 1,
          timestampThreshold: options.timestampThreshold ?? options.tsaThreshold ?? 1,
          tsaThreshold: 0
        };
      }
      verify(entity, policy) {
        const timestamps = this.verifyTimestamps(entity);
        const signer = this.verifySigningKey(entity, timestamps);
        this.verifyTLogs(entity);
        this.verifySignature(entity, signer);
        if (policy) {
          this.verifyPolicy(policy, signer.identity || {});
        }
        return signer;
      }
      // Checks that all of the timestamps in the entity are valid and returns them
      verifyTimestamps(entity) {
        const timestamps = [];
        for (const timestamp of entity.timestamps) {
          switch (timestamp.$case) {
            case "timestamp-authority":
              timestamps.push((0, timestamp_1.getTSATimestamp)(timestamp.timestamp, entity.signature.signature, this.trustMaterial.timestampAuthorities));
              break;
            case "transparency-log": {
              const result = (0, timestamp_1.getTLogTimestamp)(timestamp.tlogEntry);
              if (result) {
                timestamps.push(result);
              }
              break;
            }
          }
        }
        if (containsDupes(timestamps)) {
          throw new error_1.VerificationError({
            code: "TIMESTAMP_ERROR",
            message: "duplicate timestamp"
          });
        }
        if (timestamps.length < this.options.timestampThreshold) {
          throw new error_1.VerificationError({
            code: "TIMESTAMP_ERROR",
            message: `expected ${this.options.timestampThreshold} timestamps, got ${timestamps.length}`
          });
        }
        return timestamps.map((t) => t.timestamp);
      }
      // Checks that the signing key is valid for all of the the supplied timestamps
      // and returns the signer.
      verifySigningKey({ key }, timestamps) {
        switch (key.$case) {
          case "public-key": {
            return (0, key_1.verifyPublicKey)(key.hint, timestamps, this.trustMaterial);
          }
          case "certificate": {
            const result = (0, key_1.verifyCertificate)(key.certificate, timestamps, this.trustMaterial);
            if (containsDupes(result.scts)) {
              throw new error_1.VerificationError({
                code: "CERTIFICATE_ERROR",
                message: "duplicate SCT"
              });
            }
            if (result.scts.length < this.options.ctlogThreshold) {
              throw new error_1.VerificationError({
                code: "CERTIFICATE_ERROR",
                message: `expected ${this.options.ctlogThreshold} SCTs, got ${result.scts.length}`
              });
            }
            return result.signer;
          }
        }
      }
      // Checks that the tlog entries are valid for the supplied content
      verifyTLogs({ signature: content, tlogEntries }) {
        const entryIDs = [];
        tlogEntries.forEach((entry) => {
          (0, tlog_1.verifyTLogInclusion)(entry, this.trustMaterial.tlogs);
          (0, tlog_1.verifyTLogBody)(entry, content);
          entryIDs.push({
            logID: entry.logId.keyId,
            body: entry.canonicalizedBody
          });
        });
        if (containsDupes(entryIDs)) {
          throw new error_1.VerificationError({
            code: "TLOG_ERROR",
            message: "duplicate tlog entry"
          });
        }
        if (entryIDs.length < this.options.tlogThreshold) {
          throw new error_1.VerificationError({
            code: "TLOG_ERROR",
            message: `expected ${this.options.tlogThreshold} tlog entries, got ${entryIDs.length}`
          });
        }
      }
      // Checks that the signature is valid for the supplied content
      verifySignature(entity, signer) {
        if (!entity.signature.verifySignature(signer.key)) {
          throw new error_1.VerificationError({
            code: "SIGNATURE_ERROR",
            message: "signature verification failed"
          });
        }
      }
      verifyPolicy(policy, identity) {
        if (policy.subjectAlternativeName) {
          (0, policy_1.verifySubjectAlternativeName)(policy.subjectAlternativeName, identity.subjectAlternativeName);
        }
        if (policy.extensions) {
          (0, policy_1.verifyExtensions)(policy.extensions, identity.extensions);
        }
        if (policy.oids) {
          (0, policy_1.verifyOIDs)(policy.oids, identity.oids);
        }
      }
    };
    exports.Verifier = Verifier2;
    function containsDupes(arr) {
      for (let i = 0; i < arr.length; i++) {
        for (let j = i + 1; j < arr.length; j++) {
          if ((0, util_1.isDeepStrictEqual)(arr[i], arr[j])) {
            return true;
          }
        }
      }
      return false;
    }
  }
});

// node_modules/@sigstore/verify/dist/index.js
var require_dist5 = __commonJS({
  "node_modules/@sigstore/verify/dist/index.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.Verifier = exports.toTrustMaterial = exports.VerificationError = exports.PolicyError = exports.toSignedEntity = void 0;
    var bundle_1 = require_bundle2();
    Object.defineProperty(exports, "toSignedEntity", { enumerable: true, get: function() {
      return bundle_1.toSignedEntity;
    } });
    var error_1 = require_error2();
    Object.defineProperty(exports, "PolicyError", { enumerable: true, get: function() {
      return error_1.PolicyError;
    } });
    Object.defineProperty(exports, "VerificationError", { enumerable: true, get: function() {
      return error_1.VerificationError;
    } });
    var trust_1 = require_trust();
    Object.defineProperty(exports, "toTrustMaterial", { enumerable: true, get: function() {
      return trust_1.toTrustMaterial;
    } });
    var verifier_1 = require_verifier2();
    Object.defineProperty(exports, "Verifier", { enumerable: true, get: function() {
      return verifier_1.Verifier;
    } });
  }
});

// src/clients/git-refs.ts
var LIMIT = 64 * 1024;
var TIMEOUT = 2e4;
async function newestCommit(http, repository, ref, authorization) {
  const answer = await http.send({
    method: "POST",
    url: `${repository}.git/git-upload-pack`,
    headers: {
      "content-type": "application/x-git-upload-pack-request",
      accept: "application/x-git-upload-pack-result",
      "git-protocol": "version=2",
      ...authorization === void 0 ? {} : { authorization }
    },
    body: [packet("command=ls-refs\n"), "0001", packet("peel\n"), packet(`ref-prefix ${ref}
`), "0000"].join(
      ""
    ),
    limit: LIMIT,
    timeout: TIMEOUT
  });
  if (!answer.ok) return err(answer.failure.detail);
  const { status, body } = answer.value;
  if (status !== 200) return err(`the repository answered ${status}`);
  const lines = packets(Buffer.from(body));
  if (lines === void 0) return err("what the repository answered is not git");
  for (const line of lines) {
    const [, commit, name, peeled] = /^([0-9a-f]{40}|[0-9a-f]{64}) (\S+)(?: peeled:([0-9a-f]+))?$/.exec(line) ?? [];
    if (name === ref && commit !== void 0) return ok(peeled ?? commit);
  }
  return err(`${ref} is not there`);
}
function packet(text) {
  return `${(Buffer.byteLength(text) + 4).toString(16).padStart(4, "0")}${text}`;
}
function packets(bytes2) {
  const lines = [];
  let at3 = 0;
  while (at3 + 4 <= bytes2.length) {
    const head = bytes2.toString("latin1", at3, at3 + 4);
    if (!/^[0-9a-f]{4}$/.test(head)) return void 0;
    const length = Number.parseInt(head, 16);
    if (length === 0) return lines;
    if (length < 4 || at3 + length > bytes2.length) return void 0;
    lines.push(bytes2.toString("utf8", at3 + 4, at3 + length).replace(/\n$/, ""));
    at3 += length;
  }
  return void 0;
}

// src/core/verdict.ts
var CHECKS = {
  evidence: {
    threat: "I13",
    stops: "What is attached is chosen by its kind before it is fetched, at most 200 pieces of it. Junk that a stranger attached is set aside; what could not be fetched is never counted as absent."
  },
  signature: {
    threat: "I1",
    stops: "A signature by the certificate or key that it names, over exactly these bytes; the certificate from a trusted authority and valid when it was used; the log entry about this signature and no other. Stops unsigned and altered evidence."
  },
  subject: {
    threat: "I7",
    stops: "The digest that was signed is the digest that was asked for. Stops a valid bundle of another artifact attached to this one."
  },
  signer: {
    threat: "I2",
    stops: "Issuer, workflow and ref of the certificate, each as a whole, or the very key. Stops an image that somebody else signed: another repository, another workflow, a mail address."
  },
  transparency: {
    threat: "I2",
    stops: "An entry in a known log, so that a signature made with a stolen identity does not stay unseen."
  },
  timestamp: {
    threat: "I4",
    stops: "A time that a log or a timestamp authority signed. The clock of a file proves nothing."
  },
  repository: {
    threat: "I3",
    stops: "The repository that was built, from the certificate and from the provenance. Stops a typosquatted source."
  },
  "repository-id": {
    threat: "I3",
    stops: "The forge's number of the repository. Stops a repository that was deleted and made anew under the same name."
  },
  ref: {
    threat: "I4",
    stops: "The branch or tag that was built. Stops a build of a side branch that nobody reviewed."
  },
  commit: {
    threat: "I4",
    stops: 'The commit that was built; "latest" asks the forge. Stops an old, vulnerable state of the right repository.'
  },
  trigger: {
    threat: "I2",
    stops: "What started the pipeline. Stops a build that a change request of a stranger started."
  },
  age: { threat: "I4", stops: "The signed time is not too long ago. Stops roll-back to an old release." },
  provenance: {
    threat: "I1",
    stops: "A signed account of how it was built. An unsigned one is shown and never enough."
  },
  "build-type": {
    threat: "I9",
    stops: "Which account it is, so that each of its members is read for what it means."
  },
  builder: { threat: "I8", stops: "Who built it. Stops an account by another builder." },
  level: {
    threat: "I8",
    stops: "How much the evidence supports of what the builder promises (SLSA). Stops an account that claims more than its signer can know."
  },
  parameters: {
    threat: "I9",
    stops: "Every parameter from outside is known. Stops one that nobody expected and that changed what was built."
  },
  claims: {
    threat: "I8",
    stops: "What the provenance says agrees with what the certificate says. Stops an honest-looking account by a dishonest job."
  },
  sbom: {
    threat: "I5",
    stops: "Components and their versions, from the newest list of an allowed signer. Stops downgraded dependencies."
  },
  statement: {
    threat: "I11",
    stops: "A statement of exactly this type. Nothing else counts for it, whoever signed it."
  }
};
var THREATS = {
  I1: "unsigned",
  I2: "signed by somebody else",
  I3: "typosquatted source",
  I4: "an old or unreviewed state of the right source",
  I5: "a downgraded or forbidden dependency",
  I6: "a moved tag",
  I7: "a valid bundle of another artifact",
  I8: "claims that the certificate contradicts",
  I9: "an unknown parameter",
  I11: "an attestation taken for the signature",
  I12: "an old list offered instead of the newest",
  I13: "junk attached by a stranger"
};
var REASONS = {
  /* reading a bundle */
  "bundle-unreadable": { kind: "broken", says: "it is no bundle" },
  "bundle-too-large": { kind: "broken", says: "it is larger than a bundle may be" },
  "bundle-version": { kind: "broken", says: "it is of a version that is not known" },
  "signature-count": { kind: "broken", says: "it does not have exactly one signature" },
  "payload-type": { kind: "broken", says: "its payload is no in-toto statement" },
  "statement-invalid": { kind: "broken", says: "its statement cannot be read" },
  /* the certificate */
  "certificate-unreadable": { kind: "broken", says: "its certificate cannot be read" },
  "certificate-name": { kind: "broken", says: "its certificate does not name exactly one identity" },
  "certificate-extensions": { kind: "broken", says: "an extension of its certificate is not as it must be" },
  "certificate-usage": { kind: "broken", says: "its certificate is not for signing code" },
  "certificate-untrusted": { kind: "broken", says: "no trusted authority issued its certificate" },
  "certificate-expired": { kind: "broken", says: "its certificate was not valid at the signed time" },
  "sct-missing": { kind: "broken", says: "no certificate log vouches for its certificate" },
  "sct-invalid": {
    kind: "broken",
    says: "what vouches for its certificate is not of a known certificate log"
  },
  /* the log and the time */
  "log-missing": { kind: "broken", says: "it has no entry in a log" },
  "log-unknown": { kind: "broken", says: "its log is not a known one" },
  "log-entry-mismatch": { kind: "broken", says: "its log entry is about another signature" },
  "log-entry-repeated": { kind: "broken", says: "one log entry stands in it twice" },
  "inclusion-proof": { kind: "broken", says: "the log does not hold its entry where it says" },
  "inclusion-promise": { kind: "broken", says: "the promise of the log is not by the log" },
  "checkpoint-unknown": { kind: "broken", says: "the checkpoint is of another log" },
  "time-missing": { kind: "broken", says: "neither a log nor a timestamp authority says when it was signed" },
  "timestamp-invalid": {
    kind: "broken",
    says: "its timestamp is not by a known authority, or of another signature"
  },
  "signature-invalid": { kind: "broken", says: "the signature does not belong to these bytes" },
  "key-unknown": { kind: "forbidden", says: "it was signed with a key that is none of the expected ones" },
  /* what is expected */
  "subject-mismatch": { kind: "broken", says: "it is about another artifact" },
  "signature-missing": { kind: "forbidden", says: "nobody signed it" },
  "provenance-missing": { kind: "forbidden", says: "no signed account of its build is there" },
  "sbom-missing": { kind: "forbidden", says: "no signed list of its components is there" },
  "statement-missing": { kind: "forbidden", says: "no signed statement of this type is there" },
  "signer-not-allowed": { kind: "forbidden", says: "signed by somebody else" },
  "not-logged": { kind: "forbidden", says: "no entry in a known log" },
  "not-timestamped": { kind: "forbidden", says: "no time by a log or a timestamp authority" },
  "wrong-repository": { kind: "forbidden", says: "built from another repository" },
  "wrong-repository-id": { kind: "forbidden", says: "built from another repository of that name" },
  "wrong-ref": { kind: "forbidden", says: "built from another branch or tag" },
  "wrong-commit": { kind: "forbidden", says: "built from another commit" },
  "wrong-trigger": { kind: "forbidden", says: "started by something else" },
  "too-old": { kind: "forbidden", says: "signed too long ago" },
  "from-the-future": { kind: "broken", says: "signed later than now" },
  "build-type-unknown": { kind: "forbidden", says: "an account of a kind that is not known" },
  "provenance-invalid": { kind: "forbidden", says: "an account that cannot be read" },
  "wrong-builder": { kind: "forbidden", says: "built by another builder" },
  "level-too-low": { kind: "forbidden", says: "the builder promises too little" },
  "unknown-parameter": { kind: "forbidden", says: "a parameter that nobody expected" },
  "claim-mismatch": { kind: "forbidden", says: "the account says something else than the certificate" },
  "sbom-invalid": { kind: "forbidden", says: "a list of components that cannot be read" },
  "component-missing": { kind: "forbidden", says: "a component that must be there is not" },
  "component-forbidden": { kind: "forbidden", says: "a component that must not be there is" },
  "component-version": { kind: "forbidden", says: "a component of another version" },
  "tag-moved": { kind: "forbidden", says: "the tag stands for another image by now" },
  "statement-failed": { kind: "forbidden", says: "the statement says that it failed" },
  /* what could not be found out */
  unreachable: { kind: "unknown", says: "the evidence could not be fetched" },
  "too-many": { kind: "unknown", says: "more is attached than is looked at" },
  "latest-unknown": { kind: "unknown", says: "the forge did not say what its newest commit is" }
};
function reasonsOf({ lines }) {
  return [...new Set(lines.flatMap(({ reason }) => reason === void 0 ? [] : [reason]))];
}

// src/report/verdict.ts
var SHOWN = 10;
function verdictText(verdict, look, remarks = []) {
  const name = verdict.name.replace(`@sha256:${verdict.digest}`, "");
  return [
    ...wrap(visible(name), look.columns),
    // On a line of its own and whole: this is what is to be copied.
    `sha256:${verdict.digest}`,
    "",
    ...verdict.lines.flatMap((line) => checkLines(line, look)),
    ...unsignedLines(verdict, look),
    ...ignoredLines(verdict, look),
    ...remarks.flatMap((text) => row("note", "note", [visible(text)], look)),
    "",
    ...lastLines(verdict, look)
  ];
}
function checksText(look) {
  return Object.keys(CHECKS).flatMap((name) => {
    const { stops, threat } = CHECKS[name];
    return row("none", name, [`${stops} (${threat})`], look);
  });
}
var MARKS = { ok: "ok", fail: "fail", unknown: "note" };
function checkLines(line, look) {
  const { check, expected, found, from, status, reason } = line;
  const where = from === "" ? "" : ` (${from})`;
  if (status === "ok") return row("ok", check, [okText(line, where)], look);
  const says = reason === void 0 ? "" : `${reason}: ${REASONS[reason].says}`;
  return row(
    MARKS[status],
    check,
    [`${visible(found)}${visible(where)}`, `expected ${visible(expected)}`, says],
    look
  );
}
function okText(line, where) {
  const { check, found } = line;
  if (check === "subject") return `${visible(found.slice(0, "sha256:".length + 12))}… = asked`;
  if (check === "signature") return visible(found);
  if (check !== "signer") return `${visible(found)}${visible(where)}${asExpected(line)}`;
  return `${visible(found.replace(/^https:\/\//, "").replace("@refs/", " @ refs/"))}, as expected`;
}
function asExpected({ check, expected, found }) {
  if (check === "build-type" || check === "parameters" || check === "claims") return "";
  if (expected === found) return ", as expected";
  return check === "age" || check === "sbom" ? `, ${visible(expected)}` : "";
}
function unsignedLines({ unsigned }, look) {
  return unsigned.flatMap(({ format, builder, source, agrees }) => {
    const compared = agrees === void 0 ? "" : agrees ? "; it agrees with the signed one" : "; it does not agree with the signed one";
    const text = `${format}, not signed and never enough: ${visible(source)} by ${visible(builder)}${compared}`;
    return row("note", "unsigned", [text], look);
  });
}
function ignoredLines({ ignored }, look) {
  const told = ignored.slice(0, SHOWN).flatMap(({ id, kind, signer, reason, detail }) => {
    const by = signer === "" ? "" : ` by ${visible(signer)}`;
    const what = `${visible(kind)}${by}`;
    const why = `${reason}: ${REASONS[reason].says}${detail === "" || reason === "signer-not-allowed" ? "" : ` (${visible(detail)})`}`;
    return row("skip", "ignored", [what, why, visible(id)], look);
  });
  const more = ignored.length - SHOWN;
  return more > 0 ? [...told, ...row("skip", "ignored", [`${more} more`], look)] : told;
}
var WORDS = {
  0: ["PASS", void 0, ""],
  3: ["FAIL", "forbidden", "policy"],
  4: ["FAIL", "broken", "integrity"],
  5: ["UNKNOWN", "unknown", "it could not be found out"]
};
function lastLines({ exit, lines }, look) {
  const [word, kind, what] = WORDS[exit];
  const tone = exit === 0 ? "good" : exit === 5 ? "warn" : "bad";
  const line = deciding(lines, kind);
  if (kind === void 0 || line?.reason === void 0) return [paint(word, tone, look)];
  const threat = `Threat ${line.threat}: ${THREATS[line.threat] ?? ""}.`;
  const text = `${what} (exit ${exit}): ${REASONS[line.reason].says}. ${threat}`;
  const indent = cells(word) + 2;
  return wrap(text, look.columns - indent).map(
    (part, at3) => at3 === 0 ? `${paint(word, tone, look)}  ${part}` : " ".repeat(indent) + part
  );
}
function deciding(lines, kind) {
  const faults = lines.filter(({ reason }) => reason !== void 0 && REASONS[reason].kind === kind);
  return faults.find(({ check }) => check === "repository") ?? faults[0];
}
var LABEL = 14;
function row(kind, label, texts, look) {
  const indent = 2 + markWidth(look) + 1 + LABEL;
  const lines = texts.filter((text) => text !== "").flatMap(
    (text, at3) => wrap(text, Math.max(24, look.columns - indent)).map(
      (part) => at3 === 0 ? part : paint(part, "quiet", look)
    )
  );
  return lines.map(
    (text, at3) => at3 === 0 ? `  ${mark(kind, look)} ${padEnd(label, LABEL)}${text}` : " ".repeat(indent) + text
  );
}

// src/verify/line.ts
function pass(check, said) {
  return { check, ...said, status: "ok", reason: void 0, threat: CHECKS[check].threat };
}
function fault(check, reason, said, threat) {
  const status = REASONS[reason].kind === "unknown" ? "unknown" : "fail";
  return { check, ...said, status, reason, threat: threat ?? CHECKS[check].threat };
}
function compare(check, holds, reason, said) {
  return holds ? pass(check, said) : fault(check, reason, said);
}
function standingOf(lines) {
  const kinds = lines.flatMap(({ reason }) => reason === void 0 ? [] : [REASONS[reason].kind]);
  if (kinds.includes("broken")) return "broken";
  if (kinds.includes("forbidden")) return "forbidden";
  return kinds.includes("unknown") ? "unknown" : "good";
}

// src/verify/allowed.ts
function allowedAs(signer, expected) {
  return expected.find((one) => isSame(signer, one));
}
function isSame(signer, expected) {
  if (signer.kind === "unknown") return false;
  if (signer.kind === "key") return expected.kind === "key" && expected.name === signer.key.name;
  if (expected.kind === "key" || expected.issuer !== signer.issuer) return false;
  if (expected.kind === "identity") return expected.identity === signer.name;
  return signer.address && expected.refs.some((ref) => isNamed(signer.name, expected.workflow, ref));
}
function isNamed(name, workflow2, ref) {
  const whole = `${workflow2}@${ref}`;
  return isPattern(whole) ? matches(whole, name) : whole === name;
}
function signersText(expected) {
  return expected.map(signerText).join(" or ");
}
function signerText(expected) {
  switch (expected.kind) {
    case "key":
      return `key ${expected.name}`;
    case "identity":
      return `${expected.identity} (${expected.issuer})`;
    case "workflow":
      return `${expected.workflow}@${expected.refs.join("|")} (${expected.issuer})`;
  }
}

// src/verify/provenance/provenance.ts
function at(value, ...path) {
  let found = value;
  for (const name of path) {
    if (typeof name === "number")
      found = Array.isArray(found) ? found[name] : void 0;
    else found = isPlainObject(found) && Object.hasOwn(found, name) ? found[name] : void 0;
  }
  return found;
}
function textAt(value, ...path) {
  const found = at(value, ...path);
  return typeof found === "string" && found !== "" ? found : void 0;
}
function membersAt(value, ...path) {
  const found = at(value, ...path);
  return isPlainObject(found) ? found : {};
}
function namesAt(value, ...path) {
  return Object.keys(membersAt(value, ...path));
}
function timeAt(value, ...path) {
  const text = textAt(value, ...path);
  const time = text === void 0 ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? void 0 : time;
}
function sourceOf(uri) {
  if (uri === void 0) return { repository: void 0, ref: void 0 };
  const [, address = "", ref] = /^(?:git\+)?([^@#]+)(?:[@#](.+))?$/.exec(uri) ?? [];
  return { repository: address === "" ? uri : address.replace(/\.git$/, ""), ref };
}
function parametersOf(names, known) {
  return names.map((name) => ({ name, known: known(name) }));
}
function saidClaims(said) {
  return Object.entries(said).flatMap(
    ([claim, text]) => text === void 0 ? [] : [{ claim, said: text }]
  );
}

// src/verify/content.ts
var SIGNATURE_TYPE = "https://sigstore.dev/cosign/sign/v1";
var PROVENANCE_TYPES = [
  "https://slsa.dev/provenance/v1",
  "https://slsa.dev/provenance/v0.2"
];
var SBOM_TYPES = [
  "https://cyclonedx.org/bom",
  "https://spdx.dev/Document",
  "https://spdx.dev/Document/v2.3",
  "https://spdx.dev/Document/v2.2"
];
function roleOfType(predicateType) {
  if (predicateType === SIGNATURE_TYPE) return "signature";
  if (PROVENANCE_TYPES.includes(predicateType)) return "provenance";
  if (SBOM_TYPES.includes(predicateType)) return "sbom";
  return `statement ${predicateType}`;
}
function readSigned(payloadType, payload) {
  if (payloadType !== STATEMENT_PAYLOAD)
    return err({ reason: "payload-type", detail: "its payload type is another one" });
  return readStatement(payload);
}
function readStatement(payload) {
  const decoded = decodeStatement(payload, [STATEMENT_TYPE, OLDER_STATEMENT_TYPE]);
  if (!decoded.ok) return err({ reason: "statement-invalid", detail: decoded.failure });
  return ok(signedOf(decoded.value));
}
function readSimpleSigning(payload) {
  const json = strictJson(payload);
  const critical = json.ok && isPlainObject(json.value) ? json.value["critical"] : void 0;
  const image = isPlainObject(critical) ? critical["image"] : void 0;
  const digest = isPlainObject(image) ? image["docker-manifest-digest"] : void 0;
  const type = isPlainObject(critical) ? critical["type"] : void 0;
  const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(typeof digest === "string" ? digest : "") ?? [];
  if (type !== "cosign container image signature" || sha256 === void 0)
    return err({ reason: "statement-invalid", detail: "it is no signature of an image" });
  return ok(bareSignature(sha256));
}
function bareSignature(sha256) {
  return { subjects: [sha256], role: "signature", predicateType: "", predicate: {} };
}
function saidTime({ predicate }) {
  const texts = [
    textAt(predicate, "metadata", "timestamp"),
    textAt(predicate, "creationInfo", "created"),
    textAt(predicate, "runDetails", "metadata", "finishedOn"),
    textAt(predicate, "metadata", "buildFinishedOn"),
    textAt(predicate, "metadata", "scanFinishedOn"),
    textAt(predicate, "timestamp")
  ];
  const text = texts.find((one) => one !== void 0);
  const time = text === void 0 ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? void 0 : time;
}
function signedOf({ subject, predicateType, predicate }) {
  const subjects = subject.flatMap(
    ({ digest }) => digest["sha256"] === void 0 ? [] : [digest["sha256"]]
  );
  return { subjects, role: roleOfType(predicateType), predicateType, predicate };
}

// src/verify/evidence.ts
function troubleOf(failure) {
  const detail = explain(failure).message;
  const answered = failure.code === "registry-refused" ? failure.why === "not-found" || failure.why === "invalid" || failure.why === "too-large" : failure.code === "image-invalid" || failure.code === "digest-mismatch";
  return err({ kind: answered ? "junk" : "unreachable", detail });
}
var MOST_CANDIDATES = 200;
var EVIDENCE_LIMIT = 20 * 1024 * 1024;
function choose(candidates, wanted) {
  const asked = candidates.filter(
    ({ predicateType }) => predicateType === void 0 || wanted(predicateType)
  );
  const groups = /* @__PURE__ */ new Map();
  for (const candidate2 of asked) {
    const name = `${candidate2.form} ${candidate2.predicateType ?? ""}`;
    groups.set(name, [...groups.get(name) ?? [], candidate2]);
  }
  const queues = [...groups.values()].map(
    (group) => group.toSorted((a, b) => (b.created ?? 0) - (a.created ?? 0))
  );
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  const turns = Array.from(
    { length: longest },
    (_, turn) => queues.flatMap((queue) => queue.slice(turn, turn + 1))
  ).flat();
  return { candidates: turns.slice(0, MOST_CANDIDATES), left: turns.slice(MOST_CANDIDATES) };
}

// src/verify/exhibit.ts
function isSound(exhibit) {
  return exhibit.state.kind === "sound";
}
function signerText2(signer) {
  switch (signer.kind) {
    case "identity":
      return `${signer.name} (${signer.issuer})`;
    case "key":
      return `key ${signer.key.name}`;
    case "unknown":
      return signer.hint === "" ? "somebody who is not named" : `key ${signer.hint}`;
  }
}
function signedAt({ state: { seal, signed } }) {
  if (seal.times.length === 0) return void 0;
  const said = seal.signer.kind === "key" ? saidTime(signed) : void 0;
  return Math.min(...seal.times.map(({ at: at3 }) => at3), ...said === void 0 ? [] : [said]);
}
function orderOf(exhibit) {
  const { seal, signed } = exhibit.state;
  return seal.signer.kind === "key" ? saidTime(signed) ?? signedAt(exhibit) : signedAt(exhibit);
}

// src/verify/bundle.ts
var import_bundle = __toESM(require_dist4(), 1);

// src/verify/shape.ts
function members(value, known, what) {
  if (!isPlainObject(value)) return err(`${what} is no object`);
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  return unknown === void 0 ? ok(value) : err(`${what} has a member that is not known`);
}
function list(value, most, what) {
  if (value === void 0) return ok([]);
  if (!Array.isArray(value)) return err(`${what} is no list`);
  return value.length > most ? err(`${what} has more than ${most}`) : ok(value);
}
function bytes(value) {
  if (typeof value !== "string" || value === "") return void 0;
  const decoded = Buffer.from(value, "base64");
  return decoded.toString("base64") === value ? decoded : void 0;
}
function count(value) {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : void 0;
  return typeof value === "string" && /^(0|[1-9]\d{0,18})$/.test(value) ? BigInt(value) : void 0;
}

// src/verify/bundle.ts
var VERSIONS = /* @__PURE__ */ new Map([
  ["application/vnd.dev.sigstore.bundle+json;version=0.1", "0.1"],
  ["application/vnd.dev.sigstore.bundle+json;version=0.2", "0.2"],
  ["application/vnd.dev.sigstore.bundle+json;version=0.3", "0.3"],
  ["application/vnd.dev.sigstore.bundle.v0.3+json", "0.3"]
]);
function readBundle(text, limit = EVIDENCE_LIMIT) {
  if (text.length > limit) return refuse("bundle-too-large", `${text.length} bytes, more than ${limit}`);
  const json = strictJson(text);
  return json.ok ? bundleOf(json.value) : refuse("bundle-unreadable", json.failure);
}
function bundleOf(json) {
  const top = members(
    json,
    ["mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature"],
    "the bundle"
  );
  if (!top.ok) return refuse("bundle-unreadable", top.failure);
  const version = VERSIONS.get(String(top.value["mediaType"]));
  if (version === void 0) return refuse("bundle-version", "its media type is none of 0.1, 0.2, 0.3");
  const content = readContent(top.value);
  if (!content.ok) return content;
  const material = readMaterial(top.value["verificationMaterial"], version);
  if (!material.ok) return refuse("bundle-unreadable", material.failure);
  try {
    const raw = (0, import_bundle.bundleFromJSON)(json);
    return ok({ version, content: content.value, ...material.value, raw });
  } catch {
    return refuse("bundle-unreadable", `it lacks what version ${version} must have`);
  }
}
function readContent(top) {
  const { dsseEnvelope, messageSignature } = top;
  if (dsseEnvelope === void 0 === (messageSignature === void 0))
    return refuse("bundle-unreadable", "it must have an envelope or a signature, one of them");
  return dsseEnvelope === void 0 ? readMessage(messageSignature) : readEnvelope(dsseEnvelope);
}
function readEnvelope(value) {
  const read3 = members(value, ["payload", "payloadType", "signatures"], "its envelope");
  if (!read3.ok) return refuse("bundle-unreadable", read3.failure);
  const { payloadType, signatures } = read3.value;
  const payload = bytes(read3.value["payload"]);
  if (payload === void 0 || typeof payloadType !== "string")
    return refuse("bundle-unreadable", "its envelope has no payload");
  const all = Array.isArray(signatures) ? signatures : [];
  if (all.length !== 1) return refuse("signature-count", `it has ${all.length}`);
  const signed = members(all[0], ["sig", "keyid"], "its signature");
  if (!signed.ok) return refuse("bundle-unreadable", signed.failure);
  const signature = bytes(signed.value["sig"]);
  const { keyid = "" } = signed.value;
  if (signature === void 0 || typeof keyid !== "string")
    return refuse("signature-count", "its signature is none");
  return ok({ kind: "dsse", payloadType, payload, signature });
}
function readMessage(value) {
  const read3 = members(value, ["messageDigest", "signature"], "its signature");
  if (!read3.ok) return refuse("bundle-unreadable", read3.failure);
  const digest = members(read3.value["messageDigest"], ["algorithm", "digest"], "its digest");
  if (!digest.ok) return refuse("bundle-unreadable", digest.failure);
  const hash = HASHES.get(String(digest.value["algorithm"]));
  const said = bytes(digest.value["digest"]);
  const signature = bytes(read3.value["signature"]);
  if (signature === void 0) return refuse("signature-count", "its signature is none");
  if (hash === void 0 || said?.length !== hash.bytes)
    return refuse("bundle-unreadable", "its digest is none of SHA-2");
  return ok({ kind: "message", hash: hash.name, digest: said, signature });
}
var HASHES = /* @__PURE__ */ new Map([
  ["SHA2_256", { name: "sha256", bytes: 32 }],
  ["SHA2_384", { name: "sha384", bytes: 48 }],
  ["SHA2_512", { name: "sha512", bytes: 64 }]
]);
var MATERIAL = [
  "certificate",
  "x509CertificateChain",
  "publicKey",
  "tlogEntries",
  "timestampVerificationData"
];
function readMaterial(value, version) {
  const read3 = members(value, MATERIAL, "its verification material");
  if (!read3.ok) return read3;
  const signer = readSigner(read3.value, version);
  if (!signer.ok) return signer;
  const entries = list(read3.value["tlogEntries"], 16, "its list of log entries");
  if (!entries.ok) return entries;
  const log = [];
  for (const entry of entries.value) {
    const one = readLogEntry(entry);
    if (!one.ok) return one;
    log.push(one.value);
  }
  const timestamps = readTimestamps(read3.value["timestampVerificationData"]);
  return timestamps.ok ? ok({ signer: signer.value, log, timestamps: timestamps.value }) : timestamps;
}
function readSigner(material, version) {
  const { certificate, x509CertificateChain: chain, publicKey } = material;
  if ([certificate, chain, publicKey].filter((one) => one !== void 0).length !== 1)
    return err("it must name one certificate or one key");
  if (publicKey !== void 0) {
    const key = members(publicKey, ["hint"], "its key");
    if (!key.ok) return key;
    const { hint = "" } = key.value;
    return typeof hint === "string" && hint.length <= 512 ? ok({ kind: "key", hint }) : err("its hint is none");
  }
  if (chain !== void 0 && version === "0.3") return err("version 0.3 has one certificate, not a chain");
  const held = chain === void 0 ? ok(certificate) : firstOf(chain);
  if (!held.ok) return held;
  const leaf = members(held.value, ["rawBytes"], "its certificate");
  if (!leaf.ok) return leaf;
  const der = bytes(leaf.value["rawBytes"]);
  return der === void 0 || der.length > 64 * 1024 ? err("its certificate is none") : ok({ kind: "certificate", der });
}
function firstOf(chain) {
  const read3 = members(chain, ["certificates"], "its chain");
  if (!read3.ok) return read3;
  const all = list(read3.value["certificates"], 10, "its chain");
  return all.ok ? ok(all.value[0]) : all;
}
var ENTRY = [
  "logIndex",
  "logId",
  "kindVersion",
  "integratedTime",
  "inclusionPromise",
  "inclusionProof",
  "canonicalizedBody"
];
function readLogEntry(value) {
  const read3 = members(value, ENTRY, "its log entry");
  if (!read3.ok) return read3;
  const entry = read3.value;
  const logId = members(entry["logId"], ["keyId"], "the name of its log");
  const kind = members(entry["kindVersion"], ["kind", "version"], "the kind of its log entry");
  if (!logId.ok) return logId;
  if (!kind.ok) return kind;
  const keyId = bytes(logId.value["keyId"]);
  const body = bytes(entry["canonicalizedBody"]);
  const logIndex = count(entry["logIndex"] ?? "0");
  const integrated = count(entry["integratedTime"] ?? "0");
  const { kind: name, version } = kind.value;
  if (keyId === void 0 || body === void 0 || typeof name !== "string" || typeof version !== "string")
    return err("its log entry is incomplete");
  if (logIndex === void 0 || integrated === void 0 || integrated > MOST_SECONDS)
    return err("a number of its log entry is none");
  const checkpoint = readProof(entry["inclusionProof"]);
  if (!checkpoint.ok) return checkpoint;
  const promised = readPromise(entry["inclusionPromise"]);
  if (!promised.ok) return promised;
  return ok({
    logIndex,
    logId: keyId,
    kind: name,
    version,
    integrated: Number(integrated),
    promised: promised.value,
    checkpoint: checkpoint.value,
    body
  });
}
var MOST_SECONDS = 253402300799n;
function readPromise(value) {
  if (value === void 0) return ok(false);
  const read3 = members(value, ["signedEntryTimestamp"], "the promise of its log");
  if (!read3.ok) return read3;
  return bytes(read3.value["signedEntryTimestamp"]) === void 0 ? err("the promise of its log is none") : ok(true);
}
function readProof(value) {
  if (value === void 0) return ok(void 0);
  const proof = members(value, ["logIndex", "rootHash", "treeSize", "hashes", "checkpoint"], "its proof");
  if (!proof.ok) return proof;
  const hashes = list(proof.value["hashes"], 64, "its proof");
  if (!hashes.ok) return hashes;
  const checkpoint = members(proof.value["checkpoint"], ["envelope"], "its checkpoint");
  if (!checkpoint.ok) return checkpoint;
  const { envelope } = checkpoint.value;
  const numbers = [proof.value["logIndex"] ?? "0", proof.value["treeSize"] ?? "0"].map(count);
  const sound = numbers.every((one) => one !== void 0) && hashes.value.every((hash) => bytes(hash)?.length === 32) && bytes(proof.value["rootHash"])?.length === 32;
  return sound && typeof envelope === "string" ? ok(envelope) : err("its proof is none");
}
function readTimestamps(value) {
  if (value === void 0) return ok([]);
  const data = members(value, ["rfc3161Timestamps"], "its timestamps");
  if (!data.ok) return data;
  const all = list(data.value["rfc3161Timestamps"], 16, "its list of timestamps");
  if (!all.ok) return all;
  const found = [];
  for (const one of all.value) {
    const read3 = members(one, ["signedTimestamp"], "its timestamp");
    if (!read3.ok) return read3;
    const der = bytes(read3.value["signedTimestamp"]);
    if (der === void 0) return err("its timestamp is none");
    found.push(der);
  }
  return ok(found);
}
function refuse(reason, detail) {
  return err({ reason, detail });
}

// src/verify/legacy.ts
var SIGNATURE = "dev.cosignproject.cosign/signature";
var CERTIFICATE = "dev.sigstore.cosign/certificate";
var ENTRY2 = "dev.sigstore.cosign/bundle";
var TIMESTAMP = "dev.sigstore.cosign/rfc3161timestamp";
function legacyBundle({ form, annotations }, bytes2) {
  const content = form === "dsse" ? envelopeJson(bytes2) : messageJson(bytes2, annotations[SIGNATURE]);
  if (!content.ok) return content;
  const certificate = certificateJson(annotations[CERTIFICATE]);
  const entry = entryJson(annotations[ENTRY2]);
  const timestamp = timestampJson(annotations[TIMESTAMP]);
  if (certificate === void 0 || entry === void 0 || timestamp === void 0)
    return refuse2("an annotation of it is none");
  return bundleOf({
    mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
    verificationMaterial: {
      ...certificate,
      tlogEntries: entry,
      timestampVerificationData: { rfc3161Timestamps: timestamp }
    },
    ...content.value
  });
}
function messageJson(bytes2, signature) {
  if (signature === void 0 || signature === "")
    return err({ reason: "signature-count", detail: "it has none" });
  const digest = createHash("sha256").update(bytes2).digest("base64");
  return ok({ messageSignature: { messageDigest: { algorithm: "SHA2_256", digest }, signature } });
}
function envelopeJson(bytes2) {
  const envelope = decodeEnvelope(bytes2);
  if (!envelope.ok) {
    const several = /signatures/.test(envelope.failure);
    return err({ reason: several ? "signature-count" : "bundle-unreadable", detail: envelope.failure });
  }
  const { payloadType, payload, signature } = envelope.value;
  const signatures = [{ sig: Buffer.from(signature).toString("base64") }];
  return ok({ dsseEnvelope: { payloadType, payload: Buffer.from(payload).toString("base64"), signatures } });
}
function certificateJson(pem) {
  if (pem === void 0 || pem === "") return { publicKey: { hint: "" } };
  try {
    return { certificate: { rawBytes: new X509Certificate(pem).raw.toString("base64") } };
  } catch {
    return void 0;
  }
}
function entryJson(text) {
  if (text === void 0 || text === "") return [];
  const json = strictJson(Buffer.from(text));
  if (!json.ok) return void 0;
  const body = textAt(json.value, "Payload", "body") ?? "";
  const parsed = strictJson(Buffer.from(body, "base64"));
  const numbers = [at(json.value, "Payload", "logIndex"), at(json.value, "Payload", "integratedTime")];
  const [logIndex, integratedTime] = numbers.map(
    (one) => typeof one === "number" ? String(one) : void 0
  );
  if (!parsed.ok || logIndex === void 0 || integratedTime === void 0) return void 0;
  const logId = Buffer.from(textAt(json.value, "Payload", "logID") ?? "", "hex").toString("base64");
  return [
    {
      logIndex,
      logId: { keyId: logId },
      kindVersion: { kind: textAt(parsed.value, "kind"), version: textAt(parsed.value, "apiVersion") },
      integratedTime,
      inclusionPromise: { signedEntryTimestamp: textAt(json.value, "SignedEntryTimestamp") },
      canonicalizedBody: body
    }
  ];
}
function timestampJson(text) {
  if (text === void 0 || text === "") return [];
  const json = strictJson(Buffer.from(text));
  const signedTimestamp = json.ok ? textAt(json.value, "SignedRFC3161Timestamp") : void 0;
  return signedTimestamp === void 0 ? void 0 : [{ signedTimestamp }];
}
function refuse2(detail) {
  return err({ reason: "bundle-unreadable", detail });
}

// src/verify/open.ts
var import_core3 = __toESM(require_dist(), 1);
var import_verify2 = __toESM(require_dist5(), 1);

// src/verify/certificate.ts
var import_core = __toESM(require_dist(), 1);
var CLAIMS = {
  8: "issuer",
  9: "build signer",
  10: "build signer digest",
  11: "runner",
  12: "repository",
  13: "commit",
  14: "ref",
  15: "repository id",
  16: "owner",
  17: "owner id",
  18: "build config",
  19: "build config digest",
  20: "trigger",
  21: "run",
  22: "visibility",
  23: "environment"
};
var FULCIO = "1.3.6.1.4.1.57264.1.";
var OID = {
  san: "2.5.29.17",
  usage: "2.5.29.15",
  extendedUsage: "2.5.29.37",
  constraints: "2.5.29.19",
  codeSigning: "1.3.6.1.5.5.7.3.3",
  sct: "1.3.6.1.4.1.11129.2.4.2"
};
var UNDERSTOOD = /* @__PURE__ */ new Set([OID.san, OID.usage, OID.extendedUsage, OID.constraints]);
function readCertificate(der) {
  try {
    return read(der);
  } catch {
    return refuse3("certificate-unreadable", "it is not DER of a certificate");
  }
}
function read(der) {
  const x509 = import_core.X509Certificate.parse(der);
  if (!x509.root.toDER().equals(der)) return refuse3("certificate-unreadable", "it is not DER");
  const extensions = x509.extensions.map((one) => ({
    oid: one.subs[0]?.toOID() ?? "",
    critical: one.subs.length === 3 && (one.subs[1]?.toBoolean() ?? true),
    value: one.subs.at(-1)
  }));
  const oids = extensions.map(({ oid }) => oid);
  if (new Set(oids).size < oids.length) return refuse3("certificate-extensions", "one stands in it twice");
  const unknown = extensions.find(({ oid, critical }) => critical && !UNDERSTOOD.has(oid));
  if (unknown !== void 0)
    return refuse3("certificate-extensions", `${unknown.oid} is critical and not known`);
  const san = extensions.find(({ oid }) => oid === OID.san)?.value;
  const names = generalNames(san);
  const [name] = names;
  if (names.length !== 1 || name === void 0)
    return refuse3("certificate-name", `it has ${names.length} names`);
  const usage = usageProblem(x509);
  if (usage !== void 0) return refuse3("certificate-usage", usage);
  const claims = readClaims(extensions);
  if (!claims.ok) return refuse3("certificate-extensions", claims.failure);
  const issuer = issuerOf(claims.value, extensions.find(({ oid }) => oid === `${FULCIO}1`)?.value);
  if (issuer === void 0)
    return refuse3("certificate-extensions", "its issuer is missing or said twice differently");
  return ok({
    name,
    address: san?.subs[0]?.subs[0]?.tag.isContextSpecific(6) === true,
    issuer,
    claims: claims.value,
    from: x509.notBefore.getTime(),
    until: x509.notAfter.getTime(),
    logged: oids.includes(OID.sct),
    der,
    publicKey: x509.publicKey,
    x509
  });
}
function generalNames(value) {
  return (value?.subs[0]?.subs ?? []).map((name) => {
    if (name.tag.isContextSpecific(6) || name.tag.isContextSpecific(1)) return plain(name.value);
    if (!name.tag.isContextSpecific(0) || name.subs[0]?.toOID() !== `${FULCIO}7`) return void 0;
    const text = name.subs[1]?.subs[0];
    return text === void 0 ? void 0 : utf8String(text.toDER());
  });
}
function usageProblem(x509) {
  const { extBasicConstraints: constraints, extKeyUsage: usage } = x509;
  if (constraints?.isCA === true || usage?.keyCertSign === true)
    return "it is the certificate of an authority";
  if (usage?.digitalSignature !== true) return "its key is not for signatures";
  const extended = x509.extension(OID.extendedUsage)?.valueObj.subs[0]?.subs.map((one) => one.toOID()) ?? [];
  return extended.includes(OID.codeSigning) ? void 0 : "its key is not for signing code";
}
function readClaims(extensions) {
  const claims = {};
  for (const [number, name] of Object.entries(CLAIMS)) {
    const found = extensions.find(({ oid }) => oid === `${FULCIO}${number}`);
    if (found?.value === void 0) continue;
    const text = utf8String(found.value.value);
    if (text === void 0) return err(`${FULCIO}${number} is no UTF8String`);
    claims[name] = text;
  }
  return ok(claims);
}
function issuerOf(claims, older2) {
  const first = older2 === void 0 ? void 0 : plain(older2.value);
  const { issuer = first } = claims;
  return first === void 0 || first === issuer ? issuer : void 0;
}
function utf8String(der) {
  if (der[0] !== 12) return void 0;
  const [header, length] = lengthOf(der);
  return header + length === der.length ? plain(der.subarray(header)) : void 0;
}
function lengthOf(der) {
  const [, first = 0] = der;
  if (first < 128) return [2, first];
  const bytes2 = first & 127;
  if (bytes2 < 1 || bytes2 > 3 || der.length < 2 + bytes2) return [0, -1];
  const length = der.readUIntBE(2, bytes2);
  return length < 128 || length < 256 ** (bytes2 - 1) ? [0, -1] : [2 + bytes2, length];
}
function plain(bytes2) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes2);
    return text === "" || new RegExp("\\p{C}", "u").test(text) ? void 0 : text;
  } catch {
    return void 0;
  }
}
function refuse3(reason, detail) {
  return err({ reason, detail });
}

// src/verify/diagnosis.ts
var import_core2 = __toESM(require_dist(), 1);

// src/verify/log-entry.ts
function namesSigner(entry, signers) {
  const json = strictJson(entry.body);
  const body = json.ok ? json.value : void 0;
  const named = verifierOf(at2(body, "spec"));
  return named !== void 0 && signers.some((signer) => signer.equals(named));
}
function checkpointIsOf({ checkpoint = "", logId }, checkpointKeys) {
  const lines = checkpoint.slice(checkpoint.indexOf("\n\n") + 2).split("\n");
  const hints = lines.flatMap((line) => {
    const [, signature] = /^\u2014 \S+ (\S+)$/.exec(line) ?? [];
    return signature === void 0 ? [] : [Buffer.from(signature, "base64").subarray(0, 4)];
  });
  return [logId, ...checkpointKeys].some((id) => hints.some((hint) => hint.equals(id.subarray(0, 4))));
}
function verifierOf(spec) {
  const texts = [
    at2(at2(at2(spec, "signatures"), 0), "verifier"),
    at2(at2(at2(spec, "signature"), "publicKey"), "content"),
    at2(at2(at2(at2(at2(spec, "content"), "envelope"), "signatures"), 0), "publicKey"),
    at2(spec, "publicKey")
  ];
  const pem = texts.find((text) => typeof text === "string");
  if (typeof pem === "string") return derOf(Buffer.from(pem, "base64").toString("utf8"));
  const newer = at2(at2(at2(spec, "hashedRekordV002"), "signature"), "verifier") ?? at2(at2(at2(spec, "dsseV002"), "signatures"), 0);
  const verifier = at2(newer, "verifier") ?? newer;
  const raw = at2(at2(verifier, "x509Certificate"), "rawBytes") ?? at2(at2(verifier, "publicKey"), "rawBytes");
  return typeof raw === "string" ? Buffer.from(raw, "base64") : void 0;
}
function derOf(pem) {
  try {
    return pem.includes("CERTIFICATE") ? new X509Certificate(pem).raw : createPublicKey(pem).export({ type: "spki", format: "der" });
  } catch {
    return void 0;
  }
}
function at2(value, name) {
  if (typeof name === "number") return Array.isArray(value) ? value[name] : void 0;
  return isPlainObject(value) && Object.hasOwn(value, name) ? value[name] : void 0;
}

// src/verify/diagnosis.ts
function issuedBy({ x509 }, { material }) {
  return material.certificateAuthorities.some(
    ({ certChain }) => certChain.some((authority) => {
      try {
        return x509.verify(authority);
      } catch {
        return false;
      }
    })
  );
}
function timestampIsOf(der, root) {
  try {
    return isByAuthorityOf(import_core2.RFC3161Timestamp.parse(der), root);
  } catch {
    return false;
  }
}
function isByAuthorityOf(timestamp, { material }) {
  try {
    const { signerIssuer, signerSerialNumber } = timestamp;
    return material.timestampAuthorities.some(
      ({ certChain: [leaf] }) => leaf?.issuer.equals(signerIssuer) === true && leaf.serialNumber.equals(signerSerialNumber)
    );
  } catch {
    return false;
  }
}
function logProblem({ log }, root, signers) {
  const { tlogs } = root.material;
  for (const [at3, entry] of log.entries()) {
    const named = tlogs.filter(({ logID }) => logID.equals(entry.logId));
    if (named.length === 0) return { reason: "log-unknown", detail: `entry ${entry.logIndex}` };
    if (entry.checkpoint !== void 0 && !checkpointIsOf(
      entry,
      named.map(({ logID }) => logID)
    ))
      return { reason: "checkpoint-unknown", detail: `entry ${entry.logIndex}` };
    if (!namesSigner(entry, signers))
      return {
        reason: "log-entry-mismatch",
        detail: `entry ${entry.logIndex} was made with another certificate or key`
      };
    const repeated = log.slice(0, at3).some((one) => one.logId.equals(entry.logId) && one.body.equals(entry.body));
    if (repeated) return { reason: "log-entry-repeated", detail: `entry ${entry.logIndex}` };
  }
  return void 0;
}
function reasonOf(code, bundle) {
  switch (code) {
    case "TLOG_ERROR":
      return { reason: "log-missing", detail: "" };
    case "TLOG_MISSING_INCLUSION_ERROR":
      return { reason: "inclusion-proof", detail: "it has neither a proof nor a promise" };
    case "TLOG_INCLUSION_PROOF_ERROR":
      return { reason: "inclusion-proof", detail: "" };
    case "TLOG_INCLUSION_PROMISE_ERROR":
      return { reason: "inclusion-promise", detail: "" };
    case "TLOG_BODY_ERROR":
      return { reason: "log-entry-mismatch", detail: "" };
    case "TIMESTAMP_ERROR":
      return bundle.timestamps.length === 0 ? { reason: "time-missing", detail: "" } : { reason: "timestamp-invalid", detail: "" };
    case "CERTIFICATE_ERROR":
    case "PUBLIC_KEY_ERROR":
      return { reason: "certificate-untrusted", detail: "" };
    case "SIGNATURE_ERROR":
      return { reason: "signature-invalid", detail: "" };
    case "NOT_IMPLEMENTED_ERROR":
      return { reason: "bundle-unreadable", detail: "" };
  }
}
function certificateReason({ log, timestamps }, { from, until }) {
  const times = [
    ...log.filter(({ promised }) => promised).map(({ integrated }) => integrated * 1e3),
    ...timestamps.map((der) => import_core2.RFC3161Timestamp.parse(der).signingTime.getTime())
  ];
  const outside = times.find((at3) => at3 < from || at3 > until);
  if (outside === void 0) return { reason: "sct-invalid", detail: "" };
  const when = Number.isNaN(outside) ? "a time that is none" : new Date(outside).toISOString();
  return {
    reason: "certificate-expired",
    detail: `signed at ${when}, valid from ${new Date(from).toISOString()} until ${new Date(until).toISOString()}`
  };
}

// src/verify/trust.ts
var import_protobuf_specs = __toESM(require_dist3(), 1);
var import_verify = __toESM(require_dist5(), 1);
var ROOT_LIMIT = 4 * 1024 * 1024;
function readTrustedRoot(name, text) {
  if (text.length > ROOT_LIMIT) return err(`has more than ${ROOT_LIMIT} bytes`);
  const json = strictJson(text);
  if (!json.ok) return err(`cannot be read: ${json.failure}`);
  if (!isPlainObject(json.value) || !ROOT_TYPE.test(String(json.value["mediaType"])))
    return err("is no trusted root of Sigstore");
  try {
    const material = (0, import_verify.toTrustMaterial)(import_protobuf_specs.TrustedRoot.fromJSON(json.value), () => {
      throw new Error("keys are not looked up in a root");
    });
    return material.certificateAuthorities.length === 0 && material.tlogs.length === 0 ? err("names no authority and no log") : ok({ name, material });
  } catch {
    return err("names an authority, a log or a key that cannot be read");
  }
}
var ROOT_TYPE = /^application\/vnd\.dev\.sigstore\.trustedroot(\+json;version=0\.1|\.v0\.[12]\+json)$/;
function readKey(name, pem) {
  if (!/^\s*-----BEGIN (RSA )?PUBLIC KEY-----/.test(pem) || pem.length > 16 * 1024)
    return err("is no public key in PEM");
  try {
    const key = createPublicKey(pem);
    const { modulusLength = 0, namedCurve = "" } = key.asymmetricKeyDetails ?? {};
    const usable = key.asymmetricKeyType === "ed25519" || key.asymmetricKeyType === "ec" && CURVES.has(namedCurve) || key.asymmetricKeyType === "rsa" && modulusLength >= 2048 && modulusLength <= 16384;
    if (!usable) return err("is a key of a kind that is not used here");
    return ok({ name, key, der: key.export({ type: "spki", format: "der" }) });
  } catch {
    return err("is no public key in PEM");
  }
}
var CURVES = /* @__PURE__ */ new Set(["prime256v1", "secp384r1", "secp521r1"]);
function hintsAt(hint, { key, der }) {
  const pem = String(key.export({ type: "spki", format: "pem" }));
  const digests = [der, pem, pem.trimEnd()].map((bytes2) => createHash("sha256").update(bytes2).digest());
  return digests.some((digest) => hint === digest.toString("base64") || hint === digest.toString("hex"));
}

// src/verify/open.ts
function openBundle(bundle, trust, options) {
  const { signer } = bundle;
  if (signer.kind === "key") return openByKey(bundle, signer.hint, trust, options);
  const certificate = readCertificate(signer.der);
  if (!certificate.ok) return err({ ...certificate.failure, claimed: { kind: "unknown", hint: "" } });
  const { name, address, issuer, claims } = certificate.value;
  const claimed = { kind: "identity", name, address, issuer, claims };
  const opened = openByCertificate(bundle, certificate.value, trust, options);
  return opened.ok ? ok({ ...opened.value, signer: claimed }) : err({ ...opened.failure, claimed });
}
function openByCertificate(bundle, certificate, { roots }, options) {
  let refused = err({ reason: "certificate-untrusted", detail: "" });
  for (const root of roots.filter((one) => issuedBy(certificate, one))) {
    const opened = openByRoot(bundle, certificate, root, options);
    if (opened.ok) return opened;
    refused = opened;
  }
  return refused;
}
function openByRoot(bundle, certificate, root, options) {
  const { tlogs, ctlogs } = root.material;
  if (bundle.log.length === 0 && tlogs.length > 0 && options.logged)
    return err({ reason: "log-missing", detail: "" });
  const problem = logProblem(bundle, root, [certificate.der, certificate.publicKey]);
  if (problem !== void 0) return err(problem);
  if (!certificate.logged && ctlogs.length > 0) return err({ reason: "sct-missing", detail: "" });
  const verifier = new import_verify2.Verifier(root.material, {
    ctlogThreshold: ctlogs.length > 0 ? 1 : 0,
    tlogThreshold: tlogs.length > 0 && options.logged ? 1 : 0,
    timestampThreshold: 1
  });
  const refusal = attempt(bundle, options, (entity) => verifier.verify(entity));
  if (refusal === void 0) return ok(sealOf(bundle));
  return refusal.reason === "certificate-untrusted" ? err(certificateReason(bundle, certificate)) : err(refusal);
}
function openByKey(bundle, hint, trust, options) {
  const message = messageOf(bundle, options);
  const key = trust.keys.find((one) => signatureHolds(one.key, message, bundle.content.signature));
  if (key === void 0) {
    const meant = trust.keys.find((one) => hintsAt(hint, one));
    return meant === void 0 ? err({ reason: "key-unknown", detail: "", claimed: { kind: "unknown", hint } }) : err({ reason: "signature-invalid", detail: "", claimed: { kind: "key", key: meant } });
  }
  const claimed = { kind: "key", key };
  const known = knownParts(bundle, trust.roots);
  if (known === void 0) return ok({ signer: claimed, times: [], logIndex: void 0 });
  const problem = logProblem(known.bundle, known.root, [key.der]);
  if (problem !== void 0) return err({ ...problem, claimed });
  const material = {
    ...known.root.material,
    publicKey: () => ({ publicKey: key.key, validFor: () => true })
  };
  const verifier = new import_verify2.Verifier(material, { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 });
  const refusal = attempt(known.bundle, options, (entity) => verifier.verify(onlyKnown(entity, known.root)));
  return refusal === void 0 ? ok({ ...sealOf(known.bundle), signer: claimed }) : err({ ...refusal, claimed });
}
function knownParts(bundle, roots) {
  for (const root of roots) {
    const ids = root.material.tlogs.map(({ logID }) => logID);
    const entries = bundle.log.map(({ logId }) => ids.some((id) => id.equals(logId)));
    const stamps = bundle.timestamps.map((der) => timestampIsOf(der, root));
    if (!entries.includes(true) && !stamps.includes(true)) continue;
    const log = bundle.log.filter((_, at3) => entries[at3] === true);
    const timestamps = bundle.timestamps.filter((_, at3) => stamps[at3] === true);
    return { root, bundle: { ...bundle, log, timestamps } };
  }
  return void 0;
}
function onlyKnown(entity, root) {
  const knows = ({ logId }) => root.material.tlogs.some(({ logID }) => logID.equals(logId.keyId));
  return {
    ...entity,
    tlogEntries: entity.tlogEntries.filter(knows),
    timestamps: entity.timestamps.filter(
      (one) => one.$case === "transparency-log" ? knows(one.tlogEntry) : isByAuthorityOf(one.timestamp, root)
    )
  };
}
function attempt(bundle, options, verify3) {
  const message = messageOf(bundle, options);
  try {
    const entity = (0, import_verify2.toSignedEntity)(bundle.raw, Buffer.from(message ?? []));
    const { signature } = entity;
    const ours = {
      signature: signature.signature,
      compareSignature: (other) => signature.compareSignature(other),
      compareDigest: (digest) => signature.compareDigest(digest),
      compareSignedDigest: (digest) => signature.compareSignedDigest(digest),
      verifySignature: (key) => signatureHolds(key, message, bundle.content.signature)
    };
    verify3({ ...entity, signature: ours });
    return void 0;
  } catch (error) {
    if (error instanceof import_verify2.VerificationError) return reasonOf(error.code, bundle);
    return { reason: "bundle-unreadable", detail: "its certificate, timestamp or log entry cannot be read" };
  }
}
function messageOf({ content }, { message }) {
  return content.kind === "dsse" ? pae(content.payloadType, content.payload) : message;
}
function signatureHolds(key, message, signature) {
  if (message === void 0) return false;
  const { namedCurve } = key.asymmetricKeyDetails ?? {};
  const digests = key.asymmetricKeyType === "ed25519" ? [null] : namedCurve === "secp384r1" ? ["sha256", "sha384"] : namedCurve === "secp521r1" ? ["sha256", "sha512"] : ["sha256"];
  return digests.some((digest) => {
    try {
      return verify(digest, message, key, signature);
    } catch {
      return false;
    }
  });
}
function sealOf({ log, timestamps }) {
  const logged = log.filter(({ promised, integrated }) => promised && integrated > 0).map(({ integrated }) => ({ at: integrated * 1e3, from: "log" }));
  const stamped = timestamps.map((der) => {
    return { at: import_core3.RFC3161Timestamp.parse(der).signingTime.getTime(), from: "timestamp authority" };
  });
  return { times: [...logged, ...stamped], logIndex: log[0]?.logIndex };
}

// src/verify/open-evidence.ts
async function openEvidence(candidate2, bytes2, opener) {
  const { id, form, predicateType } = candidate2;
  const said = predicateType === void 0 ? void 0 : roleOfType(predicateType);
  if (form === "statement") {
    const signed2 = readStatement(bytes2);
    return signed2.ok ? { id, role: signed2.value.role, state: { kind: "unsigned", signed: signed2.value } } : broken(id, said, { ...signed2.failure, claimed: NOBODY });
  }
  const bundle = form === "bundle" ? readBundle(bytes2) : legacyBundle(candidate2, bytes2);
  if (!bundle.ok) return broken(id, said, { ...bundle.failure, claimed: NOBODY });
  const message = form === "simple-signing" ? ok(bytes2) : await messageOf2(bundle.value, opener);
  if (!message.ok && "detail" in message.failure) {
    const { detail } = message.failure;
    return { id, role: said, state: { kind: "unread", detail } };
  }
  const role = said ?? payloadRole(bundle.value);
  const seal = openBundle(bundle.value, opener.trust, {
    logged: opener.logged,
    message: message.ok ? message.value : void 0
  });
  if (!seal.ok) {
    const { claimed } = seal.failure;
    return broken(id, role, message.ok ? seal.failure : { reason: "subject-mismatch", detail: "", claimed });
  }
  const signed = signedBy(bundle.value, form, bytes2, opener.artifact);
  return signed.ok ? { id, role: signed.value.role, state: { kind: "sound", seal: seal.value, signed: signed.value } } : broken(id, role, { ...signed.failure, claimed: seal.value.signer });
}
var NOBODY = { kind: "unknown", hint: "" };
function signedBy({ content }, form, bytes2, { sha256 }) {
  if (content.kind === "dsse") return readSigned(content.payloadType, content.payload);
  return form === "simple-signing" ? readSimpleSigning(bytes2) : ok(bareSignature(sha256));
}
function payloadRole({ content }) {
  if (content.kind === "message") return "signature";
  const signed = readStatement(content.payload);
  return signed.ok ? signed.value.role : void 0;
}
async function messageOf2({ content }, opener) {
  if (content.kind === "dsse") return ok(void 0);
  const bytes2 = await opener.content();
  if (!bytes2.ok) return err({ detail: bytes2.failure });
  const digest = createHash(content.hash).update(bytes2.value).digest();
  return digest.equals(content.digest) ? bytes2 : err({});
}
function broken(id, role, refusal) {
  return { id, role, state: { kind: "broken", broken: refusal } };
}

// src/verify/provenance/buildkit.ts
var OLDER = "https://mobyproject.org/buildkit@v1";
var NEWER = "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md";
var buildkit = {
  format: "buildkit",
  reads: (buildType) => buildType === OLDER || buildType === NEWER,
  read: (predicate) => {
    const newer = at(predicate, "buildDefinition") !== void 0;
    const external = newer ? membersAt(predicate, "buildDefinition", "externalParameters") : membersAt(predicate, "invocation");
    const request = newer ? membersAt(external, "request") : membersAt(external, "parameters");
    const source = sourceOf(textAt(external, "configSource", "uri"));
    const commit = textAt(external, "configSource", "digest", "sha1");
    const args = namesAt(request, "args").map((name) => `args.${name}`);
    const others = namesAt(request).filter((name) => !DESCRIBED.has(name));
    return {
      format: "buildkit",
      buildType: newer ? NEWER : OLDER,
      // A builder without an address is one that nobody runs for others.
      builder: textAt(predicate, newer ? "runDetails" : "builder", ...newer ? ["builder", "id"] : ["id"]) ?? "buildkit of somebody",
      source: { ...source, commit },
      parameters: parametersOf([...args, ...others], (name) => KNOWN.has(name)),
      trigger: void 0,
      invocation: textAt(predicate, "runDetails", "metadata", "invocationId") ?? textAt(predicate, "metadata", "buildInvocationID"),
      finished: timeAt(predicate, "runDetails", "metadata", "finishedOn") ?? timeAt(predicate, "metadata", "buildFinishedOn"),
      claims: saidClaims({ repository: source.repository, commit })
    };
  }
};
var DESCRIBED = /* @__PURE__ */ new Set(["args", "frontend", "locals"]);
var KNOWN = /* @__PURE__ */ new Set(["args.cmdline", "args.source", "args.filename", "args.context"]);

// src/verify/provenance/github.ts
var WORKFLOW = "https://actions.github.io/buildtypes/workflow/v1";
var COMMUNITY = "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1";
var GENERATOR = "https://github.com/slsa-framework/slsa-github-generator/";
var github = {
  format: "github",
  reads: (buildType) => buildType === WORKFLOW,
  read: (predicate) => workflow(predicate, "github", WORKFLOW, false)
};
var generator = {
  format: "slsa-github-generator",
  reads: (buildType) => buildType === COMMUNITY || buildType.startsWith(GENERATOR),
  read: (predicate) => {
    const newer = textAt(predicate, "buildDefinition", "buildType");
    return newer === void 0 ? older(predicate) : workflow(predicate, "slsa-github-generator", newer, true);
  }
};
function workflow(predicate, format, buildType, inputs) {
  const definition = membersAt(predicate, "buildDefinition");
  const external = membersAt(definition, "externalParameters");
  const internal = membersAt(definition, "internalParameters", "github");
  const builder = textAt(predicate, "runDetails", "builder", "id");
  const repository = textAt(external, "workflow", "repository");
  if (builder === void 0 || repository === void 0) return void 0;
  const ref = textAt(external, "workflow", "ref");
  const commit = textAt(definition, "resolvedDependencies", 0, "digest", "gitCommit");
  const trigger = textAt(internal, "event_name");
  const invocation = textAt(predicate, "runDetails", "metadata", "invocationId");
  const path = textAt(external, "workflow", "path");
  const names = [
    ...namesAt(external, "workflow").map((name) => `workflow.${name}`),
    ...namesAt(external).filter((name) => name !== "workflow").flatMap((name) => inputs ? inner(external, name) : [name])
  ];
  return {
    format,
    buildType,
    builder,
    source: { repository, ref, commit },
    parameters: parametersOf(names, (name) => KNOWN2.has(name)),
    trigger,
    invocation,
    finished: timeAt(predicate, "runDetails", "metadata", "finishedOn"),
    claims: saidClaims({
      repository,
      ref,
      commit,
      trigger,
      "repository id": textAt(internal, "repository_id"),
      "owner id": textAt(internal, "repository_owner_id"),
      runner: textAt(internal, "runner_environment"),
      run: invocation,
      "build signer": builder.includes("@") ? builder : void 0,
      "build config": path === void 0 || ref === void 0 ? void 0 : `${repository}/${path.replace(/^\/+/, "")}@${ref}`
    })
  };
}
var KNOWN2 = /* @__PURE__ */ new Set([
  "workflow.ref",
  "workflow.repository",
  "workflow.path",
  "source"
]);
function older(predicate) {
  const invocation = membersAt(predicate, "invocation");
  const environment = membersAt(invocation, "environment");
  const builder = textAt(predicate, "builder", "id");
  const uri = textAt(invocation, "configSource", "uri");
  if (builder === void 0 || uri === void 0) return void 0;
  const { repository, ref } = sourceOf(uri);
  const commit = textAt(invocation, "configSource", "digest", "sha1");
  const trigger = textAt(environment, "github_event_name");
  return {
    format: "slsa-github-generator",
    buildType: textAt(predicate, "buildType") ?? "",
    builder,
    source: { repository, ref, commit },
    parameters: parametersOf(
      namesAt(invocation, "parameters").flatMap((name) => inner(membersAt(invocation, "parameters"), name)),
      () => false
    ),
    trigger,
    invocation: textAt(environment, "github_run_id"),
    finished: timeAt(predicate, "metadata", "buildFinishedOn"),
    claims: saidClaims({
      repository,
      ref,
      commit,
      trigger,
      "repository id": textAt(environment, "github_repository_id"),
      "owner id": textAt(environment, "github_repository_owner_id"),
      "build signer": builder
    })
  };
}
function inner(external, name) {
  const value = external[name];
  if (value === null || value === "") return [];
  if (typeof value !== "object" || Array.isArray(value)) return [name];
  return Object.keys(value).map((below) => name === "source" ? "source" : `${name}.${below}`);
}

// src/verify/provenance/gitlab.ts
var RUNNER = /^https:\/\/gitlab\.com\/gitlab-org\/gitlab-runner\/-\/blob\/[^/]+\/PROVENANCE\.md$/;
var CONTROL = "https://docs.gitlab.com/ci/pipeline_security/slsa/provenance_v1";
var gitlabRunner = {
  format: "gitlab-runner",
  reads: (buildType) => RUNNER.test(buildType),
  read: (predicate) => read2(predicate, "gitlab-runner")
};
var gitlab = {
  format: "gitlab",
  reads: (buildType) => buildType === CONTROL,
  read: (predicate) => read2(predicate, "gitlab")
};
function read2(predicate, format) {
  const definition = membersAt(predicate, "buildDefinition");
  const external = membersAt(definition, "externalParameters");
  const builder = textAt(predicate, "runDetails", "builder", "id");
  const { repository } = sourceOf(textAt(external, "source"));
  if (builder === void 0 || repository === void 0) return void 0;
  const digest = membersAt(definition, "resolvedDependencies", 0, "digest");
  const commit = textAt(digest, "gitCommit") ?? textAt(digest, "sha256");
  const variables = namesAt(external, "variables").map((name) => `variables.${name}`);
  const names = [...namesAt(external).filter((name) => name !== "variables"), ...variables];
  return {
    format,
    buildType: textAt(definition, "buildType") ?? "",
    builder,
    source: { repository, ref: void 0, commit },
    parameters: parametersOf(names, isKnown),
    trigger: void 0,
    invocation: textAt(predicate, "runDetails", "metadata", "invocationId"),
    finished: timeAt(predicate, "runDetails", "metadata", "finishedOn"),
    claims: saidClaims({ repository, commit })
  };
}
function isKnown(name) {
  return name === "source" || name === "entryPoint" || /^(variables\.)?(CI|GITLAB_CI|GITLAB_USER_[A-Z]+|CI_[A-Z0-9_]+)$/.test(name);
}

// src/verify/provenance/sealsmith.ts
var KNOWN3 = /* @__PURE__ */ new Set(["source", "ref", "config", "steps", "tier"]);
var sealsmith = {
  format: "sealsmith",
  reads: (buildType) => buildType === BUILD_TYPE,
  read: (predicate) => {
    const definition = membersAt(predicate, "buildDefinition");
    const external = membersAt(definition, "externalParameters");
    const internal = membersAt(definition, "internalParameters");
    const builder = textAt(predicate, "runDetails", "builder", "id");
    if (builder === void 0) return void 0;
    const { repository } = sourceOf(textAt(external, "source"));
    const ref = textAt(external, "ref");
    const dependencies = at(definition, "resolvedDependencies");
    const built = (Array.isArray(dependencies) ? dependencies : []).find(
      (one) => textAt(one, "digest", "gitCommit") !== void 0
    );
    const commit = textAt(built, "digest", "gitCommit");
    const trigger = textAt(internal, "trigger");
    const invocation = textAt(predicate, "runDetails", "metadata", "invocationId");
    return {
      format: "sealsmith",
      buildType: BUILD_TYPE,
      builder,
      source: { repository, ref, commit },
      parameters: parametersOf(namesAt(external), (name) => KNOWN3.has(name)),
      trigger,
      invocation,
      finished: timeAt(predicate, "runDetails", "metadata", "finishedOn"),
      claims: saidClaims({
        repository,
        ref,
        commit,
        trigger,
        "repository id": textAt(internal, "repositoryId"),
        runner: textAt(internal, "runner"),
        run: invocation,
        // Of GitHub the workflow; a runner of GitLab stands in no certificate.
        "build signer": builder.includes("@") ? builder : void 0
      })
    };
  }
};

// src/verify/provenance/registry.ts
var READERS = [
  sealsmith,
  // ours, signed in the pipeline
  github,
  // actions/attest
  generator,
  // slsa-github-generator, both versions
  gitlab,
  // GitLab itself
  gitlabRunner,
  // a runner's file, unsigned
  buildkit
  // beside an image, unsigned
];
function readProvenance(predicate) {
  const buildType = textAt(predicate, "buildDefinition", "buildType") ?? textAt(predicate, "buildType") ?? "";
  const reader = READERS.find((one) => one.reads(buildType));
  if (reader === void 0) return err({ reason: "build-type-unknown", buildType });
  const read3 = reader.read(predicate);
  return read3 === void 0 ? err({ reason: "provenance-invalid", buildType }) : ok(read3);
}

// src/verify/origin.ts
var CLOCK_SKEW = 5 * 6e4;
function originLines(exhibit, expected, now) {
  const { seal, signed } = exhibit.state;
  const { signer } = seal;
  const named = allowedAs(signer, expected.signers);
  const by = signerText2(signer);
  const from = signer.kind === "key" ? "key" : "certificate";
  const subjects = signed.subjects.map((one) => `sha256:${one}`).join(" ");
  return [
    pass("signature", { expected: "sound", found: proofText(exhibit), from }),
    compare("subject", signed.subjects.includes(now.sha256), "subject-mismatch", {
      expected: `sha256:${now.sha256}`,
      found: subjects === "" ? "no SHA-256" : subjects,
      from: "statement"
    }),
    compare("signer", named !== void 0, "signer-not-allowed", {
      expected: signersText(expected.signers),
      found: by,
      from
    }),
    ...logLines(exhibit, expected, named),
    ...timeLines(exhibit, expected, now, named),
    ...certificateLines(exhibit, expected, now, named)
  ];
}
function proofText({ state: { seal } }) {
  const parts = [
    seal.signer.kind === "key" ? "key" : "certificate",
    ...seal.logIndex === void 0 ? [] : [`log entry ${seal.logIndex}`],
    ...seal.times.length === 0 ? [] : ["time"]
  ];
  return parts.length === 1 ? `${parts[0]} agrees` : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)} agree`;
}
function logLines({ state: { seal } }, { transparency }, named) {
  if (transparency !== true) return [];
  const { logIndex } = seal;
  const from = named?.kind === "key" ? "key" : "log";
  return [
    compare("transparency", logIndex !== void 0, "not-logged", {
      expected: "an entry in a known log",
      found: logIndex === void 0 ? "none" : `entry ${logIndex}`,
      from
    })
  ];
}
function timeLines(exhibit, { timestamp, maxAge }, { now }, named) {
  const { seal } = exhibit.state;
  const at3 = signedAt(exhibit);
  const needed = timestamp ?? (named !== void 0 && named.kind !== "key");
  const from = seal.times.map((one) => one.from).join(", ");
  if (at3 === void 0) {
    const said = { expected: "a signed time", found: "none", from: "bundle" };
    return [
      ...needed ? [fault("timestamp", "not-timestamped", said)] : [],
      ...maxAge === void 0 ? [] : [fault("age", "not-timestamped", { ...said, expected: `< ${spanText(maxAge)}` })]
    ];
  }
  const latest = Math.max(...seal.times.map((one) => one.at));
  const found = new Date(latest).toISOString();
  if (latest > now + CLOCK_SKEW)
    return [
      fault("age", "from-the-future", { expected: `before ${new Date(now).toISOString()}`, found, from })
    ];
  if (maxAge === void 0) return [];
  const age = now - at3;
  return [
    compare("age", age <= maxAge, "too-old", {
      expected: `< ${spanText(maxAge)}`,
      found: spanText(age),
      from
    })
  ];
}
function certificateLines({ state: { seal } }, expected, now, named) {
  const { signer } = seal;
  if (signer.kind !== "identity" || named?.kind === "identity" || named?.kind === "key") return [];
  const { claims } = signer;
  const source = { repository: claims.repository, ref: claims.ref, commit: claims.commit };
  return [
    ...sourceLines(source, expected, now, "certificate"),
    ...equalLine("repository-id", "wrong-repository-id", expected.repositoryId, claims["repository id"]),
    ...triggerLine(expected.triggers, claims.trigger, "certificate")
  ];
}
function sourceLines(source, { repository, refs, commit }, { latest }, from) {
  const ref = source.ref ?? "none";
  return [
    ...equalLine("repository", "wrong-repository", repository, source.repository, from),
    ...refs.length === 0 ? [] : [
      compare("ref", source.ref !== void 0 && refs.some((one) => matches(one, ref)), "wrong-ref", {
        expected: refs.join(" or "),
        found: ref,
        from
      })
    ],
    ...commit === void 0 ? [] : [commitLine(commit, source, latest, from)]
  ];
}
function commitLine(expected, source, latest, from) {
  const found = source.commit ?? "none";
  if (expected !== "latest")
    return compare("commit", found === expected, "wrong-commit", { expected, found, from });
  const newest = latest.get(source.ref ?? "");
  if (newest === void 0 || !newest.ok) {
    const why = newest === void 0 ? "no branch to ask for" : newest.failure;
    return fault("commit", "latest-unknown", {
      expected: `the newest of ${source.ref ?? "a branch"} (${why})`,
      found,
      from
    });
  }
  return compare("commit", found === newest.value, "wrong-commit", {
    expected: `${newest.value} (newest of ${source.ref})`,
    found,
    from
  });
}
function triggerLine(triggers, trigger, from) {
  if (triggers.length === 0) return [];
  const holds = trigger !== void 0 && triggers.includes(trigger);
  return [
    compare("trigger", holds, "wrong-trigger", {
      expected: triggers.join(" or "),
      found: trigger ?? "none",
      from
    })
  ];
}
function equalLine(check, reason, expected, found, from = "certificate") {
  if (expected === void 0) return [];
  return [compare(check, found === expected, reason, { expected, found: found ?? "none", from })];
}
function spanText(milliseconds) {
  const hours = Math.max(0, milliseconds) / 36e5;
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} d`;
}

// src/verify/account.ts
var FROM = "provenance";
function accountLines(exhibit, expected, now) {
  const read3 = readProvenance(exhibit.state.signed.predicate);
  if (!read3.ok) {
    const { reason, buildType } = read3.failure;
    return [fault("build-type", reason, { expected: "a known build type", found: buildType, from: FROM })];
  }
  const provenance = read3.value;
  const { signer } = exhibit.state.seal;
  return [
    pass("build-type", { expected: "a known build type", found: provenance.buildType, from: FROM }),
    ...builderLines(provenance, signer, expected),
    ...sourceLines(withCertificate(provenance, signer), expected, now, FROM),
    ...ownLines(provenance, signer, expected),
    parameterLine(provenance, expected.parameters),
    ...claimLines(provenance, signer)
  ];
}
function ownLines({ trigger, claims }, signer, { triggers, repositoryId }) {
  const certified = signer.kind === "identity" ? signer.claims : {};
  const id = claims.find(({ claim }) => claim === "repository id")?.said;
  return [
    ...id === void 0 && certified["repository id"] !== void 0 ? [] : equalLine("repository-id", "wrong-repository-id", repositoryId, id, FROM),
    ...trigger === void 0 && certified.trigger !== void 0 ? [] : triggerLine(triggers, trigger, FROM)
  ];
}
function withCertificate({ source }, signer) {
  return { ...source, ref: source.ref ?? (signer.kind === "identity" ? signer.claims.ref : void 0) };
}
function builderLines(provenance, signer, { builders, level }) {
  const found = levelOf(provenance, signer);
  const { builder } = provenance;
  const named = builders.length === 0 ? [] : [
    compare(
      "builder",
      builders.some((one) => matches(one, builder)),
      "wrong-builder",
      {
        expected: builders.join(" or "),
        found: builder,
        from: FROM
      }
    )
  ];
  if (level === void 0) return named;
  const said = { expected: `level L${level}`, found: `level L${found}`, from: FROM };
  return [...named, compare("level", found >= level, "level-too-low", said)];
}
function levelOf({ format, builder }, signer) {
  if (signer.kind !== "identity") return 1;
  const { claims, name } = signer;
  const apart = builder === name && name.startsWith("https://github.com/slsa-framework/slsa-github-generator/");
  if (format === "slsa-github-generator" && apart) return 3;
  return claims.runner === "github-hosted" || claims.runner === "gitlab-hosted" ? 2 : 1;
}
function parameterLine({ parameters }, allowed) {
  const unknown = parameters.filter(({ name, known }) => !known && !allowed.includes(name));
  const names = unknown.map(({ name }) => name).join(", ");
  return compare("parameters", unknown.length === 0, "unknown-parameter", {
    expected: "every parameter known",
    found: `${parameters.length - unknown.length} known, ${unknown.length} unknown${names === "" ? "" : `: ${names}`}`,
    from: FROM
  });
}
function claimLines({ claims }, signer) {
  if (signer.kind !== "identity") return [];
  const compared = claims.flatMap(({ claim, said }) => {
    const certified = signer.claims[claim];
    return certified === void 0 ? [] : [{ claim, said, certified }];
  });
  const wrong = compared.filter(({ said, certified }) => said !== certified);
  if (wrong.length === 0) {
    const found = `${compared.length} of ${claims.length} claims stand in it`;
    return [pass("claims", { expected: "as the certificate says", found, from: FROM })];
  }
  return wrong.map(
    ({ claim, said, certified }) => fault("claims", "claim-mismatch", { expected: `${claim} ${certified}`, found: said, from: FROM })
  );
}

// src/verify/sbom.ts
var import_semver = __toESM(require_semver(), 1);
var MOST_COMPONENTS = 2e5;
function componentLines(predicate, rules, from) {
  const components = componentsOf(predicate);
  if (components === void 0)
    return [fault("sbom", "sbom-invalid", { expected: "CycloneDX or SPDX", found: "neither", from })];
  return rules.map((rule2) => ruleLine(rule2, components, from));
}
function ruleLine({ name, range }, components, from) {
  const meant = components.filter(({ names }) => names.includes(name));
  const versions = [...new Set(meant.map(({ version }) => version))];
  const found = versions.length === 0 ? `${name} is not there` : `${name} ${versions.join(", ")}`;
  const said = { expected: range, found, from };
  if (range === "absent")
    return versions.length === 0 ? pass("sbom", said) : fault("sbom", "component-forbidden", said);
  if (versions.length === 0) return fault("sbom", "component-missing", said);
  return meant.every((component) => isWithin(component, range)) ? pass("sbom", said) : fault("sbom", "component-version", said);
}
function isWithin({ version, packaged }, range) {
  const exact = packaged ? null : import_semver.default.parse(version, { loose: true });
  if (exact !== null) return import_semver.default.satisfies(exact, range, { includePrerelease: true });
  const [, numbers = "", rest = ""] = /^v?(?:\d+:)?(\d+(?:\.\d+){0,2})(.*)$/.exec(version) ?? [];
  if (numbers === "") return false;
  const [major = "0", minor = "0", patch = "0"] = numbers.split(".").map((part) => String(BigInt(part)));
  const early = packaged ? rest.startsWith("~") : /^[.~_-]?(a|b|c|rc|alpha|beta|dev|pre)/i.test(rest);
  const read3 = import_semver.default.parse(`${major}.${minor}.${patch}${early ? "-0" : ""}`);
  return read3 !== null && import_semver.default.satisfies(read3, range, { includePrerelease: true });
}
function componentsOf(predicate) {
  const cyclone = textAt(predicate, "bomFormat") === "CycloneDX";
  if (!cyclone && textAt(predicate, "spdxVersion") === void 0) return void 0;
  const found = [];
  const open2 = cyclone ? [at(predicate, "components"), at(predicate, "metadata", "component")] : [at(predicate, "packages")];
  while (open2.length > 0) {
    const value = open2.pop();
    if (Array.isArray(value)) for (const one of value) open2.push(one);
    else if (typeof value === "object" && value !== null) {
      found.push(componentOf(value, cyclone));
      if (cyclone) open2.push(at(value, "components"));
    }
    if (found.length > MOST_COMPONENTS) return void 0;
  }
  return found;
}
function componentOf(value, cyclone) {
  const name = textAt(value, "name") ?? "";
  const group = cyclone ? textAt(value, "group") : void 0;
  const purl = cyclone ? textAt(value, "purl") : purlOf(at(value, "externalRefs"));
  const bare = purl?.replace(/[?#].*$/, "").replace(/@[^@/]*$/, "");
  const scoped = bare === void 0 ? void 0 : scopedName(bare);
  return {
    names: [
      name,
      ...[group === void 0 ? void 0 : `${group}/${name}`, bare, scoped].filter(
        (one) => one !== void 0
      )
    ],
    version: textAt(value, cyclone ? "version" : "versionInfo") ?? "",
    packaged: /^pkg:(deb|rpm|apk|alpm)\//.test(purl ?? "")
  };
}
function scopedName(purl) {
  const [, name] = /^pkg:npm\/(.+)$/.exec(purl) ?? [];
  try {
    return name === void 0 ? void 0 : decodeURIComponent(name);
  } catch {
    return void 0;
  }
}
function purlOf(references) {
  const all = Array.isArray(references) ? references : [];
  const found = all.find((one) => textAt(one, "referenceType") === "purl");
  return textAt(found, "referenceLocator");
}

// src/verify/judge.ts
function judge(exhibit, role, expected, now) {
  return [...originLines(exhibit, expected, now), ...contentLines(exhibit, role, expected, now)];
}
function judgeOrigin(exhibit, expected, now) {
  return originLines(exhibit, expected, now);
}
function contentLines(exhibit, role, expected, now) {
  const { predicate, predicateType } = exhibit.state.signed;
  switch (role) {
    case "signature":
      return [];
    case "provenance":
      return accountLines(exhibit, expected, now);
    case "sbom":
      return componentLines(predicate, expected.components, "sbom");
    default:
      return [resultLine(predicateType, textAt(predicate, "result"))];
  }
}
function resultLine(predicateType, result) {
  const tested = predicateType.startsWith("https://in-toto.io/attestation/test-result/");
  const holds = !tested || result === "PASSED" || result === "WARNED";
  return compare("statement", holds, "statement-failed", {
    expected: tested ? "PASSED" : predicateType,
    found: tested ? result ?? "no result" : "there",
    from: predicateType
  });
}

// src/verify/verdict.ts
function verdictOf(artifact, expected, evidence, now) {
  const roles = expected.roles.map((role) => decide(role, expected, evidence, now));
  const decided = new Set(roles.flatMap((one) => one.decided));
  const exits = roles.map(({ exit: exit2 }) => exit2);
  const exit = [4, 3, 5].find((one) => exits.includes(one)) ?? 0;
  const rest = evidence.exhibits.filter((one) => !decided.has(one));
  return {
    name: artifact.name,
    digest: artifact.sha256,
    outcome: exit === 0 ? "pass" : exit === 5 ? "unknown" : "fail",
    exit,
    lines: distinct(roles.flatMap(({ lines }) => lines)),
    ignored: rest.flatMap((one) => setAside(one, expected, now)),
    unsigned: unsignedNotes(evidence.exhibits, [...decided]),
    at: now.now
  };
}
function decide(role, expected, evidence, now) {
  const mine = evidence.exhibits.filter((one) => one.role === role || one.role === void 0);
  const newest = role !== "signature" && role !== "provenance";
  const judged = mine.filter(isSound).map((exhibit) => {
    const lines = newest ? judgeOrigin(exhibit, expected, now) : judge(exhibit, role, expected, now);
    return { exhibit, lines, standing: standingOf(lines) };
  });
  const good = judged.filter(({ standing }) => standing === "good");
  if (good.length === 0) return withoutGood(role, expected, evidence, mine, judged);
  if (newest) return byNewest(role, expected, evidence, now, good);
  const [first] = good.toSorted(byAge);
  return { lines: first?.lines ?? [], exit: 0, decided: good.map(({ exhibit }) => exhibit) };
}
function byNewest(role, expected, evidence, now, good) {
  const sorted = good.toSorted(byAge);
  const newest = sorted.slice(0, 1).map(({ exhibit }) => orderOf(exhibit));
  const ordered = good.every(({ exhibit }) => orderOf(exhibit) !== void 0);
  const deciding2 = ordered ? sorted.filter(({ exhibit }) => newest.includes(orderOf(exhibit))) : sorted;
  const content = deciding2.flatMap(({ exhibit }) => contentLines(exhibit, role, expected, now));
  const unseen = unseenLine(evidence, role);
  const lines = [...sorted[0]?.lines ?? [], ...content, ...unseen];
  const standing = standingOf([...content, ...unseen]);
  const exit = standing === "good" ? 0 : standing === "unknown" ? 5 : 3;
  return { lines, exit, decided: good.map(({ exhibit }) => exhibit) };
}
function withoutGood(role, expected, evidence, mine, judged) {
  const allowed = judged.filter(({ exhibit }) => isAllowed(exhibit, expected));
  const open2 = best(allowed.filter(({ standing }) => standing === "unknown"));
  if (open2 !== void 0) return { lines: open2.lines, exit: 5, decided: [open2.exhibit] };
  const wrong = best(allowed.filter(({ standing }) => standing === "broken"));
  if (wrong !== void 0) return { lines: wrong.lines, exit: 4, decided: [wrong.exhibit] };
  const broken2 = mine.find((one) => claimsAllowed(one, expected));
  if (broken2 !== void 0) return { lines: brokenLines(broken2), exit: 4, decided: [broken2] };
  const unseen = unseenLine(evidence, role);
  const closest = best(allowed) ?? best(judged);
  const strange = mine.find((one) => one.role === role && isByStranger(one));
  if (unseen.length > 0)
    return { lines: [...missingLine(role, expected, mine), ...unseen], exit: 5, decided: [] };
  if (closest !== void 0) return { lines: closest.lines, exit: 3, decided: [closest.exhibit] };
  if (strange !== void 0) return { lines: strangerLines(strange, expected), exit: 3, decided: [strange] };
  return { lines: missingLine(role, expected, evidence.exhibits), exit: 3, decided: [] };
}
function isAllowed({ state }, { signers }) {
  return allowedAs(state.seal.signer, signers) !== void 0;
}
function claimsAllowed({ state }, { signers }) {
  return state.kind === "broken" && allowedAs(state.broken.claimed, signers) !== void 0;
}
function isByStranger({ state }) {
  return state.kind === "broken" && state.broken.reason === "key-unknown";
}
function strangerLines({ id, state }, { signers }) {
  if (state.kind !== "broken") return [];
  const found = signerText2(state.broken.claimed);
  return [fault("signer", "key-unknown", { expected: signersText(signers), found, from: id })];
}
function best(judged) {
  const faults = ({ lines }) => lines.filter(({ status }) => status !== "ok").length;
  return judged.toSorted((a, b) => faults(a) - faults(b) || byAge(a, b))[0];
}
function byAge(a, b) {
  return (orderOf(b.exhibit) ?? 0) - (orderOf(a.exhibit) ?? 0);
}
function brokenLines({ id, state }) {
  if (state.kind !== "broken") return [];
  const { reason, detail, claimed } = state.broken;
  const found = `${REASONS[reason].says}${detail === "" ? "" : ` (${detail})`}`;
  return [
    fault(reason === "subject-mismatch" ? "subject" : "signature", reason, {
      expected: `sound, by ${signerText2(claimed)}`,
      found,
      from: id
    })
  ];
}
var MISSING = {
  signature: "signature-missing",
  provenance: "provenance-missing",
  sbom: "sbom-missing"
};
function missingLine(role, expected, there) {
  const others = [...new Set(there.filter(isSound).map(({ role: other }) => other ?? "something"))];
  const unsigned = there.some(({ state, role: other }) => state.kind === "unsigned" && other === role);
  const found = [...unsigned ? ["an unsigned one"] : [], ...others].join(", ");
  const check = role === "signature" || role === "provenance" || role === "sbom" ? role : "statement";
  const reason = MISSING[role] ?? "statement-missing";
  const name = role.replace(/^statement /, "");
  const threat = role === "signature" && others.length > 0 ? "I11" : void 0;
  return [
    fault(
      check,
      reason,
      {
        expected: `${name} by ${signersText(expected.signers)}`,
        found: found === "" ? "nothing" : `only ${found}`,
        from: "evidence"
      },
      threat
    )
  ];
}
function unseenLine({ exhibits, unseen }, role) {
  const more = unseen === "any" || unseen.has(role) || unseen.has(void 0);
  const unread = exhibits.filter((one) => one.state.kind === "unread" && (one.role ?? role) === role);
  const details = [...new Set(unread.map(({ state }) => state.kind === "unread" ? state.detail : ""))];
  return [
    ...more ? [fault("evidence", "too-many", { expected: "all of it", found: "a part", from: "evidence" })] : [],
    ...unread.length === 0 ? [] : [
      fault("evidence", "unreachable", {
        expected: "all of it",
        found: `${unread.length} could not be fetched: ${details.join("; ")}`,
        from: "evidence"
      })
    ]
  ];
}
function setAside(exhibit, expected, now) {
  const { id, role, state } = exhibit;
  const kind = (role ?? "unknown").replace(/^statement /, "");
  switch (state.kind) {
    case "unsigned":
      return [];
    case "unread":
      return [{ id, kind, signer: "", reason: "unreachable", detail: state.detail }];
    case "broken": {
      const { reason, detail, claimed } = state.broken;
      return [{ id, kind, signer: signerText2(claimed), reason, detail }];
    }
    case "sound": {
      if (!isSound(exhibit) || role === void 0 || !expected.roles.includes(role)) return [];
      const lines = judge(exhibit, role, expected, now);
      const line = lines.find(({ check, status }) => check === "signer" && status !== "ok");
      const first = line ?? lines.find(({ status }) => status !== "ok");
      if (first?.reason === void 0) return [];
      return [{ id, kind, signer: signerText2(state.seal.signer), reason: first.reason, detail: first.found }];
    }
  }
}
function unsignedNotes(exhibits, decided) {
  const signed = decided.find((one) => one.role === "provenance" && one.state.kind === "sound");
  const account = signed?.state.kind === "sound" ? readProvenance(signed.state.signed.predicate) : void 0;
  return exhibits.flatMap(({ id, state }) => {
    if (state.kind !== "unsigned") return [];
    const read3 = readProvenance(state.signed.predicate);
    if (!read3.ok) return [];
    const { format, builder, source } = read3.value;
    const { commit, repository = "nothing" } = source;
    const agrees = account?.ok === true ? account.value.source.commit === commit : void 0;
    return [{ id, format, builder, source: `${repository} @ ${commit ?? "no commit"}`, agrees }];
  });
}
function distinct(lines) {
  const told = /* @__PURE__ */ new Map();
  for (const line of lines) {
    const key = JSON.stringify([line.check, line.expected, line.found, line.reason]);
    const known = told.get(key);
    const from = known === void 0 || known.from.split(", ").includes(line.from) ? known?.from ?? line.from : `${known.from}, ${line.from}`;
    told.set(key, { ...line, from });
  }
  return [...told.values()];
}

// src/verify/verify.ts
async function verify2(request) {
  const { artifact, expected, now } = request;
  const evidence = await gather(request);
  const latest = expected.commit === "latest" ? await askNewest(request, evidence.exhibits) : /* @__PURE__ */ new Map();
  return verdictOf(artifact, expected, evidence, { sha256: artifact.sha256, now, latest });
}
async function gather({ sources, expected, trust, artifact, content }) {
  const opener = { trust, artifact, content, logged: expected.transparency !== false };
  const exhibits = [];
  const wanted = wantedBy(expected);
  const listed = [];
  let more = false;
  for (const source of sources) {
    const listing = await source.list();
    if (!listing.ok) {
      const detail = explain(listing.failure).message;
      exhibits.push({ id: source.place, role: void 0, state: { kind: "unread", detail } });
      continue;
    }
    more ||= listing.value.more;
    listed.push(...listing.value.candidates.map((candidate2) => ({ source, candidate: candidate2 })));
  }
  const chosen = choose(
    listed.map(({ candidate: candidate2 }) => candidate2),
    wanted
  );
  for (const candidate2 of chosen.candidates) {
    const from = listed.find((one) => one.candidate === candidate2);
    if (from !== void 0) exhibits.push(await open(from.source, candidate2, opener));
  }
  const left = chosen.left.map(({ predicateType }) => roleSaid(predicateType));
  return { exhibits, unseen: more ? "any" : new Set(left) };
}
async function open(source, candidate2, opener) {
  const { id, size, predicateType } = candidate2;
  const role = roleSaid(predicateType);
  const bytes2 = size > EVIDENCE_LIMIT ? err({ kind: "too-large", detail: `${size} bytes, more than ${EVIDENCE_LIMIT}` }) : await source.read(candidate2, EVIDENCE_LIMIT);
  if (bytes2.ok) return await openEvidence(candidate2, bytes2.value, opener);
  const { kind, detail } = bytes2.failure;
  if (kind === "unreachable") return { id, role, state: { kind: "unread", detail } };
  const reason = kind === "junk" ? "bundle-unreadable" : "bundle-too-large";
  const claimed = { kind: "unknown", hint: "" };
  return { id, role, state: { kind: "broken", broken: { reason, detail, claimed } } };
}
function roleSaid(predicateType) {
  return predicateType === void 0 ? void 0 : roleOfType(predicateType);
}
function wantedBy({ roles }) {
  return (predicateType) => roles.includes(roleOfType(predicateType));
}
async function askNewest({ expected, newest }, exhibits) {
  const answers = /* @__PURE__ */ new Map();
  const { repository } = expected;
  for (const { state } of exhibits.filter(isSound)) {
    const { signer } = state.seal;
    if (allowedAs(signer, expected.signers) === void 0) continue;
    const account = readProvenance(state.signed.predicate);
    const refs = [
      signer.kind === "identity" ? signer.claims.ref : void 0,
      account.ok ? account.value.source.ref : void 0
    ];
    for (const ref of refs) {
      if (ref === void 0 || answers.has(ref)) continue;
      const asked = repository === void 0 ? err("no repository is expected") : await newest(repository, ref);
      answers.set(ref, asked.ok ? ok(asked.value) : asked);
    }
  }
  return answers;
}

// src/cli/verify/expect.ts
var import_yaml = __toESM(require_dist2(), 1);
function expectationsFor(session, flags, section) {
  const said = sectionOf(session, flags, section);
  if (!said.ok) return said;
  const keys = readKeys(session, said.value ?? {});
  if (!keys.ok) return keys;
  const expected = said.value === void 0 ? void 0 : expectationsOf(said.value, keys.value);
  if (expected !== void 0) return ok(expected);
  const message = "nothing says who may have signed it: --key FILE, or --issuer and --workflow with --ref, or a section verify in sealsmith.yml";
  return err({ code: "usage", message });
}
function sectionOf(session, { expect, ...flags }, section) {
  const given = Object.values(flags).some((value) => value !== void 0);
  if (given && expect !== void 0)
    return err({ code: "usage", message: "--expect says all that is expected; leave the other flags out" });
  if (given) return fromFlags(flags);
  return expect === void 0 ? ok(section) : fromFile(session, expect);
}
function fromFlags(flags) {
  const { issuer, workflow: workflow2, identity, key = [], ref, source, sourceId, sourceRef, commit } = flags;
  if ((workflow2 === void 0 || ref === void 0) !== (workflow2 === void 0 && ref === void 0))
    return err({ code: "usage", message: "--workflow and --ref belong together: a branch or tag in full" });
  const named = workflow2 === void 0 ? { issuer, identity } : { issuer, workflow: workflow2, ref };
  const wantsIdentity = [issuer, workflow2, identity].some((one) => one !== void 0);
  const section = {
    signers: [...wantsIdentity ? [named] : [], ...key.map((one) => ({ key: one }))],
    source: { repository: source, id: sourceId, commit, ref: sourceRef },
    builder: { id: flags.builder, level: flags.level === void 0 ? void 0 : Number(flags.level) },
    trigger: flags.trigger,
    parameters: flags.parameter,
    sbom: flags.sbom === void 0 ? void 0 : Object.fromEntries(flags.sbom.map(rule)),
    "max-age": flags.maxAge,
    transparency: flags.transparency,
    needs: flags.needs
  };
  const parsed = verifySchema.safeParse(withoutEmpty(section));
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err({
    code: "usage",
    message: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not understood"}`
  });
}
function rule(text) {
  const at3 = text.indexOf("=");
  return at3 < 0 ? [text, ""] : [text.slice(0, at3), text.slice(at3 + 1)];
}
function withoutEmpty(section) {
  return Object.fromEntries(
    Object.entries(section).flatMap(([name, value]) => {
      if (value === void 0 || Array.isArray(value) && value.length === 0) return [];
      if (typeof value !== "object" || value === null || Array.isArray(value)) return [[name, value]];
      const inner2 = Object.entries(value).filter(([, one]) => one !== void 0);
      return inner2.length === 0 ? [] : [[name, Object.fromEntries(inner2)]];
    })
  );
}
function fromFile({ world, workspace }, name) {
  const path = resolve(workspace, name);
  const text = world.files.readText(path, 1024 * 1024);
  if (!text.ok) return text;
  if (text.value === void 0) return err({ code: "config-absent", path });
  const lines = new import_yaml.LineCounter();
  const document = (0, import_yaml.parseDocument)(text.value, { lineCounter: lines, uniqueKeys: true });
  const placed = (offset, message) => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { place: { file: name, line: Math.max(1, line), column: Math.max(1, col) }, message };
  };
  if (document.errors.length > 0) {
    const problems2 = document.errors.map((one) => placed(one.pos[0], one.message.split("\n")[0] ?? ""));
    return err({ code: "config-invalid", problems: problems2 });
  }
  const parsed = verifySchema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return ok(parsed.data);
  const problems = parsed.error.issues.map((issue) => {
    const node = document.getIn(issue.path.map(String), true);
    const range = typeof node === "object" && node !== null && "range" in node ? node.range : void 0;
    const [offset] = Array.isArray(range) ? range : [];
    const where = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
    return placed(typeof offset === "number" ? offset : void 0, `${where}${issue.message}`);
  });
  return err({ code: "config-invalid", problems });
}
function readKeys({ world, workspace }, { signers = [] }) {
  const keys = /* @__PURE__ */ new Map();
  for (const signer of signers) {
    if (!("key" in signer) || signer.key.includes("-----BEGIN")) continue;
    const path = resolve(workspace, signer.key);
    const text = world.files.readText(path, 64 * 1024);
    if (!text.ok) return text;
    if (text.value === void 0) return err({ code: "usage", message: `there is no key ${signer.key}` });
    keys.set(signer.key, text.value);
  }
  return ok(keys);
}

// src/verify/sources/files.ts
var MOST_LINES = 1e3;
function fileEvidence(files, path, named) {
  const beside = path === void 0 ? [] : [".sigstore.json", ".sigstore", ".intoto.jsonl"].map((end) => `${path}${end}`);
  const texts = /* @__PURE__ */ new Map();
  return {
    place: path ?? named.join(", "),
    async list() {
      const candidates = [];
      const places = [
        ...beside.map((at3) => ({ at: at3, must: false })),
        ...named.map((at3) => ({ at: at3, must: true }))
      ];
      for (const { at: at3, must } of places) {
        const read3 = bundlesAt(files, at3, must);
        if (!read3.ok) return read3;
        for (const [line, text] of read3.value.entries()) {
          const id2 = read3.value.length === 1 ? at3 : `${at3}:${line + 1}`;
          texts.set(id2, text);
          candidates.push(candidate(id2, text, "bundle"));
        }
      }
      const id = `${path}-metadata.json`;
      const metadata = path === void 0 ? ok(void 0) : files.readText(id, EVIDENCE_LIMIT);
      if (metadata.ok && metadata.value !== void 0) {
        texts.set(id, metadata.value);
        candidates.push(candidate(id, metadata.value, "statement"));
      }
      return ok({ candidates, more: false });
    },
    async read({ id }, limit) {
      const text = Buffer.from(texts.get(id) ?? "", "utf8");
      if (text.length <= limit) return ok(text);
      return err({ kind: "too-large", detail: `${text.length} bytes, more than ${limit}` });
    }
  };
}
function bundlesAt(files, path, must) {
  const read3 = files.readText(path, 4 * EVIDENCE_LIMIT);
  if (!read3.ok) return read3;
  if (read3.value === void 0)
    return must ? err({ code: "usage", message: `there is no bundle at ${path}` }) : ok([]);
  const text = read3.value.trim();
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const several = lines.length > 1 && lines.length <= MOST_LINES && lines.every((line) => /^\{.*\}\s*$/.test(line));
  return ok(several ? lines : [text]);
}
function candidate(id, text, form) {
  const size = Buffer.byteLength(text, "utf8");
  return { id, form, predicateType: void 0, size, created: void 0, annotations: {} };
}

// src/verify/sources/image.ts
var BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle[.+]/;
var UNTOLD = "application/vnd.oci.empty.v1+json";
var STATEMENT = "application/vnd.in-toto+json";
var MOST_BESIDE = 16;
function imageEvidence(place, subject) {
  const blobs = /* @__PURE__ */ new Map();
  return {
    place: place.place,
    async list() {
      const referrers = await place.referrers(subject.digest);
      if (!referrers.ok) return referrers;
      const bundles = referrers.value.flatMap(bundleCandidate);
      for (const { candidate: candidate2, manifest } of bundles) blobs.set(candidate2.id, manifest);
      const older2 = await olderCandidates(place, subject.digest, blobs);
      if (!older2.ok) return older2;
      const beside = await besideCandidates(place, subject, blobs);
      if (!beside.ok) return beside;
      const candidates = [...bundles.map(({ candidate: candidate2 }) => candidate2), ...older2.value, ...beside.value];
      return ok({ candidates, more: false });
    },
    async read(candidate2, limit) {
      const descriptor = blobs.get(candidate2.id);
      if (descriptor === void 0) throw new Error(`${candidate2.id} was not listed here`);
      const layer = candidate2.form === "bundle" ? await bundleLayer(place, descriptor) : ok(descriptor);
      if (!layer.ok) return troubleOf(layer.failure);
      const { size } = layer.value;
      if (size > limit) return err({ kind: "too-large", detail: `${size} bytes, more than ${limit}` });
      const bytes2 = await place.bytes(layer.value, limit);
      return bytes2.ok ? bytes2 : troubleOf(bytes2.failure);
    }
  };
}
function bundleCandidate(manifest) {
  const { artifactType = UNTOLD, annotations = {}, digest } = manifest;
  if (!BUNDLE.test(artifactType) && artifactType !== UNTOLD) return [];
  const time = Date.parse(annotations["org.opencontainers.image.created"] ?? "");
  const candidate2 = {
    id: digest,
    form: "bundle",
    predicateType: annotations["dev.sigstore.bundle.predicateType"],
    // Of the bundle itself it is known only when its manifest is read.
    size: 0,
    created: Number.isNaN(time) ? void 0 : time,
    annotations: {}
  };
  return [{ candidate: candidate2, manifest }];
}
async function bundleLayer(place, descriptor) {
  const manifest = await readAt(place, descriptor);
  if (!manifest.ok) return manifest;
  const [layer, ...more] = manifest.value.layers;
  if (layer !== void 0 && more.length === 0 && BUNDLE.test(layer.mediaType)) return ok(layer);
  const what = `${descriptor.digest} of ${place.place}`;
  return err({ code: "image-invalid", what, message: "it does not hold one bundle" });
}
async function readAt(place, descriptor) {
  const bytes2 = await place.bytes(descriptor, MANIFEST_LIMIT);
  if (!bytes2.ok) return bytes2;
  const manifest = readManifest(bytes2.value, descriptor.mediaType);
  const what = `${descriptor.digest} of ${place.place}`;
  return manifest.ok ? manifest : err({ code: "image-invalid", what, message: manifest.failure });
}
async function olderCandidates(place, digest, blobs) {
  const found = [];
  for (const suffix of ["sig", "att"]) {
    const tagged = await place.tagged(legacyTag(digest, suffix));
    if (!tagged.ok) return tagged;
    if (tagged.value === void 0) continue;
    const manifest = readManifest(tagged.value.bytes, tagged.value.mediaType);
    if (!manifest.ok) continue;
    for (const [at3, layer] of manifest.value.layers.entries()) {
      const { mediaType, annotations = {}, size } = layer;
      if (mediaType !== SIMPLE_SIGNING_TYPE && mediaType !== DSSE_TYPE) continue;
      const simple = mediaType === SIMPLE_SIGNING_TYPE;
      const id = `${layer.digest} (.${suffix} ${at3})`;
      blobs.set(id, layer);
      found.push({
        id,
        form: simple ? "simple-signing" : "dsse",
        predicateType: simple ? SIGNATURE_TYPE : annotations["predicateType"],
        size,
        created: void 0,
        annotations
      });
    }
  }
  return ok(found);
}
async function besideCandidates(place, subject, blobs) {
  if (!isIndex(subject.mediaType)) return ok([]);
  const bytes2 = await place.bytes(subject, MANIFEST_LIMIT);
  if (!bytes2.ok) return bytes2;
  const index = readIndex(bytes2.value, subject.mediaType);
  if (!index.ok) return err({ code: "image-invalid", what: place.place, message: index.failure });
  const beside = index.value.manifests.filter(
    ({ annotations }) => annotations?.["vnd.docker.reference.type"] === "attestation-manifest"
  );
  const found = [];
  for (const descriptor of beside.slice(0, MOST_BESIDE)) {
    const manifest = await readAt(place, descriptor);
    if (!manifest.ok) continue;
    for (const [at3, layer] of manifest.value.layers.entries()) {
      if (layer.mediaType !== STATEMENT) continue;
      const id = `${descriptor.digest} (${at3})`;
      blobs.set(id, layer);
      const predicateType = layer.annotations?.["in-toto.io/predicate-type"];
      found.push({
        id,
        form: "statement",
        predicateType,
        size: layer.size,
        created: void 0,
        annotations: {}
      });
    }
  }
  return ok(found);
}

// src/verify/sources/places.ts
function registryPlace(repository, image) {
  return {
    place: repository.name,
    referrers: (digest) => repository.referrers(digest),
    async tagged(tag) {
      const found = await repository.find(tag);
      if (!found.ok || found.value === void 0) return found.ok ? ok(void 0) : found;
      const { descriptor, bytes: bytes2 } = found.value;
      return ok({ mediaType: descriptor.mediaType, bytes: bytes2 });
    },
    bytes: (descriptor, limit) => image.bytes(descriptor, limit)
  };
}
function layoutPlace(image, evidence) {
  return {
    place: image.place,
    async referrers(digest) {
      const found = [];
      for (const descriptor of evidence) {
        const told = await toldBy(image, descriptor);
        if (!told.ok) return told;
        if (told.value?.subject === digest) found.push({ ...descriptor, ...told.value.more });
      }
      return ok(found);
    },
    tagged: async () => ok(void 0),
    bytes: (descriptor, limit) => image.bytes(descriptor, limit)
  };
}
async function toldBy(image, descriptor) {
  const bytes2 = await image.bytes(descriptor, MANIFEST_LIMIT);
  if (!bytes2.ok) return bytes2;
  const manifest = readManifest(bytes2.value, descriptor.mediaType);
  const read3 = manifest.ok ? manifest : readIndex(bytes2.value, descriptor.mediaType);
  if (!read3.ok) return ok(void 0);
  const { artifactType, annotations, subject } = read3.value;
  const more = artifactType === void 0 ? { annotations } : { artifactType, annotations };
  return ok({ subject: subject?.digest, more });
}

// src/cli/verify/trust.ts
async function trustFor(session, { trustedRoot = [], offline = false }, { signers, transparency, timestamp }) {
  const keys = [];
  for (const signer of signers) {
    if (signer.kind !== "key") continue;
    const key = readKey(signer.name, signer.pem);
    if (!key.ok) return err({ code: "signing-key-invalid", what: signer.name, message: key.failure });
    keys.push(key.value);
  }
  const roots = [];
  for (const name of trustedRoot) {
    const text = session.world.files.readText(resolve(session.workspace, name), 4 * 1024 * 1024);
    if (!text.ok) return text;
    if (text.value === void 0) return err({ code: "usage", message: `there is no trusted root ${name}` });
    const root = readTrustedRoot(name, Buffer.from(text.value, "utf8"));
    if (!root.ok) return err({ code: "services-invalid", path: name, message: root.failure });
    roots.push(root.value);
  }
  const needed = keys.length < signers.length || transparency === true || timestamp === true;
  if (roots.length > 0 || !needed) return ok({ trust: { roots, keys }, remark: void 0 });
  const found = await publicRoot(session, offline);
  if (!found.ok) return found;
  const remark = offline ? "the public trusted root as this program brings it along, not refreshed" : void 0;
  return ok({ trust: { roots: [found.value], keys }, remark });
}
async function publicRoot({ world }, offline) {
  const { http, files, state } = world;
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const folder = `${state}/tuf`;
  const bytes2 = offline ? ok(await bundledTrustedRoot()) : await publicTarget({ http, pause, files, folder }, "trusted_root.json");
  if (!bytes2.ok) return bytes2;
  const root = readTrustedRoot("the public Sigstore", bytes2.value);
  return root.ok ? root : err({ code: "services-invalid", path: "trusted_root.json", message: root.failure });
}

export {
  newestCommit,
  reasonsOf,
  verdictText,
  checksText,
  fault,
  verify2 as verify,
  expectationsFor,
  readKeys,
  fileEvidence,
  imageEvidence,
  registryPlace,
  layoutPlace,
  trustFor
};
