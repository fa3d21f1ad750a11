import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  countsText,
  readJunit,
  slowest
} from "./shared-formats-junit.js";
import {
  isSha256
} from "./shared-core-digest.js";
import {
  nearest
} from "./shared-core-nearest.js";
import {
  DEFAULT_LIMIT,
  NETWORK_FORWARDS,
  SHELL_REQUEST,
  STEPS,
  eachOnce,
  explainer,
  lastLine,
  oneJob,
  overlay,
  skip,
  toolRequest
} from "./shared-steps-verb.js";
import {
  globTest,
  isBelow,
  workspacePath
} from "./shared-core-path.js";
import {
  isSensitive
} from "./shared-core-redact.js";
import {
  programOf
} from "./shared-toolchains-python-spec.js";
import {
  all,
  err,
  ok,
  unreachable
} from "./shared-core-result.js";
import {
  __commonJS,
  __toESM
} from "./shared.js";

// node_modules/semver/internal/lrucache.js
var require_lrucache = __commonJS({
  "node_modules/semver/internal/lrucache.js"(exports, module) {
    "use strict";
    var LRUCache = class {
      constructor() {
        this.max = 1e3;
        this.map = /* @__PURE__ */ new Map();
      }
      get(key) {
        const value = this.map.get(key);
        if (value === void 0) {
          return void 0;
        } else {
          this.map.delete(key);
          this.map.set(key, value);
          return value;
        }
      }
      delete(key) {
        return this.map.delete(key);
      }
      set(key, value) {
        const deleted = this.delete(key);
        if (!deleted && value !== void 0) {
          if (this.map.size >= this.max) {
            const firstKey = this.map.keys().next().value;
            this.delete(firstKey);
          }
          this.map.set(key, value);
        }
        return this;
      }
    };
    module.exports = LRUCache;
  }
});

// node_modules/semver/internal/parse-options.js
var require_parse_options = __commonJS({
  "node_modules/semver/internal/parse-options.js"(exports, module) {
    "use strict";
    var looseOption = Object.freeze({ loose: true });
    var emptyOpts = Object.freeze({});
    var parseOptions = (options) => {
      if (!options) {
        return emptyOpts;
      }
      if (typeof options !== "object") {
        return looseOption;
      }
      return options;
    };
    module.exports = parseOptions;
  }
});

// node_modules/semver/internal/constants.js
var require_constants = __commonJS({
  "node_modules/semver/internal/constants.js"(exports, module) {
    "use strict";
    var SEMVER_SPEC_VERSION = "2.0.0";
    var MAX_LENGTH = 256;
    var MAX_SAFE_INTEGER = Number.MAX_SAFE_INTEGER || /* istanbul ignore next */
    9007199254740991;
    var MAX_SAFE_COMPONENT_LENGTH = 16;
    var MAX_SAFE_BUILD_LENGTH = MAX_LENGTH - 6;
    var WHITESPACE_CHARACTERS = [
      "	",
      "\n",
      "\v",
      "\f",
      "\r",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      " ",
      "\u2028",
      "\u2029",
      " ",
      " ",
      "　",
      "\uFEFF"
    ];
    var RELEASE_TYPES = [
      "major",
      "premajor",
      "minor",
      "preminor",
      "patch",
      "prepatch",
      "prerelease"
    ];
    module.exports = {
      MAX_LENGTH,
      MAX_SAFE_COMPONENT_LENGTH,
      MAX_SAFE_BUILD_LENGTH,
      MAX_SAFE_INTEGER,
      WHITESPACE_CHARACTERS,
      RELEASE_TYPES,
      SEMVER_SPEC_VERSION,
      FLAG_INCLUDE_PRERELEASE: 1,
      FLAG_LOOSE: 2
    };
  }
});

// node_modules/semver/internal/debug.js
var require_debug = __commonJS({
  "node_modules/semver/internal/debug.js"(exports, module) {
    "use strict";
    var debug = typeof process === "object" && process.env && process.env.NODE_DEBUG && /\bsemver\b/i.test(process.env.NODE_DEBUG) ? (...args) => console.error("SEMVER", ...args) : () => {
    };
    module.exports = debug;
  }
});

// node_modules/semver/internal/re.js
var require_re = __commonJS({
  "node_modules/semver/internal/re.js"(exports, module) {
    "use strict";
    var {
      MAX_SAFE_COMPONENT_LENGTH,
      MAX_SAFE_BUILD_LENGTH,
      MAX_LENGTH
    } = require_constants();
    var debug = require_debug();
    exports = module.exports = {};
    var re = exports.re = [];
    var safeRe = exports.safeRe = [];
    var src = exports.src = [];
    var safeSrc = exports.safeSrc = [];
    var t = exports.t = {};
    var R = 0;
    var LETTERDASHNUMBER = "[a-zA-Z0-9-]";
    var safeRegexReplacements = [
      ["\\s", 1],
      ["\\d", MAX_LENGTH],
      [LETTERDASHNUMBER, MAX_SAFE_BUILD_LENGTH]
    ];
    var makeSafeRegex = (value) => {
      for (const [token, max] of safeRegexReplacements) {
        value = value.split(`${token}*`).join(`${token}{0,${max}}`).split(`${token}+`).join(`${token}{1,${max}}`);
      }
      return value;
    };
    var createToken = (name, value, isGlobal) => {
      const safe = makeSafeRegex(value);
      const index = R++;
      debug(name, index, value);
      t[name] = index;
      src[index] = value;
      safeSrc[index] = safe;
      re[index] = new RegExp(value, isGlobal ? "g" : void 0);
      safeRe[index] = new RegExp(safe, isGlobal ? "g" : void 0);
    };
    createToken("NUMERICIDENTIFIER", "0|[1-9]\\d*");
    createToken("NUMERICIDENTIFIERLOOSE", "\\d+");
    createToken("NONNUMERICIDENTIFIER", `\\d*[a-zA-Z-]${LETTERDASHNUMBER}*`);
    createToken("MAINVERSION", `(${src[t.NUMERICIDENTIFIER]})\\.(${src[t.NUMERICIDENTIFIER]})\\.(${src[t.NUMERICIDENTIFIER]})`);
    createToken("MAINVERSIONLOOSE", `(${src[t.NUMERICIDENTIFIERLOOSE]})\\.(${src[t.NUMERICIDENTIFIERLOOSE]})\\.(${src[t.NUMERICIDENTIFIERLOOSE]})`);
    createToken("PRERELEASEIDENTIFIER", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIER]})`);
    createToken("PRERELEASEIDENTIFIERLOOSE", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIERLOOSE]})`);
    createToken("PRERELEASE", `(?:-(${src[t.PRERELEASEIDENTIFIER]}(?:\\.${src[t.PRERELEASEIDENTIFIER]})*))`);
    createToken("PRERELEASELOOSE", `(?:-?(${src[t.PRERELEASEIDENTIFIERLOOSE]}(?:\\.${src[t.PRERELEASEIDENTIFIERLOOSE]})*))`);
    createToken("BUILDIDENTIFIER", `${LETTERDASHNUMBER}+`);
    createToken("BUILD", `(?:\\+(${src[t.BUILDIDENTIFIER]}(?:\\.${src[t.BUILDIDENTIFIER]})*))`);
    createToken("FULLPLAIN", `v?${src[t.MAINVERSION]}${src[t.PRERELEASE]}?${src[t.BUILD]}?`);
    createToken("FULL", `^${src[t.FULLPLAIN]}$`);
    createToken("LOOSEPLAIN", `[v=\\s]*${src[t.MAINVERSIONLOOSE]}${src[t.PRERELEASELOOSE]}?${src[t.BUILD]}?`);
    createToken("LOOSE", `^${src[t.LOOSEPLAIN]}$`);
    createToken("GTLT", "((?:<|>)?=?)");
    createToken("XRANGEIDENTIFIERLOOSE", `${src[t.NUMERICIDENTIFIERLOOSE]}|x|X|\\*`);
    createToken("XRANGEIDENTIFIER", `${src[t.NUMERICIDENTIFIER]}|x|X|\\*`);
    createToken("XRANGEPLAIN", `[v=\\s]*(${src[t.XRANGEIDENTIFIER]})(?:\\.(${src[t.XRANGEIDENTIFIER]})(?:\\.(${src[t.XRANGEIDENTIFIER]})(?:${src[t.PRERELEASE]})?${src[t.BUILD]}?)?)?`);
    createToken("XRANGEPLAINLOOSE", `[v=\\s]*(${src[t.XRANGEIDENTIFIERLOOSE]})(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})(?:${src[t.PRERELEASELOOSE]})?${src[t.BUILD]}?)?)?`);
    createToken("XRANGE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAIN]}$`);
    createToken("XRANGELOOSE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAINLOOSE]}$`);
    createToken("COERCEPLAIN", `${"(^|[^\\d])(\\d{1,"}${MAX_SAFE_COMPONENT_LENGTH}})(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?`);
    createToken("COERCE", `${src[t.COERCEPLAIN]}(?:$|[^\\d])`);
    createToken("COERCEFULL", src[t.COERCEPLAIN] + `(?:${src[t.PRERELEASE]})?(?:${src[t.BUILD]})?(?:$|[^\\d])`);
    createToken("COERCERTL", src[t.COERCE], true);
    createToken("COERCERTLFULL", src[t.COERCEFULL], true);
    createToken("LONETILDE", "(?:~>?)");
    createToken("TILDETRIM", `(\\s*)${src[t.LONETILDE]}\\s+`, true);
    exports.tildeTrimReplace = "$1~";
    createToken("TILDE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAIN]}$`);
    createToken("TILDELOOSE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAINLOOSE]}$`);
    createToken("LONECARET", "(?:\\^)");
    createToken("CARETTRIM", `(\\s*)${src[t.LONECARET]}\\s+`, true);
    exports.caretTrimReplace = "$1^";
    createToken("CARET", `^${src[t.LONECARET]}${src[t.XRANGEPLAIN]}$`);
    createToken("CARETLOOSE", `^${src[t.LONECARET]}${src[t.XRANGEPLAINLOOSE]}$`);
    createToken("COMPARATORLOOSE", `^${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]})$|^$`);
    createToken("COMPARATOR", `^${src[t.GTLT]}\\s*(${src[t.FULLPLAIN]})$|^$`);
    createToken("COMPARATORTRIM", `(\\s*)${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]}|${src[t.XRANGEPLAIN]})`, true);
    exports.comparatorTrimReplace = "$1$2$3";
    createToken("HYPHENRANGE", `^\\s*(${src[t.XRANGEPLAIN]})\\s+-\\s+(${src[t.XRANGEPLAIN]})\\s*$`);
    createToken("HYPHENRANGELOOSE", `^\\s*(${src[t.XRANGEPLAINLOOSE]})\\s+-\\s+(${src[t.XRANGEPLAINLOOSE]})\\s*$`);
    createToken("STAR", "(<|>)?=?\\s*\\*");
    createToken("GTE0", "^\\s*>=\\s*0\\.0\\.0\\s*$");
    createToken("GTE0PRE", "^\\s*>=\\s*0\\.0\\.0-0\\s*$");
  }
});

// node_modules/semver/internal/identifiers.js
var require_identifiers = __commonJS({
  "node_modules/semver/internal/identifiers.js"(exports, module) {
    "use strict";
    var numeric = /^[0-9]+$/;
    var compareIdentifiers = (a, b) => {
      if (typeof a === "number" && typeof b === "number") {
        return a === b ? 0 : a < b ? -1 : 1;
      }
      const anum = numeric.test(a);
      const bnum = numeric.test(b);
      if (anum && bnum) {
        a = +a;
        b = +b;
      }
      return a === b ? 0 : anum && !bnum ? -1 : bnum && !anum ? 1 : a < b ? -1 : 1;
    };
    var rcompareIdentifiers = (a, b) => compareIdentifiers(b, a);
    module.exports = {
      compareIdentifiers,
      rcompareIdentifiers
    };
  }
});

// node_modules/semver/classes/semver.js
var require_semver = __commonJS({
  "node_modules/semver/classes/semver.js"(exports, module) {
    "use strict";
    var debug = require_debug();
    var { MAX_LENGTH, MAX_SAFE_INTEGER } = require_constants();
    var { safeRe: re, t } = require_re();
    var parseOptions = require_parse_options();
    var { compareIdentifiers } = require_identifiers();
    var isPrereleaseIdentifier = (prerelease, identifier) => {
      const identifiers = identifier.split(".");
      if (identifiers.length > prerelease.length) {
        return false;
      }
      for (let i = 0; i < identifiers.length; i++) {
        if (compareIdentifiers(prerelease[i], identifiers[i]) !== 0) {
          return false;
        }
      }
      return true;
    };
    var SemVer = class _SemVer {
      constructor(version, options) {
        options = parseOptions(options);
        if (version instanceof _SemVer) {
          if (version.loose === !!options.loose && version.includePrerelease === !!options.includePrerelease) {
            return version;
          } else {
            version = version.version;
          }
        } else if (typeof version !== "string") {
          throw new TypeError(`Invalid version. Must be a string. Got type "${typeof version}".`);
        }
        if (version.length > MAX_LENGTH) {
          throw new TypeError(
            `version is longer than ${MAX_LENGTH} characters`
          );
        }
        debug("SemVer", version, options);
        this.options = options;
        this.loose = !!options.loose;
        this.includePrerelease = !!options.includePrerelease;
        const m = version.trim().match(options.loose ? re[t.LOOSE] : re[t.FULL]);
        if (!m) {
          throw new TypeError(`Invalid Version: ${version}`);
        }
        this.raw = version;
        this.major = +m[1];
        this.minor = +m[2];
        this.patch = +m[3];
        if (this.major > MAX_SAFE_INTEGER || this.major < 0) {
          throw new TypeError("Invalid major version");
        }
        if (this.minor > MAX_SAFE_INTEGER || this.minor < 0) {
          throw new TypeError("Invalid minor version");
        }
        if (this.patch > MAX_SAFE_INTEGER || this.patch < 0) {
          throw new TypeError("Invalid patch version");
        }
        if (!m[4]) {
          this.prerelease = [];
        } else {
          this.prerelease = m[4].split(".").map((id) => {
            if (/^[0-9]+$/.test(id)) {
              const num = +id;
              if (num >= 0 && num < MAX_SAFE_INTEGER) {
                return num;
              }
            }
            return id;
          });
        }
        this.build = m[5] ? m[5].split(".") : [];
        this.format();
      }
      format() {
        this.version = `${this.major}.${this.minor}.${this.patch}`;
        if (this.prerelease.length) {
          this.version += `-${this.prerelease.join(".")}`;
        }
        return this.version;
      }
      toString() {
        return this.version;
      }
      compare(other) {
        debug("SemVer.compare", this.version, this.options, other);
        if (!(other instanceof _SemVer)) {
          if (typeof other === "string" && other === this.version) {
            return 0;
          }
          other = new _SemVer(other, this.options);
        }
        if (other.version === this.version) {
          return 0;
        }
        return this.compareMain(other) || this.comparePre(other);
      }
      compareMain(other) {
        if (!(other instanceof _SemVer)) {
          other = new _SemVer(other, this.options);
        }
        if (this.major < other.major) {
          return -1;
        }
        if (this.major > other.major) {
          return 1;
        }
        if (this.minor < other.minor) {
          return -1;
        }
        if (this.minor > other.minor) {
          return 1;
        }
        if (this.patch < other.patch) {
          return -1;
        }
        if (this.patch > other.patch) {
          return 1;
        }
        return 0;
      }
      comparePre(other) {
        if (!(other instanceof _SemVer)) {
          other = new _SemVer(other, this.options);
        }
        if (this.prerelease.length && !other.prerelease.length) {
          return -1;
        } else if (!this.prerelease.length && other.prerelease.length) {
          return 1;
        } else if (!this.prerelease.length && !other.prerelease.length) {
          return 0;
        }
        let i = 0;
        do {
          const a = this.prerelease[i];
          const b = other.prerelease[i];
          debug("prerelease compare", i, a, b);
          if (a === void 0 && b === void 0) {
            return 0;
          } else if (b === void 0) {
            return 1;
          } else if (a === void 0) {
            return -1;
          } else if (a === b) {
            continue;
          } else {
            return compareIdentifiers(a, b);
          }
        } while (++i);
      }
      compareBuild(other) {
        if (!(other instanceof _SemVer)) {
          other = new _SemVer(other, this.options);
        }
        let i = 0;
        do {
          const a = this.build[i];
          const b = other.build[i];
          debug("build compare", i, a, b);
          if (a === void 0 && b === void 0) {
            return 0;
          } else if (b === void 0) {
            return 1;
          } else if (a === void 0) {
            return -1;
          } else if (a === b) {
            continue;
          } else {
            return compareIdentifiers(a, b);
          }
        } while (++i);
      }
      // preminor will bump the version up to the next minor release, and immediately
      // down to pre-release. premajor and prepatch work the same way.
      inc(release2, identifier, identifierBase) {
        if (release2.startsWith("pre")) {
          if (!identifier && identifierBase === false) {
            throw new Error("invalid increment argument: identifier is empty");
          }
          if (identifier) {
            const match = `-${identifier}`.match(this.options.loose ? re[t.PRERELEASELOOSE] : re[t.PRERELEASE]);
            if (!match || match[1] !== identifier) {
              throw new Error(`invalid identifier: ${identifier}`);
            }
          }
        }
        switch (release2) {
          case "premajor":
            this.prerelease.length = 0;
            this.patch = 0;
            this.minor = 0;
            this.major++;
            this.inc("pre", identifier, identifierBase);
            break;
          case "preminor":
            this.prerelease.length = 0;
            this.patch = 0;
            this.minor++;
            this.inc("pre", identifier, identifierBase);
            break;
          case "prepatch":
            this.prerelease.length = 0;
            this.inc("patch", identifier, identifierBase);
            this.inc("pre", identifier, identifierBase);
            break;
          // If the input is a non-prerelease version, this acts the same as
          // prepatch.
          case "prerelease":
            if (this.prerelease.length === 0) {
              this.inc("patch", identifier, identifierBase);
            }
            this.inc("pre", identifier, identifierBase);
            break;
          case "release":
            if (this.prerelease.length === 0) {
              throw new Error(`version ${this.raw} is not a prerelease`);
            }
            this.prerelease.length = 0;
            break;
          case "major":
            if (this.minor !== 0 || this.patch !== 0 || this.prerelease.length === 0) {
              this.major++;
            }
            this.minor = 0;
            this.patch = 0;
            this.prerelease = [];
            break;
          case "minor":
            if (this.patch !== 0 || this.prerelease.length === 0) {
              this.minor++;
            }
            this.patch = 0;
            this.prerelease = [];
            break;
          case "patch":
            if (this.prerelease.length === 0) {
              this.patch++;
            }
            this.prerelease = [];
            break;
          // This probably shouldn't be used publicly.
          // 1.0.0 'pre' would become 1.0.0-0 which is the wrong direction.
          case "pre": {
            const base = Number(identifierBase) ? 1 : 0;
            if (this.prerelease.length === 0) {
              this.prerelease = [base];
            } else {
              let i = this.prerelease.length;
              while (--i >= 0) {
                if (typeof this.prerelease[i] === "number") {
                  this.prerelease[i]++;
                  i = -2;
                }
              }
              if (i === -1) {
                if (identifier === this.prerelease.join(".") && identifierBase === false) {
                  throw new Error("invalid increment argument: identifier already exists");
                }
                this.prerelease.push(base);
              }
            }
            if (identifier) {
              let prerelease = [identifier, base];
              if (identifierBase === false) {
                prerelease = [identifier];
              }
              if (isPrereleaseIdentifier(this.prerelease, identifier)) {
                const prereleaseBase = this.prerelease[identifier.split(".").length];
                if (isNaN(prereleaseBase)) {
                  this.prerelease = prerelease;
                }
              } else {
                this.prerelease = prerelease;
              }
            }
            break;
          }
          default:
            throw new Error(`invalid increment argument: ${release2}`);
        }
        this.raw = this.format();
        if (this.build.length) {
          this.raw += `+${this.build.join(".")}`;
        }
        return this;
      }
    };
    module.exports = SemVer;
  }
});

// node_modules/semver/functions/compare.js
var require_compare = __commonJS({
  "node_modules/semver/functions/compare.js"(exports, module) {
    "use strict";
    var SemVer = require_semver();
    var compare2 = (a, b, loose) => new SemVer(a, loose).compare(new SemVer(b, loose));
    module.exports = compare2;
  }
});

// node_modules/semver/functions/eq.js
var require_eq = __commonJS({
  "node_modules/semver/functions/eq.js"(exports, module) {
    "use strict";
    var compare2 = require_compare();
    var eq = (a, b, loose) => compare2(a, b, loose) === 0;
    module.exports = eq;
  }
});

// node_modules/semver/functions/neq.js
var require_neq = __commonJS({
  "node_modules/semver/functions/neq.js"(exports, module) {
    "use strict";
    var compare2 = require_compare();
    var neq = (a, b, loose) => compare2(a, b, loose) !== 0;
    module.exports = neq;
  }
});

// node_modules/semver/functions/gt.js
var require_gt = __commonJS({
  "node_modules/semver/functions/gt.js"(exports, module) {
    "use strict";
    var compare2 = require_compare();
    var gt = (a, b, loose) => compare2(a, b, loose) > 0;
    module.exports = gt;
  }
});

// node_modules/semver/functions/gte.js
var require_gte = __commonJS({
  "node_modules/semver/functions/gte.js"(exports, module) {
    "use strict";
    var compare2 = require_compare();
    var gte = (a, b, loose) => compare2(a, b, loose) >= 0;
    module.exports = gte;
  }
});

// node_modules/semver/functions/lt.js
var require_lt = __commonJS({
  "node_modules/semver/functions/lt.js"(exports, module) {
    "use strict";
    var compare2 = require_compare();
    var lt = (a, b, loose) => compare2(a, b, loose) < 0;
    module.exports = lt;
  }
});

// node_modules/semver/functions/lte.js
var require_lte = __commonJS({
  "node_modules/semver/functions/lte.js"(exports, module) {
    "use strict";
    var compare2 = require_compare();
    var lte = (a, b, loose) => compare2(a, b, loose) <= 0;
    module.exports = lte;
  }
});

// node_modules/semver/functions/cmp.js
var require_cmp = __commonJS({
  "node_modules/semver/functions/cmp.js"(exports, module) {
    "use strict";
    var eq = require_eq();
    var neq = require_neq();
    var gt = require_gt();
    var gte = require_gte();
    var lt = require_lt();
    var lte = require_lte();
    var cmp = (a, op, b, loose) => {
      switch (op) {
        case "===":
          if (typeof a === "object") {
            a = a.version;
          }
          if (typeof b === "object") {
            b = b.version;
          }
          return a === b;
        case "!==":
          if (typeof a === "object") {
            a = a.version;
          }
          if (typeof b === "object") {
            b = b.version;
          }
          return a !== b;
        case "":
        case "=":
        case "==":
          return eq(a, b, loose);
        case "!=":
          return neq(a, b, loose);
        case ">":
          return gt(a, b, loose);
        case ">=":
          return gte(a, b, loose);
        case "<":
          return lt(a, b, loose);
        case "<=":
          return lte(a, b, loose);
        default:
          throw new TypeError(`Invalid operator: ${op}`);
      }
    };
    module.exports = cmp;
  }
});

// node_modules/semver/classes/comparator.js
var require_comparator = __commonJS({
  "node_modules/semver/classes/comparator.js"(exports, module) {
    "use strict";
    var ANY = /* @__PURE__ */ Symbol("SemVer ANY");
    var Comparator = class _Comparator {
      static get ANY() {
        return ANY;
      }
      constructor(comp, options) {
        options = parseOptions(options);
        if (comp instanceof _Comparator) {
          if (comp.loose === !!options.loose) {
            return comp;
          } else {
            comp = comp.value;
          }
        }
        comp = comp.trim().split(/\s+/).join(" ");
        debug("comparator", comp, options);
        this.options = options;
        this.loose = !!options.loose;
        this.parse(comp);
        if (this.semver === ANY) {
          this.value = "";
        } else {
          this.value = this.operator + this.semver.version;
        }
        debug("comp", this);
      }
      parse(comp) {
        const r = this.options.loose ? re[t.COMPARATORLOOSE] : re[t.COMPARATOR];
        const m = comp.match(r);
        if (!m) {
          throw new TypeError(`Invalid comparator: ${comp}`);
        }
        this.operator = m[1] !== void 0 ? m[1] : "";
        if (this.operator === "=") {
          this.operator = "";
        }
        if (!m[2]) {
          this.semver = ANY;
        } else {
          this.semver = new SemVer(m[2], this.options.loose);
        }
      }
      toString() {
        return this.value;
      }
      test(version) {
        debug("Comparator.test", version, this.options.loose);
        if (this.semver === ANY || version === ANY) {
          return true;
        }
        if (typeof version === "string") {
          try {
            version = new SemVer(version, this.options);
          } catch (er) {
            return false;
          }
        }
        return cmp(version, this.operator, this.semver, this.options);
      }
      intersects(comp, options) {
        if (!(comp instanceof _Comparator)) {
          throw new TypeError("a Comparator is required");
        }
        if (this.operator === "") {
          if (this.value === "") {
            return true;
          }
          return new Range(comp.value, options).test(this.value);
        } else if (comp.operator === "") {
          if (comp.value === "") {
            return true;
          }
          return new Range(this.value, options).test(comp.semver);
        }
        options = parseOptions(options);
        if (options.includePrerelease && (this.value === "<0.0.0-0" || comp.value === "<0.0.0-0")) {
          return false;
        }
        if (!options.includePrerelease && (this.value.startsWith("<0.0.0") || comp.value.startsWith("<0.0.0"))) {
          return false;
        }
        if (this.operator.startsWith(">") && comp.operator.startsWith(">")) {
          return true;
        }
        if (this.operator.startsWith("<") && comp.operator.startsWith("<")) {
          return true;
        }
        if (this.semver.version === comp.semver.version && this.operator.includes("=") && comp.operator.includes("=")) {
          return true;
        }
        if (cmp(this.semver, "<", comp.semver, options) && this.operator.startsWith(">") && comp.operator.startsWith("<")) {
          return true;
        }
        if (cmp(this.semver, ">", comp.semver, options) && this.operator.startsWith("<") && comp.operator.startsWith(">")) {
          return true;
        }
        return false;
      }
    };
    module.exports = Comparator;
    var parseOptions = require_parse_options();
    var { safeRe: re, t } = require_re();
    var cmp = require_cmp();
    var debug = require_debug();
    var SemVer = require_semver();
    var Range = require_range();
  }
});

// node_modules/semver/internal/trim-comparator-whitespace.js
var require_trim_comparator_whitespace = __commonJS({
  "node_modules/semver/internal/trim-comparator-whitespace.js"(exports, module) {
    "use strict";
    var {
      MAX_LENGTH,
      MAX_SAFE_BUILD_LENGTH,
      WHITESPACE_CHARACTERS
    } = require_constants();
    var whitespace = new Uint8Array(65536);
    for (const char of WHITESPACE_CHARACTERS) {
      whitespace[char.charCodeAt(0)] = 1;
    }
    var isWhitespace = (char) => char !== void 0 && whitespace[char.charCodeAt(0)] === 1;
    var isVersionPrefix = (char) => char === "v" || char === "=" || isWhitespace(char);
    var isDigit2 = (char) => char !== void 0 && char >= "0" && char <= "9";
    var isLetter = (char) => char !== void 0 && (char >= "a" && char <= "z" || char >= "A" && char <= "Z");
    var isIdentifierCharacter = (char) => isDigit2(char) || isLetter(char) || char === "-";
    var isVersionStart = (char) => isDigit2(char) || char === "x" || char === "X" || char === "*";
    var findDigitsEndIndex = (range, start, limit, digitRuns) => {
      if (!isDigit2(range[start])) {
        return start;
      }
      if (start >= digitRuns.start && start < digitRuns.end) {
        return Math.min(start + limit, digitRuns.end);
      }
      if (start >= digitRuns.previousStart && start < digitRuns.previousEnd) {
        return Math.min(start + limit, digitRuns.previousEnd);
      }
      let end = start + 1;
      while (isDigit2(range[end])) {
        end++;
      }
      digitRuns.previousStart = digitRuns.start;
      digitRuns.previousEnd = digitRuns.end;
      digitRuns.start = start;
      digitRuns.end = end;
      return Math.min(start + limit, end);
    };
    var findVersionNumberEndIndex = (range, start, loose, digitRuns) => {
      if (!loose && range[start] === "0") {
        return start + 1;
      }
      return findDigitsEndIndex(range, start, loose ? MAX_LENGTH : MAX_LENGTH + 1, digitRuns);
    };
    var findPrereleaseIdentifierEndIndex = (range, start, loose, digitRuns) => {
      const digitsEnd = findDigitsEndIndex(range, start, MAX_LENGTH, digitRuns);
      if (isLetter(range[digitsEnd]) || range[digitsEnd] === "-") {
        let end = digitsEnd + 1;
        const limit = end + MAX_SAFE_BUILD_LENGTH;
        while (end < limit && isIdentifierCharacter(range[end])) {
          end++;
        }
        return end;
      }
      return findVersionNumberEndIndex(range, start, loose, digitRuns);
    };
    var findPrereleaseEndIndex = (range, start, loose, digitRuns) => {
      const hyphen = range[start] === "-";
      if (!loose && !hyphen) {
        return start;
      }
      const identifierStart = start + (hyphen ? 1 : 0);
      let end = findPrereleaseIdentifierEndIndex(range, identifierStart, loose, digitRuns);
      if (end === identifierStart) {
        if (!loose || !hyphen) {
          return start;
        }
        end = findPrereleaseIdentifierEndIndex(range, start, loose, digitRuns);
      }
      while (range[end] === ".") {
        const next = findPrereleaseIdentifierEndIndex(range, end + 1, loose, digitRuns);
        if (next === end + 1) {
          break;
        }
        end = next;
      }
      return end;
    };
    var findBuildIdentifierEndIndex = (range, start) => {
      let end = start;
      while (end - start < MAX_SAFE_BUILD_LENGTH && isIdentifierCharacter(range[end])) {
        end++;
      }
      return end;
    };
    var findBuildEndIndex = (range, start) => {
      if (range[start] !== "+") {
        return start;
      }
      let end = findBuildIdentifierEndIndex(range, start + 1);
      if (end === start + 1) {
        return start;
      }
      while (range[end] === ".") {
        const next = findBuildIdentifierEndIndex(range, end + 1);
        if (next === end + 1) {
          break;
        }
        end = next;
      }
      return end;
    };
    var findLooseFullVersionEndIndex = (range, start, digitRuns) => {
      let end = start;
      for (let component = 0; component < 3; component++) {
        const next = findVersionNumberEndIndex(range, end, true, digitRuns);
        if (next === end) {
          return start;
        }
        end = next;
        if (component < 2) {
          if (range[end] !== ".") {
            return start;
          }
          end++;
        }
      }
      const prereleaseEnd = findPrereleaseEndIndex(range, end, true, digitRuns);
      return findBuildEndIndex(range, prereleaseEnd);
    };
    var findPartialVersionComponentEndIndex = (range, start, digitRuns) => {
      if (isDigit2(range[start])) {
        return findVersionNumberEndIndex(range, start, false, digitRuns);
      }
      return isVersionStart(range[start]) ? start + 1 : start;
    };
    var findPartialVersionEndIndex = (range, start, digitRuns) => {
      let end = findPartialVersionComponentEndIndex(range, start, digitRuns);
      for (let component = 0; component < 2; component++) {
        if (range[end] !== ".") {
          return end;
        }
        const next = findPartialVersionComponentEndIndex(range, end + 1, digitRuns);
        if (next === end + 1) {
          return end;
        }
        end = next;
      }
      const prereleaseEnd = findPrereleaseEndIndex(range, end, false, digitRuns);
      return findBuildEndIndex(range, prereleaseEnd);
    };
    var findVersionEndIndex = (range, start, digitRuns) => {
      const fullVersionEnd = findLooseFullVersionEndIndex(range, start, digitRuns);
      return fullVersionEnd !== start ? fullVersionEnd : findPartialVersionEndIndex(range, start, digitRuns);
    };
    var findRemovableWhitespaceIndex = (range, matchStart) => {
      let position = matchStart;
      if (isWhitespace(range[position])) {
        position++;
      }
      if (range[position] === "<" || range[position] === ">") {
        position++;
      }
      if (range[position] === "=") {
        position++;
      }
      return isWhitespace(range[position]) ? position : -1;
    };
    var trimComparatorWhitespace = (range) => {
      let result = "";
      let copyFrom = 0;
      let cursor = 0;
      const digitRuns = { start: -1, end: -1, previousStart: -1, previousEnd: -1 };
      while (cursor < range.length) {
        const matchStart = cursor;
        if (range[cursor] === "<" || range[cursor] === ">") {
          cursor++;
        } else if (!isVersionPrefix(range[cursor]) && !isVersionStart(range[cursor])) {
          cursor++;
          continue;
        }
        while (cursor < range.length && isVersionPrefix(range[cursor])) {
          cursor++;
        }
        if (!isVersionStart(range[cursor])) {
          continue;
        }
        const whitespacePosition = findRemovableWhitespaceIndex(range, matchStart);
        if (whitespacePosition !== -1) {
          result += range.slice(copyFrom, whitespacePosition);
          copyFrom = whitespacePosition + 1;
        }
        cursor = findVersionEndIndex(range, cursor, digitRuns);
      }
      return result + range.slice(copyFrom);
    };
    module.exports = trimComparatorWhitespace;
  }
});

// node_modules/semver/classes/range.js
var require_range = __commonJS({
  "node_modules/semver/classes/range.js"(exports, module) {
    "use strict";
    var SPACE_CHARACTERS = /\s+/g;
    var Range = class _Range {
      constructor(range, options) {
        options = parseOptions(options);
        if (range instanceof _Range) {
          if (range.loose === !!options.loose && range.includePrerelease === !!options.includePrerelease) {
            return range;
          } else {
            return new _Range(range.raw, options);
          }
        }
        if (range instanceof Comparator) {
          this.raw = range.value;
          this.set = [[range]];
          this.formatted = void 0;
          return this;
        }
        this.options = options;
        this.loose = !!options.loose;
        this.includePrerelease = !!options.includePrerelease;
        this.raw = range.trim().replace(SPACE_CHARACTERS, " ");
        this.set = this.raw.split("||").map((r) => this.parseRange(r.trim())).filter((c) => c.length);
        if (!this.set.length) {
          throw new TypeError(`Invalid SemVer Range: ${this.raw}`);
        }
        if (this.set.length > 1) {
          const first = this.set[0];
          this.set = this.set.filter((c) => !isNullSet(c[0]));
          if (this.set.length === 0) {
            this.set = [first];
          } else if (this.set.length > 1) {
            for (const c of this.set) {
              if (c.length === 1 && isAny(c[0])) {
                this.set = [c];
                break;
              }
            }
          }
        }
        this.formatted = void 0;
      }
      get range() {
        if (this.formatted === void 0) {
          this.formatted = "";
          for (let i = 0; i < this.set.length; i++) {
            if (i > 0) {
              this.formatted += "||";
            }
            const comps = this.set[i];
            for (let k = 0; k < comps.length; k++) {
              if (k > 0) {
                this.formatted += " ";
              }
              this.formatted += comps[k].toString().trim();
            }
          }
        }
        return this.formatted;
      }
      format() {
        return this.range;
      }
      toString() {
        return this.range;
      }
      parseRange(range) {
        range = range.replace(BUILDSTRIPRE, "");
        const memoOpts = (this.options.includePrerelease && FLAG_INCLUDE_PRERELEASE) | (this.options.loose && FLAG_LOOSE);
        const memoKey = memoOpts + ":" + range;
        const cached = cache.get(memoKey);
        if (cached) {
          return cached;
        }
        const loose = this.options.loose;
        const hr = loose ? re[t.HYPHENRANGELOOSE] : re[t.HYPHENRANGE];
        range = range.replace(hr, hyphenReplace(this.options.includePrerelease));
        debug("hyphen replace", range);
        range = trimComparatorWhitespace(range);
        debug("comparator trim", range);
        range = range.replace(re[t.TILDETRIM], tildeTrimReplace);
        debug("tilde trim", range);
        range = range.replace(re[t.CARETTRIM], caretTrimReplace);
        debug("caret trim", range);
        let rangeList = range.split(" ").map((comp) => parseComparator(comp, this.options)).join(" ").split(/\s+/).map((comp) => replaceGTE0(comp, this.options));
        if (loose) {
          rangeList = rangeList.filter((comp) => {
            debug("loose invalid filter", comp, this.options);
            return !!comp.match(re[t.COMPARATORLOOSE]);
          });
        }
        debug("range list", rangeList);
        const rangeMap = /* @__PURE__ */ new Map();
        const comparators = rangeList.map((comp) => new Comparator(comp, this.options));
        for (const comp of comparators) {
          if (isNullSet(comp)) {
            return [comp];
          }
          rangeMap.set(comp.value, comp);
        }
        if (rangeMap.size > 1 && rangeMap.has("")) {
          rangeMap.delete("");
        }
        const result = [...rangeMap.values()];
        cache.set(memoKey, result);
        return result;
      }
      intersects(range, options) {
        if (!(range instanceof _Range)) {
          throw new TypeError("a Range is required");
        }
        return this.set.some((thisComparators) => {
          return isSatisfiable(thisComparators, options) && range.set.some((rangeComparators) => {
            return isSatisfiable(rangeComparators, options) && thisComparators.every((thisComparator) => {
              return rangeComparators.every((rangeComparator) => {
                return thisComparator.intersects(rangeComparator, options);
              });
            });
          });
        });
      }
      // if ANY of the sets match ALL of its comparators, then pass
      test(version) {
        if (!version) {
          return false;
        }
        if (typeof version === "string") {
          try {
            version = new SemVer(version, this.options);
          } catch (er) {
            return false;
          }
        }
        for (let i = 0; i < this.set.length; i++) {
          if (testSet(this.set[i], version, this.options)) {
            return true;
          }
        }
        return false;
      }
    };
    module.exports = Range;
    var LRU = require_lrucache();
    var cache = new LRU();
    var parseOptions = require_parse_options();
    var Comparator = require_comparator();
    var debug = require_debug();
    var SemVer = require_semver();
    var trimComparatorWhitespace = require_trim_comparator_whitespace();
    var {
      safeRe: re,
      src,
      t,
      tildeTrimReplace,
      caretTrimReplace
    } = require_re();
    var { FLAG_INCLUDE_PRERELEASE, FLAG_LOOSE } = require_constants();
    var BUILDSTRIPRE = new RegExp(src[t.BUILD], "g");
    var isNullSet = (c) => c.value === "<0.0.0-0";
    var isAny = (c) => c.value === "";
    var isSatisfiable = (comparators, options) => {
      let result = true;
      const remainingComparators = comparators.slice();
      let testComparator = remainingComparators.pop();
      while (result && remainingComparators.length) {
        result = remainingComparators.every((otherComparator) => {
          return testComparator.intersects(otherComparator, options);
        });
        testComparator = remainingComparators.pop();
      }
      return result;
    };
    var parseComparator = (comp, options) => {
      comp = comp.replace(re[t.BUILD], "");
      debug("comp", comp, options);
      comp = replaceCarets(comp, options);
      debug("caret", comp);
      comp = replaceTildes(comp, options);
      debug("tildes", comp);
      comp = replaceXRanges(comp, options);
      debug("xrange", comp);
      comp = replaceStars(comp, options);
      debug("stars", comp);
      return comp;
    };
    var isX = (id) => !id || id.toLowerCase() === "x" || id === "*";
    var invalidXRangeOrder = (M, m, p) => isX(M) && !isX(m) || isX(m) && p && !isX(p);
    var replaceTildes = (comp, options) => {
      return comp.trim().split(/\s+/).map((c) => replaceTilde(c, options)).join(" ");
    };
    var replaceTilde = (comp, options) => {
      const r = options.loose ? re[t.TILDELOOSE] : re[t.TILDE];
      const z = options.includePrerelease ? "-0" : "";
      return comp.replace(r, (_, M, m, p, pr) => {
        debug("tilde", comp, _, M, m, p, pr);
        let ret;
        if (isX(M)) {
          ret = "";
        } else if (isX(m)) {
          ret = `>=${M}.0.0${z} <${+M + 1}.0.0-0`;
        } else if (isX(p)) {
          ret = `>=${M}.${m}.0${z} <${M}.${+m + 1}.0-0`;
        } else if (pr) {
          debug("replaceTilde pr", pr);
          ret = `>=${M}.${m}.${p}-${pr} <${M}.${+m + 1}.0-0`;
        } else {
          ret = `>=${M}.${m}.${p} <${M}.${+m + 1}.0-0`;
        }
        debug("tilde return", ret);
        return ret;
      });
    };
    var replaceCarets = (comp, options) => {
      return comp.trim().split(/\s+/).map((c) => replaceCaret(c, options)).join(" ");
    };
    var replaceCaret = (comp, options) => {
      debug("caret", comp, options);
      const r = options.loose ? re[t.CARETLOOSE] : re[t.CARET];
      const z = options.includePrerelease ? "-0" : "";
      return comp.replace(r, (_, M, m, p, pr) => {
        debug("caret", comp, _, M, m, p, pr);
        let ret;
        if (isX(M)) {
          ret = "";
        } else if (isX(m)) {
          ret = `>=${M}.0.0${z} <${+M + 1}.0.0-0`;
        } else if (isX(p)) {
          if (M === "0") {
            ret = `>=${M}.${m}.0${z} <${M}.${+m + 1}.0-0`;
          } else {
            ret = `>=${M}.${m}.0${z} <${+M + 1}.0.0-0`;
          }
        } else if (pr) {
          debug("replaceCaret pr", pr);
          if (M === "0") {
            if (m === "0") {
              ret = `>=${M}.${m}.${p}-${pr} <${M}.${m}.${+p + 1}-0`;
            } else {
              ret = `>=${M}.${m}.${p}-${pr} <${M}.${+m + 1}.0-0`;
            }
          } else {
            ret = `>=${M}.${m}.${p}-${pr} <${+M + 1}.0.0-0`;
          }
        } else {
          debug("no pr");
          if (M === "0") {
            if (m === "0") {
              ret = `>=${M}.${m}.${p} <${M}.${m}.${+p + 1}-0`;
            } else {
              ret = `>=${M}.${m}.${p} <${M}.${+m + 1}.0-0`;
            }
          } else {
            ret = `>=${M}.${m}.${p} <${+M + 1}.0.0-0`;
          }
        }
        debug("caret return", ret);
        return ret;
      });
    };
    var replaceXRanges = (comp, options) => {
      debug("replaceXRanges", comp, options);
      return comp.split(/\s+/).map((c) => replaceXRange(c, options)).join(" ");
    };
    var replaceXRange = (comp, options) => {
      comp = comp.trim();
      const r = options.loose ? re[t.XRANGELOOSE] : re[t.XRANGE];
      return comp.replace(r, (ret, gtlt, M, m, p, pr) => {
        debug("xRange", comp, ret, gtlt, M, m, p, pr);
        if (invalidXRangeOrder(M, m, p)) {
          return comp;
        }
        const xM = isX(M);
        const xm = xM || isX(m);
        const xp = xm || isX(p);
        const anyX = xp;
        if (gtlt === "=" && anyX) {
          gtlt = "";
        }
        pr = options.includePrerelease ? "-0" : "";
        if (xM) {
          if (gtlt === ">" || gtlt === "<") {
            ret = "<0.0.0-0";
          } else {
            ret = "*";
          }
        } else if (gtlt && anyX) {
          if (xm) {
            m = 0;
          }
          p = 0;
          if (gtlt === ">") {
            gtlt = ">=";
            if (xm) {
              M = +M + 1;
              m = 0;
              p = 0;
            } else {
              m = +m + 1;
              p = 0;
            }
          } else if (gtlt === "<=") {
            gtlt = "<";
            if (xm) {
              M = +M + 1;
            } else {
              m = +m + 1;
            }
          }
          if (gtlt === "<") {
            pr = "-0";
          }
          ret = `${gtlt + M}.${m}.${p}${pr}`;
        } else if (xm) {
          ret = `>=${M}.0.0${pr} <${+M + 1}.0.0-0`;
        } else if (xp) {
          ret = `>=${M}.${m}.0${pr} <${M}.${+m + 1}.0-0`;
        }
        debug("xRange return", ret);
        return ret;
      });
    };
    var replaceStars = (comp, options) => {
      debug("replaceStars", comp, options);
      return comp.trim().replace(re[t.STAR], "");
    };
    var replaceGTE0 = (comp, options) => {
      debug("replaceGTE0", comp, options);
      return comp.trim().replace(re[options.includePrerelease ? t.GTE0PRE : t.GTE0], "");
    };
    var hyphenReplace = (incPr) => ($0, from, fM, fm, fp, fpr, fb, to, tM, tm, tp, tpr) => {
      if (isX(fM)) {
        from = "";
      } else if (isX(fm)) {
        from = `>=${fM}.0.0${incPr ? "-0" : ""}`;
      } else if (isX(fp)) {
        from = `>=${fM}.${fm}.0${incPr ? "-0" : ""}`;
      } else if (fpr) {
        from = `>=${from}`;
      } else {
        from = `>=${from}${incPr ? "-0" : ""}`;
      }
      if (isX(tM)) {
        to = "";
      } else if (isX(tm)) {
        to = `<${+tM + 1}.0.0-0`;
      } else if (isX(tp)) {
        to = `<${tM}.${+tm + 1}.0-0`;
      } else if (tpr) {
        to = `<=${tM}.${tm}.${tp}-${tpr}`;
      } else if (incPr) {
        to = `<${tM}.${tm}.${+tp + 1}-0`;
      } else {
        to = `<=${to}`;
      }
      return `${from} ${to}`.trim();
    };
    var testSet = (set, version, options) => {
      for (let i = 0; i < set.length; i++) {
        if (!set[i].test(version)) {
          return false;
        }
      }
      if (version.prerelease.length && !options.includePrerelease) {
        for (let i = 0; i < set.length; i++) {
          debug(set[i].semver);
          if (set[i].semver === Comparator.ANY) {
            continue;
          }
          if (set[i].semver.prerelease.length > 0) {
            const allowed = set[i].semver;
            if (allowed.major === version.major && allowed.minor === version.minor && allowed.patch === version.patch) {
              return true;
            }
          }
        }
        return false;
      }
      return true;
    };
  }
});

// node_modules/semver/functions/satisfies.js
var require_satisfies = __commonJS({
  "node_modules/semver/functions/satisfies.js"(exports, module) {
    "use strict";
    var Range = require_range();
    var satisfies2 = (version, range, options) => {
      try {
        range = new Range(range, options);
      } catch (er) {
        return false;
      }
      return range.test(version);
    };
    module.exports = satisfies2;
  }
});

// node_modules/semver/ranges/valid.js
var require_valid = __commonJS({
  "node_modules/semver/ranges/valid.js"(exports, module) {
    "use strict";
    var Range = require_range();
    var validRange2 = (range, options) => {
      try {
        return new Range(range, options).range || "*";
      } catch (er) {
        return null;
      }
    };
    module.exports = validRange2;
  }
});

// src/core/fact.ts
var FACT_NAMES = ["deps", "junit", "binary"];

// src/core/plan.ts
var PLAN_SCHEMA = "sealsmith-plan/1";

// src/steps/own.ts
function ownJob(name, options, facts) {
  const declared = options.inputs !== void 0 && options.outputs !== void 0 && options.tools !== void 0;
  return overlay(
    name,
    {
      explained: [],
      spec: {
        id: name,
        step: name,
        commands: [],
        inputs: ["**"],
        tools: [],
        params: {},
        env: {},
        // Not the package manager's: those may hold passwords for its index.
        forwards: NETWORK_FORWARDS,
        stores: facts.project.stores,
        outputs: options.outputs ?? [],
        needs: ["deps"],
        gives: [],
        grants: [],
        cache: declared ? "result" : "never",
        limit: DEFAULT_LIMIT
      }
    },
    facts,
    { ...options, run: options.run }
  );
}

// src/run/graph.ts
function graphOf(config) {
  const options = config.steps ?? {};
  const builtIn = STEPS.map((step) => {
    const own2 = options[step.name];
    const more = own2 === void 0 || own2 === false ? {} : own2;
    return node(step.name, [...step.after, ...more.after ?? []], more.env, more.secrets, void 0);
  });
  const own = Object.entries(options).flatMap(([name, given]) => {
    if (builtIn.some((step2) => step2.name === name) || given === void 0) return [];
    if (given === false) return [node(name, [], [], [], void 0)];
    const step = given;
    return [node(name, step.after ?? ["install"], step.env, step.secrets, step)];
  });
  return sorted([...builtIn, ...own]);
}
function node(name, after2, env = [], secrets = [], own = void 0) {
  return { name, after: [...new Set(after2)], env, secrets, own };
}
function sorted(nodes) {
  const out = [];
  const left = new Set(nodes);
  while (left.size > 0) {
    const next = [...left].find((node3) => ![...left].some((other) => node3.after.includes(other.name)));
    if (next === void 0) return err({ code: "step-cycle", steps: cycle([...left]) });
    left.delete(next);
    out.push(next);
  }
  return ok(out);
}
function cycle(nodes) {
  const path = [];
  let at = nodes[0];
  while (at !== void 0 && !path.includes(at.name)) {
    path.push(at.name);
    const { after: after2 } = at;
    at = nodes.find((node3) => after2.includes(node3.name));
  }
  const start = at?.name ?? "";
  return [...path.slice(path.indexOf(start)), start];
}
function chosen(nodes, wish) {
  const names2 = nodes.map((step) => step.name);
  if (wish.only && wish.steps.length === 0)
    return err({ code: "usage", message: "--only of which step? name one or more" });
  for (const name of wish.steps) {
    if (names2.includes(name)) continue;
    const close = nearest(name, names2);
    const message = `"${name}" is not a step; the steps are ${names2.join(", ")}`;
    return err(close === void 0 ? { code: "usage", message } : { code: "usage", message, nearest: close });
  }
  const asked = wish.steps.length === 0 ? names2 : wish.steps;
  const all2 = /* @__PURE__ */ new Set();
  const add = (name) => {
    if (all2.has(name)) return;
    all2.add(name);
    for (const before of nodes.find((step) => step.name === name)?.after ?? []) add(before);
  };
  asked.forEach(add);
  return ok({ run: wish.only ? new Set(asked) : all2, all: all2 });
}

// src/run/variables.ts
import { parseEnv } from "node:util";
function parseEnvFile(file, text) {
  const plain2 = text.replace(/^\ufeff/, "");
  const problems = linesOf(plain2).flatMap(
    ({ line, number }) => SOUND.test(line) ? [] : [{ place: { file, line: number, column: 1 }, message: "expected a line NAME=value" }]
  );
  if (problems.length > 0) return err({ code: "config-invalid", problems });
  return ok(parseEnv(plain2));
}
var SOUND = /^\s*(?:#.*|(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=.*)?$/s;
function linesOf(text) {
  const joined = text.replace(/=[ \t]*(["'`])(?:(?!\1).)*\1/gs, (value) => value.replaceAll("\n", "\0"));
  let number = 1;
  return joined.split("\n").map((line) => {
    const here = number;
    number += line.split("\0").length;
    return { line: line.replace(/\r$/, ""), number: here };
  });
}
function valuesOf(list2, variables) {
  const values = {};
  for (const entry of list2) {
    const at = entry.indexOf("=");
    const name = at < 0 ? entry : entry.slice(0, at);
    const value = at < 0 ? variable(name, variables) : entry.slice(at + 1);
    if (value !== void 0) values[name] = value;
  }
  return values;
}
function variable(name, variables) {
  const { environment, file } = variables;
  const own = Object.hasOwn(environment, name) ? environment[name] : void 0;
  return own ?? (Object.hasOwn(file, name) ? file[name] : void 0);
}

// src/run/plan.ts
function makePlan(input) {
  const graph = graphOf(input.config);
  if (!graph.ok) return graph;
  const wanted = chosen(graph.value, input.wish);
  if (!wanted.ok) return wanted;
  const decided = [];
  for (const node3 of graph.value) {
    const decision = decide(node3, input);
    if (!decision.ok) {
      if (!wanted.value.all.has(node3.name)) continue;
      return decision;
    }
    decided.push({ node: node3, decision: withheldBefore(node3, decided) ?? decision.value });
  }
  return assemble(input, decided, wanted.value.run);
}
function withheldBefore(node3, decided) {
  const withheld = decided.find(
    ({ node: { name }, decision }) => node3.after.includes(name) && decision.kind === "skip" && decision.why.code === "needs-secret"
  );
  return withheld === void 0 ? void 0 : skip2("needs-secret", `waits for ${withheld.node.name}, which is skipped`);
}
function decide(node3, input) {
  const { facts, config } = input;
  const options = config.steps?.[node3.name];
  if (options === false) {
    const origin = facts.origin("steps", node3.name);
    const where = origin?.from === "config" ? `${origin.file}:${origin.line}` : "the configuration";
    return ok(skip2("switched-off", `by ${where}`));
  }
  const step = STEPS.find((known) => known.name === node3.name);
  const decision = step === void 0 ? ok({ kind: "run", jobs: [ownJob(node3.name, node3.own ?? { run: "" }, facts)] }) : step.plan(facts, options ?? {});
  if (!decision.ok) return err(brokenOrMissing(decision.failure, input));
  if (decision.value.kind === "skip") return decision;
  const secrets = node3.secrets;
  const { host, tier } = facts.context;
  if (secrets.length > 0 && host !== "local" && (tier === "T0" || tier === "T1")) {
    return ok(skip2("needs-secret", `tier ${tier} gets no secrets (${secrets.join(" ")})`));
  }
  const unusable = (options?.tools ?? []).find((name) => !facts.tools.has(name));
  if (unusable !== void 0) return err(unusableTool(unusable, node3.name, input));
  const missing = secrets.find((name) => !input.granted.has(`secret:${name}`));
  if (missing !== void 0) return err({ code: "variable-unset", name: missing, wantedBy: node3.name });
  return ok({ kind: "run", jobs: decision.value.jobs.map((job) => withVariables(job, node3, input)) });
}
function unusableTool(tool, wantedBy, { facts, broken: broken2 }) {
  const request = facts.project.requests.find(({ name }) => name === tool);
  return broken2.get(tool) ?? { code: "tool-missing", tool, wantedBy, get: request?.get ?? howToGet(tool) };
}
function brokenOrMissing(failure, { facts, broken: broken2 }) {
  if (failure.code !== "tool-missing") return failure;
  const { requests } = facts.project;
  const request = requests.find(({ name }) => name === failure.tool) ?? requests.find(({ get }) => get === failure.get);
  return (request === void 0 ? void 0 : broken2.get(request.name)) ?? failure;
}
function howToGet(tool) {
  return `install ${tool}, or take it out of "tools"`;
}
function skip2(code, detail) {
  return { kind: "skip", why: { code, detail } };
}
function withVariables(job, node3, { config, variables, facts }) {
  const shared = node3.name === "install" ? {} : { ...variables.file, ...valuesOf(config.env ?? [], variables) };
  const own = valuesOf(node3.env, variables);
  const origin = facts.origin("env-file") ?? facts.origin("env");
  const explained = Object.keys(shared).length === 0 || origin === void 0 ? [] : [{ what: "variables of the file", value: Object.keys(shared).join(" "), origin }];
  const all2 = Object.entries({ ...facts.project.env, ...shared, ...job.spec.env, ...own });
  const hidden = /* @__PURE__ */ new Map();
  for (const [name, value] of all2) {
    if (!isSensitive(name, value)) continue;
    if (value === variables.file[name]) hidden.set(name, `env-file:${name}`);
    else if (value === variables.environment[name]) hidden.set(name, `environment:${name}`);
  }
  const env = Object.fromEntries(all2.filter(([name]) => !hidden.has(name)));
  const grants = [...job.spec.grants, ...hidden.values()].toSorted();
  return { ...job, explained: [...job.explained, ...explained], spec: { ...job.spec, env, grants } };
}
function assemble(input, decided, run) {
  const { facts } = input;
  const jobs = /* @__PURE__ */ new Map();
  const skips = [];
  const waitedFor = /* @__PURE__ */ new Map();
  const giver = /* @__PURE__ */ new Map();
  for (const { node: node3, decision } of decided) {
    const before = new Set(node3.after.flatMap((step) => waitedFor.get(step) ?? []));
    waitedFor.set(node3.name, [...before]);
    if (!run.has(node3.name)) continue;
    if (decision.kind === "skip") skips.push({ step: node3.name, why: decision.why });
    else {
      for (const job of decision.jobs) {
        jobs.set(job.spec.id, job);
        for (const fact of job.spec.gives) giver.set(fact, job.spec.id);
      }
      waitedFor.set(
        node3.name,
        decision.jobs.map((job) => job.spec.id)
      );
    }
  }
  const overlap = overlapping([...jobs.values()]);
  if (overlap !== void 0) return err({ code: "outputs-overlap", ...overlap });
  const fromRecord = [];
  const planned = [];
  const givable = /* @__PURE__ */ new Set();
  for (const { node: node3, decision } of decided) {
    if (decision.kind === "skip") continue;
    const given = new Set(givable);
    for (const job of decision.jobs) for (const fact of job.spec.gives) givable.add(fact);
    if (!run.has(node3.name)) continue;
    for (const job of decision.jobs) {
      const needs = FACT_NAMES.filter((fact) => job.spec.needs.includes(fact) && given.has(fact));
      for (const fact of needs) if (!giver.has(fact)) fromRecord.push({ fact, job: job.spec.id });
      const after2 = /* @__PURE__ */ new Set([
        ...node3.after.flatMap((step) => waitedFor.get(step) ?? []),
        ...needs.flatMap((fact) => giver.get(fact) ?? [])
      ]);
      after2.delete(job.spec.id);
      const spec2 = { ...job.spec, needs };
      jobs.set(spec2.id, { ...job, spec: spec2 });
      const isolation = spec2.grants.includes("network") ? input.isolation.network : input.isolation.alone;
      planned.push({ spec: spec2, after: [...after2], isolation, explained: job.explained });
    }
  }
  const plan = {
    schema: PLAN_SCHEMA,
    project: { name: input.name, toolchain: facts.project.toolchain, file: facts.project.file },
    context: withoutOutputs(facts.context, decided),
    machine: facts.machine,
    jobs: planned,
    skips,
    order: decided.map(({ node: node3 }) => node3.name).filter((name) => run.has(name))
  };
  return ok({ plan, jobs, fromRecord });
}
function withoutOutputs(context, decided) {
  const { git } = context;
  if (git === void 0 || git.newFiles.length === 0) return context;
  const outputs = decided.flatMap(
    ({ decision }) => decision.kind === "run" ? decision.jobs.flatMap((job) => job.spec.outputs) : []
  );
  const dirty = git.newFiles.some((path) => !outputs.some((output) => isBelow(path, output)));
  return { ...context, dirty, git: { ...git, newFiles: [] } };
}
function overlapping(jobs) {
  const owned = jobs.flatMap(({ spec: spec2 }) => spec2.outputs.map((path) => ({ path, id: spec2.id })));
  for (const [index, one] of owned.entries()) {
    for (const other of owned.slice(index + 1)) {
      if (one.id !== other.id && (isBelow(one.path, other.path) || isBelow(other.path, one.path))) {
        return { path: isBelow(one.path, other.path) ? one.path : other.path, jobs: [one.id, other.id] };
      }
    }
  }
  return void 0;
}

// src/run/config-shape.ts
var CONFIG_NAMES = ["sealsmith.yml", "sealsmith.yaml"];
var EMPTY_CONFIG = { file: void 0, origin: () => void 0 };

// src/run/context.ts
function tierOf(facts, trust, checkedOut) {
  if (facts.host === "local") {
    return { tier: "T0", reason: facts.ci ? "CI is set but the host is unknown" : "this is a local run" };
  }
  if (checkedOut !== void 0 && checkedOut !== facts.commit && !isChange(facts)) {
    return { tier: "T0", reason: "the commit that is checked out is not the one that this run is for" };
  }
  switch (facts.host) {
    case "github":
      return githubTier(facts, trust);
    case "gitlab":
      return gitlabTier(facts, trust);
  }
}
function isChange(facts) {
  return facts.host === "github" ? facts.event === "pull_request" : facts.source === "merge_request_event";
}
function githubTier(facts, trust) {
  switch (facts.event) {
    case "push":
    case "schedule":
    case "workflow_dispatch": {
      const tag = after(facts.ref, "refs/tags/");
      if (tag !== void 0) return tagTier(tag, trust);
      const branch = after(facts.ref, "refs/heads/");
      if (branch === void 0) return { tier: "T0", reason: `${facts.event} of an unknown ref` };
      if (matches(branch, trust.protected))
        return { tier: "T2", reason: `${facts.event} on protected ${branch}` };
      return { tier: "T1", reason: `${branch} is not a protected branch` };
    }
    case "merge_group":
      return { tier: "T1", reason: "a merge queue of this repository" };
    case "pull_request":
      if (facts.headRepository === void 0)
        return { tier: "T0", reason: "a pull request of unknown origin" };
      if (facts.headRepository === facts.repository)
        return { tier: "T1", reason: "a pull request of this repository" };
      return { tier: "T0", reason: `a pull request of a fork, ${facts.headRepository}` };
    default:
      return { tier: "T0", reason: `${facts.event || "an unnamed event"} is not trusted` };
  }
}
function gitlabTier(facts, trust) {
  if (facts.source === "merge_request_event") {
    if (facts.headRepository === void 0)
      return { tier: "T0", reason: "a merge request of unknown origin" };
    if (facts.headRepository === facts.repository)
      return { tier: "T1", reason: "a merge request of this project" };
    return { tier: "T0", reason: `a merge request of a fork, ${facts.headRepository}` };
  }
  if (!["push", "schedule", "web", "api"].includes(facts.source)) {
    return { tier: "T0", reason: `${facts.source || "an unnamed pipeline source"} is not trusted` };
  }
  const tag = after(facts.ref, "refs/tags/");
  if (tag !== void 0) return tagTier(tag, trust);
  const branch = after(facts.ref, "refs/heads/");
  if (branch === void 0) return { tier: "T0", reason: "a pipeline of an unknown ref" };
  if (!matches(branch, trust.protected)) return { tier: "T1", reason: `${branch} is not a protected branch` };
  if (!facts.refProtected) return { tier: "T1", reason: `GitLab says that ${branch} is not protected` };
  return { tier: "T2", reason: `a pipeline on protected ${branch}` };
}
function tagTier(tag, trust) {
  if (!matches(tag, trust.releaseTags)) return { tier: "T1", reason: `${tag} is not one of release-tags` };
  if (trust.tagOnProtected === true)
    return { tier: "T3", reason: `${tag} is a release tag on a protected branch` };
  const why = trust.tagOnProtected === false ? "lies on no protected branch" : "cannot be traced to a protected branch here";
  return { tier: "T1", reason: `the commit of ${tag} ${why}` };
}
function matches(name, patterns) {
  return patterns.some((pattern) => {
    const literal = pattern.replace(/[\\^$.|+?()[\]{}]/g, "\\$&").replaceAll("*", ".*");
    return new RegExp(`^${literal}$`, "s").test(name);
  });
}
function after(ref, prefix) {
  return ref.startsWith(prefix) && ref.length > prefix.length ? ref.slice(prefix.length) : void 0;
}
function makeContext(facts, trust, workspace, git) {
  const { tier, reason } = tierOf(facts, trust, git?.commit);
  const forge = facts.host === "local" ? void 0 : facts;
  return {
    host: facts.host,
    ci: facts.host !== "local" || facts.ci,
    tier,
    tierReason: reason,
    workspace,
    repository: forge?.repositoryUrl ?? git?.remote,
    ref: forge?.ref ?? (git?.branch === void 0 ? void 0 : `refs/heads/${git.branch}`),
    commit: git?.commit ?? forge?.commit,
    dirty: git?.dirty ?? false,
    git,
    change: forge?.change,
    runUrl: forge?.runUrl
  };
}

// src/run/project.ts
import { basename } from "node:path";

// src/toolchains/commands.ts
var commands = {
  name: "commands",
  summary: "nothing is detected; steps.<step>.run says what each step does",
  detect: () => ok(void 0)
};

// src/toolchains/go/build-binary.ts
import { posix as posix2 } from "node:path";

// src/toolchains/binary.ts
import { posix } from "node:path";
var WORK_FOLDER = ".sealsmith/work/build-binary";
var DIST_FOLDER = ".sealsmith/work/build-binary/dist";
var BINARY_FOLDER = ".sealsmith/binary";
var BINARY_OUTPUTS = [WORK_FOLDER, BINARY_FOLDER];
function binaryName(text) {
  const last = text.split("/").at(-1) ?? "";
  const name = last.normalize("NFKC").toLowerCase().replace(/[^a-z0-9._-]+/g, "-");
  return name.replace(/^[.-]+|[.-]+$/g, "") || "program";
}
function archiveStem(plan) {
  return `${plan.name}-${plan.machine.os}-${plan.machine.arch}`;
}
function binaryCommands(plan) {
  return [...plan.check === void 0 ? [] : [probeCommand(plan.program, plan.check)], packCommand(plan)];
}
function probeCommand(program, check) {
  const asked = ["--port", String(check.port), "--path", check.path, "--within", String(check.within)];
  return { tool: "sealsmith", args: ["internal", "probe", ...asked, "--", posix.join(DIST_FOLDER, program)] };
}
function packCommand(plan) {
  const args = [
    "internal",
    "pack",
    "--from",
    DIST_FOLDER,
    "--out",
    BINARY_FOLDER,
    "--name",
    archiveStem(plan)
  ];
  return { tool: "sealsmith", args };
}
function finishBinary(plan) {
  return async (io) => {
    if (!io.succeeded) return ok({ facts: {}, summary: lastLine2(io.tail), remarks: [] });
    const archive = posix.join(BINARY_FOLDER, `${archiveStem(plan)}.tar.gz`);
    const listing = posix.join(BINARY_FOLDER, "files.json");
    const text = io.files.readText(posix.join(io.workspace, listing));
    if (!text.ok) return text;
    const files = readListing(text.value ?? "");
    if (files === void 0) {
      const message = "is not the list of files that packing writes";
      return err({ code: "output-invalid", job: "build-binary", path: listing, message });
    }
    const packed = await io.files.digest(posix.join(io.workspace, archive));
    if (!packed.ok) return packed;
    const { sha256, bytes } = packed.value;
    const evidence = [{ path: archive, sha256 }];
    const answers = plan.check === void 0 ? "" : ` · answers ${plan.check.path}`;
    return ok({
      facts: { binary: { name: plan.name, archive, sha256, bytes, files, evidence } },
      summary: `${plan.name} ${size(bytes)}${answers}`,
      remarks: []
    });
  };
}
function readListing(text) {
  let list2;
  try {
    list2 = JSON.parse(text);
  } catch {
    return void 0;
  }
  return Array.isArray(list2) && list2.every(isPackedFile) ? list2.map(({ path, mode, bytes, sha256 }) => ({ path, mode, bytes, sha256 })) : void 0;
}
function isPackedFile(value) {
  if (typeof value !== "object" || value === null) return false;
  const { path, mode, bytes, sha256 } = value;
  const named2 = typeof path === "string" && path !== "";
  return named2 && isCount(mode) && isCount(bytes) && typeof sha256 === "string" && isSha256(sha256);
}
function isCount(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
function size(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  const mega = bytes / 1e6;
  return `${mega < 10 ? mega.toFixed(1) : Math.round(mega)} MB`;
}
function lastLine2(text) {
  const line = text.trimEnd().split("\n").at(-1)?.trim() ?? "";
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

// src/toolchains/go/tools.ts
var GET = "install Go (go.dev/dl) and put it first on PATH";
function goRequests({ golangci }) {
  const requests = [
    toolRequest("go", GET, { versionArgs: ["version"], versionPattern: /\bgo(\d+(?:\.\d+)+\S*)/ }),
    // It has no version of its own to tell: it comes with Go.
    toolRequest("gofmt", GET, { versionArgs: [] })
  ];
  if (golangci !== void 0) requests.push(toolRequest("golangci-lint", "see golangci-lint.run (install)"));
  return requests;
}
function goTool({ mod }, facts, wantedBy) {
  const tool = facts.tools.get("go");
  const wanted = mod.go === void 0 ? "Go" : `Go ${mod.go} or later (go.mod)`;
  if (tool === void 0) return err({ code: "tool-missing", tool: wanted, wantedBy, get: GET });
  if (mod.go === void 0 || !isOlder(tool.version, mod.go)) return ok(tool);
  const get = `found ${tool.version} at ${tool.path}; ${GET}`;
  return err({ code: "tool-missing", tool: wanted, wantedBy, get });
}
function machineTool(name, facts, wantedBy) {
  const tool = facts.tools.get(name);
  if (tool !== void 0) return ok(tool);
  const get = name === "gofmt" ? "it comes with Go: put its folder on PATH" : "see golangci-lint.run (install)";
  return err({ code: "tool-missing", tool: name, wantedBy, get });
}
function isOlder(version, than) {
  const [a, b] = [version, than].map((text) => text.split(/[.a-z-]/).map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
function goEnv({ vendored }) {
  return { GOTOOLCHAIN: "local", GOFLAGS: vendored ? "-mod=vendor" : "-mod=readonly -modcacherw" };
}
var OFFLINE = { GOPROXY: "off", GOSUMDB: "off" };
var GO_STORES = [
  { name: "go-mod", env: "GOMODCACHE" },
  { name: "go-build", env: "GOCACHE" }
];
var GO_FORWARDS = [
  ...NETWORK_FORWARDS,
  ...["GOPROXY", "GONOPROXY", "GOSUMDB", "GONOSUMDB", "GOPRIVATE", "GOINSECURE", "GOVCS", "GOAUTH"],
  ...["GOENV", "NETRC", "GIT_CONFIG_GLOBAL", "GIT_SSL_CAINFO"]
];

// src/toolchains/go/build-binary.ts
var BUILD = ["build", "-trimpath", "-buildvcs=false", "-ldflags=-buildid="];
function planBuildBinary(project, facts, options) {
  const wrong = wrongOption(options);
  if (wrong !== void 0) return err({ code: "usage", message: wrong });
  const { programs, cgo } = project.sources();
  const entry = options.entry === void 0 ? programs[0] : packagePath(options.entry);
  if (entry === void 0)
    return skip("needs-entry", "no main package at the top or below cmd/, and no steps.build-binary.entry");
  if (options.entry === void 0 && programs.length > 1) {
    return skip(
      "needs-entry",
      `several programs, steps.build-binary.entry says which: ${programs.join(", ")}`
    );
  }
  const go2 = goTool(project, facts, "build-binary");
  if (!go2.ok) return go2;
  const self = facts.tools.get("sealsmith");
  if (self === void 0) throw new Error("our own program is not among the tools");
  const name = binaryName(options.name ?? programName(entry, project.mod.module));
  const plan = { name, machine: facts.machine, program: name, check: options.check };
  const say = explainer(facts, "build-binary");
  return oneJob(
    {
      step: "build-binary",
      commands: [
        { tool: "go", args: [...BUILD, "-o", posix2.join(DIST_FOLDER, name), entry] },
        ...binaryCommands(plan)
      ],
      tools: [go2.value, self],
      params: { entry, name },
      stores: GO_STORES,
      // A program without C runs wherever the kernel does; the variable can be given in the configuration too.
      env: { ...OFFLINE, CGO_ENABLED: cgo === void 0 ? "0" : "1" },
      outputs: BINARY_OUTPUTS,
      gives: ["binary"]
    },
    {
      explained: [
        say("entry", entry, "entry", "go.mod"),
        say("name", name, "name"),
        say("C code", cgo === void 0 ? "none: CGO_ENABLED=0" : `${cgo}: CGO_ENABLED=1`, "env", cgo),
        ...options.check === void 0 ? [] : [say("check", `port ${options.check.port}, ${options.check.path}`, "check")]
      ],
      finish: finishBinary(plan)
    }
  );
}
function wrongOption({ with: wanted, layout, data }) {
  if (wanted !== void 0 && wanted !== "go")
    return `steps.build-binary.with is ${wanted}, but Go programs are built by go`;
  if (layout === "one-folder")
    return "steps.build-binary.layout is one-folder, but a Go program is always one file";
  if (data !== void 0)
    return "steps.build-binary.data is for Python; a Go program takes its data in with embed";
  return void 0;
}
function packagePath(entry) {
  const folder = entry.endsWith(".go") ? posix2.dirname(entry) : entry;
  const path = workspacePath(folder);
  return path === void 0 ? "." : `./${path}`;
}
function programName(entry, module) {
  const path = entry === "." ? module : entry;
  return path.split("/").filter((part) => !/^v\d+$/.test(part)).at(-1) ?? "program";
}

// src/toolchains/go/install.ts
import { posix as posix3 } from "node:path";
function planInstall(project, facts, options) {
  if (options.with !== void 0) {
    return err({
      code: "usage",
      message: `steps.install.with is ${options.with}, but Go modules are installed by go`
    });
  }
  if (options.scripts !== void 0) {
    return err({
      code: "usage",
      message: "steps.install.scripts is for Node: Go modules run nothing when they are installed"
    });
  }
  const { mod, vendored, hasSums } = project;
  if (mod.requires.length === 0) return skip("nothing-to-do", "go.mod requires nothing");
  if (!vendored && !hasSums && mod.requires.some(({ name }) => !mod.local.has(name))) {
    return err({
      code: "project-invalid",
      file: "go.mod",
      message: "requires modules, but there is no go.sum with their hashes",
      next: "run: go mod tidy, and commit go.sum"
    });
  }
  const tool = goTool(project, facts, "install");
  if (!tool.ok) return tool;
  const say = explainer(facts, "install");
  return oneJob(
    {
      step: "install",
      tools: [tool.value],
      inputs: ["go.mod", "go.sum", "go.work", "go.work.sum", ...vendored ? ["vendor"] : []],
      stores: GO_STORES,
      needs: [],
      gives: ["deps"],
      // What it checks lies outside the workspace, where others may have been: it is looked at each time.
      cache: "never",
      ...vendored ? FROM_VENDOR : FROM_PROXY
    },
    {
      explained: [
        say("installer", `go ${tool.value.version}`, void 0, "go.mod"),
        say(
          "modules",
          vendored ? "copies in vendor/" : "as go.sum has them",
          void 0,
          vendored ? "vendor/modules.txt" : "go.sum"
        )
      ],
      finish: finishInstall(project)
    }
  );
}
var FROM_PROXY = {
  commands: [
    { tool: "go", args: ["mod", "download"] },
    { tool: "go", args: ["mod", "verify"] }
  ],
  forwards: GO_FORWARDS,
  grants: ["network"]
};
var FROM_VENDOR = {
  commands: [{ tool: "go", args: ["list", "./..."] }],
  env: OFFLINE
};
function finishInstall({ mod, vendored, hasSums }) {
  return async (io) => {
    if (!io.succeeded) return ok({ facts: {}, summary: lastLine(io.tail), remarks: [] });
    const paths = ["go.mod", ...hasSums ? ["go.sum"] : []];
    const evidence = all(
      await Promise.all(
        paths.map(async (path) => {
          const digest = await io.files.digest(posix3.join(io.workspace, path));
          return digest.ok ? ok({ path, sha256: digest.value.sha256 }) : digest;
        })
      )
    );
    if (!evidence.ok) return evidence;
    const hashesChecked = hasSums && !vendored;
    const packages = mod.requires.toSorted((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    const count2 = `${packages.length} ${packages.length === 1 ? "module" : "modules"} by go`;
    const local = [...mod.local];
    return ok({
      facts: {
        deps: { manager: "go", packages, hashesChecked, scriptsWithheld: [], evidence: evidence.value }
      },
      summary: hashesChecked ? `${count2}, hashes checked` : count2,
      remarks: [
        ...vendored ? ["modules are the copies in vendor/, as they were committed"] : [],
        ...local.length === 0 ? [] : [`replaced by a folder, without a hash: ${local.join(", ")}`]
      ]
    });
  };
}

// src/toolchains/go/lint.ts
var VET = { tool: "go", args: ["vet", "./..."] };
var GOLANGCI = { tool: "golangci-lint", args: ["run", "./..."] };
var GOFMT = {
  tool: "sealsmith",
  args: [
    ...["internal", "expect-silence"],
    ...["--because", "these files are not formatted; gofmt -w formats them", "--ignore", "vendor/"],
    ...["--", "gofmt", "-l", "."]
  ]
};
function planLint(project, facts, options) {
  const { golangci } = project;
  const wanted = options.with;
  if (wanted !== void 0 && wanted !== "vet" && wanted !== "golangci-lint") {
    return err({
      code: "usage",
      message: `steps.lint.with is ${wanted}, but Go is read by vet or golangci-lint`
    });
  }
  const go2 = goTool(project, facts, "lint");
  if (!go2.ok) return go2;
  const usual = wanted === "golangci-lint" ? ok(void 0) : machineTool("gofmt", facts, "lint");
  if (!usual.ok) return usual;
  const golangciThere = facts.tools.has("golangci-lint") && golangci !== void 0;
  const extra = wanted === "golangci-lint" || wanted === void 0 && golangciThere ? machineTool("golangci-lint", facts, "lint") : ok(void 0);
  if (!extra.ok) return extra;
  const self = facts.tools.get("sealsmith");
  const gofmt = usual.value;
  const commands2 = [
    ...gofmt === void 0 ? [] : [VET, GOFMT],
    ...extra.value === void 0 ? [] : [GOLANGCI]
  ];
  const tools = [go2.value, gofmt, extra.value, gofmt === void 0 ? void 0 : self].filter(
    (tool) => tool !== void 0
  );
  const say = explainer(facts, "lint");
  const names2 = [
    ...gofmt === void 0 ? [] : ["vet", "gofmt"],
    ...extra.value === void 0 ? [] : ["golangci-lint"]
  ];
  return oneJob(
    { step: "lint", commands: commands2, tools, stores: GO_STORES, env: OFFLINE },
    {
      explained: [say("linter", names2.join(", "), "with", extra.value === void 0 ? "go.mod" : golangci)],
      finish: finishLint(names2, wanted === void 0 && !golangciThere ? golangci : void 0)
    }
  );
}
function finishLint(names2, unread) {
  const remarks = unread === void 0 ? [] : [`${unread} is there, but golangci-lint is not on this machine: it did not run`];
  return async () => ok({ facts: {}, summary: names2.join(", "), remarks });
}

// src/toolchains/go/go-mod.ts
function readGoMod(text) {
  let module;
  let go2;
  let block;
  const requires = [];
  const local = /* @__PURE__ */ new Set();
  for (const [index, raw] of text.split("\n").entries()) {
    const words = wordsOf(raw);
    if (words.length === 0) continue;
    if (block !== void 0 && words[0] === ")") {
      block = void 0;
      continue;
    }
    const [verb, ...rest] = block === void 0 ? words : [block, ...words];
    if (block === void 0 && rest.length === 1 && rest[0] === "(") {
      block = verb;
      continue;
    }
    const [first, second] = rest;
    if (verb === "module") module = first;
    else if (verb === "go") go2 = first;
    else if (verb === "replace") {
      const target = rest[rest.indexOf("=>") + 1] ?? "";
      if (first !== void 0 && /^\.{0,2}\//.test(target)) local.add(first);
    } else if (verb === "require") {
      if (first === void 0 || second === void 0)
        return err(broken(index + 1, "a requirement is a path and a version"));
      requires.push({ name: first, version: second });
    }
  }
  if (module === void 0) return err(broken(1, "has no module line"));
  return ok({ module, go: go2, requires, local });
}
function broken(line, message) {
  return {
    code: "project-invalid",
    file: `go.mod:${line}`,
    message,
    next: "correct go.mod; go mod edit -fmt checks it"
  };
}
function wordsOf(line) {
  const words = line.replace(/\/\/.*$/, "").match(/"(?:[^"\\]|\\.)*"|`[^`]*`|[()]|[^\s()"`]+/g) ?? [];
  return words.map((word) => /^["`]/.test(word) ? word.slice(1, -1) : word);
}

// src/toolchains/go/sources.ts
var PROGRAM_DEPTH = 2;
var DEPTH = 12;
function readSources(tree) {
  const programs = [];
  let test;
  let cgo;
  const waiting = [{ folder: "", depth: 0 }];
  for (let next = waiting.shift(); next !== void 0; next = waiting.shift()) {
    const { folder, depth } = next;
    const below2 = (name) => folder === "" ? name : `${folder}/${name}`;
    let isProgram = false;
    for (const { name, kind } of tree.list(folder)) {
      if (kind === "folder" && depth < DEPTH && !isLeftOut(tree, below2(name), name)) {
        waiting.push({ folder: below2(name), depth: depth + 1 });
      }
      if (kind !== "file" || !name.endsWith(".go") || /^[._]/.test(name)) continue;
      if (name.endsWith("_test.go")) {
        test ??= below2(name);
        continue;
      }
      const text = tree.text(below2(name));
      const code = text.ok ? text.value ?? "" : "";
      if (/^\/\/go:build ignore\b/m.test(code)) continue;
      if (/^import "C"|^\s+"C"$/m.test(code)) cgo ??= below2(name);
      isProgram ||= /^package main\b/m.test(code);
    }
    const usual = depth === 0 || folder === "cmd" || folder.startsWith("cmd/") && depth <= PROGRAM_DEPTH;
    if (isProgram && usual) programs.push(folder === "" ? "." : `./${folder}`);
  }
  return { programs, test, cgo };
}
function isLeftOut(tree, path, name) {
  return /^[._]/.test(name) || ["vendor", "testdata", "node_modules"].includes(name) || tree.has(`${path}/go.mod`);
}

// src/toolchains/go/project.ts
function readProject(tree) {
  const text = tree.text("go.mod");
  if (!text.ok) return text;
  if (text.value === void 0) return ok(void 0);
  const mod = readGoMod(text.value);
  if (!mod.ok) return mod;
  let sources;
  return ok({
    mod: mod.value,
    vendored: tree.has("vendor/modules.txt"),
    hasSums: tree.has("go.sum"),
    golangci: tree.list("").find(({ name }) => /^\.golangci\.(?:ya?ml|toml|json)$/.test(name))?.name,
    sources: () => {
      sources ??= readSources(tree);
      return sources;
    }
  });
}

// src/toolchains/junit-report.ts
import { posix as posix4 } from "node:path";
var REPORT_LIMIT = 64 * 1024 * 1024;
var LINES = 3;
var WIDTH = 300;
function reportOf(io, path, reader) {
  const text = io.files.readText(posix4.join(io.workspace, path), REPORT_LIMIT);
  if (!text.ok && io.succeeded) return text;
  const xml = text.ok ? text.value : void 0;
  const junit = xml === void 0 ? void 0 : readJunit(xml);
  if (junit === void 0) {
    if (xml === void 0 || !io.succeeded)
      return ok({ facts: {}, summary: io.succeeded ? "passed" : lastLine(io.tail), remarks: [] });
    return err({ code: "output-invalid", job: "test", path, message: "is no JUnit report" });
  }
  const { tests, passed, failed, skipped, cases } = junit;
  const nameOf3 = reader.name ?? ((one) => reader.plain(one.name));
  return ok({
    facts: { junit: { tests, passed, failed, skipped, evidence: [] } },
    summary: countsText(junit),
    remarks: [],
    tests: {
      failed: cases.filter((one) => one.outcome === "failed").map((one) => ({
        name: nameOf3(one),
        ...reader.place(one),
        message: shortened(reader.message?.(one) ?? reader.plain(one.message))
      })),
      slowest: slowest({ cases: cases.map((one) => ({ ...one, name: nameOf3(one) })) })
    }
  });
}
function insideWorkspace(path, workspace) {
  const relative2 = posix4.isAbsolute(path) ? posix4.relative(workspace, path) : posix4.normalize(path);
  return relative2 === "" || relative2 === ".." || relative2.startsWith("../") ? void 0 : relative2;
}
function shortened(message) {
  const lines = message.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(0, LINES).map((line) => line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line).join("\n");
}

// src/toolchains/go/test.ts
var WORK = ".sealsmith/work/test";
var REPORT = `${WORK}/junit.xml`;
function planTest(project, facts, options) {
  if (options.with !== void 0) {
    return err({ code: "usage", message: `steps.test.with is ${options.with}, but Go is tested by go test` });
  }
  const { test } = project.sources();
  if (test === void 0) return skip("nothing-to-do", "no _test.go files");
  const go2 = goTool(project, facts, "test");
  if (!go2.ok) return go2;
  const self = facts.tools.get("sealsmith");
  if (self === void 0) throw new Error("our own program is not among the tools");
  const run = ["go", "test", "-count=1", "-json", "./..."];
  const args = ["internal", "gotest", "--module", project.mod.module, "--report", REPORT, "--", ...run];
  const say = explainer(facts, "test");
  return oneJob(
    {
      step: "test",
      commands: [{ tool: "sealsmith", args }],
      tools: [go2.value, self],
      stores: GO_STORES,
      env: OFFLINE,
      outputs: [WORK],
      gives: ["junit"]
    },
    {
      explained: [say("runner", "go test ./...", void 0, test)],
      // The report is our own: it says places as they are, relative to the workspace.
      finish: async (io) => reportOf(io, REPORT, { plain: (text) => text, place: ({ file, line }) => ({ file, line }) }),
      progress: goTestProgress
    }
  );
}
function goTestProgress() {
  const seen = { passed: 0, failed: 0, skipped: 0 };
  const parents = /* @__PURE__ */ new Set();
  return (line) => {
    const [, verdict, name = ""] = /^\s*--- (PASS|FAIL|SKIP): (\S+)/.exec(line) ?? [];
    if (verdict === void 0) return void 0;
    const end = name.lastIndexOf("/");
    if (end > 0) parents.add(name.slice(0, end));
    if (parents.has(name)) return void 0;
    if (verdict === "PASS") seen.passed += 1;
    else if (verdict === "FAIL") seen.failed += 1;
    else seen.skipped += 1;
    return countsText(seen);
  };
}

// src/toolchains/go/index.ts
var PLANS = {
  install: planInstall,
  lint: planLint,
  test: planTest,
  "build-binary": planBuildBinary
};
var go = {
  name: "go",
  summary: "go.mod: modules checked against go.sum; vet, gofmt, golangci-lint; go test; go build",
  detect(tree) {
    const project = readProject(tree);
    if (!project.ok) return project;
    return ok(project.value === void 0 ? void 0 : asProject(project.value));
  }
};
function asProject(project) {
  return {
    toolchain: "go",
    name: moduleName(project.mod.module),
    file: "go.mod",
    requests: goRequests(project),
    bins: [],
    env: goEnv(project),
    stores: GO_STORES,
    forwards: GO_FORWARDS,
    plan: (verb, facts, options) => PLANS[verb](project, facts, options)
  };
}
function moduleName(path) {
  const parts = path.split("/").filter((part) => !/^v\d+$/.test(part));
  return parts.at(-1) ?? path;
}

// src/toolchains/node/build-binary.ts
import { posix as posix5 } from "node:path";

// src/toolchains/node/entry.ts
function findEntry({ json, tree }, wanted) {
  if (wanted !== void 0) return present(tree.has(wanted), wanted, void 0, "steps.build-binary.entry");
  const programs = [...new Set(json.programs.values())];
  const named2 = json.name === void 0 ? void 0 : json.programs.get(json.name.split("/").at(-1) ?? "");
  const program = named2 ?? (programs.length === 1 ? programs[0] : void 0);
  if (program !== void 0)
    return present(tree.has(program), program, "package.json", "bin of package.json");
  if (programs.length > 1) {
    return {
      kind: "none",
      why: `several programs, steps.build-binary.entry says which: ${programs.join(", ")}`
    };
  }
  const isProgram = json.private || json.scripts.has("start");
  if (json.main !== void 0 && isProgram)
    return present(tree.has(json.main), json.main, "package.json", "main of package.json");
  if (json.main !== void 0)
    return {
      kind: "none",
      why: 'main of package.json is a library; "bin" or steps.build-binary.entry names a program'
    };
  return { kind: "none", why: 'neither "bin" nor "main" in package.json, and no steps.build-binary.entry' };
}
function present(there, path, file, source) {
  const place = workspacePath(path);
  if (place === void 0) return { kind: "none", why: `${source} leads outside: ${path}` };
  return there ? { kind: "found", path: place, file } : { kind: "none", why: `${source} is ${path}, which is not in the project` };
}
function needsBundler({ json, tree }, path) {
  if (/\.[cm]?tsx?$|\.jsx$/.test(path)) return `${path} is not plain JavaScript`;
  if (path.endsWith(".mjs") || json.module && !path.endsWith(".cjs")) return `${path} is an ES module`;
  if (json.runtime.length > 0) return `the program has dependencies (${json.runtime.slice(0, 3).join(", ")})`;
  const text = tree.text(path);
  const other = /\b(?:require|import)\s*\(\s*(['"`])(\.{1,2}\/[^'"`]*)\1/.exec(
    text.ok ? text.value ?? "" : ""
  )?.[2];
  return other === void 0 ? void 0 : `${path} loads ${other}`;
}

// src/toolchains/node/settings.ts
var MANAGER_ENV = {
  npm: { npm_config_update_notifier: "false", npm_config_logs_max: "0" },
  pnpm: {
    npm_config_update_notifier: "false",
    // pnpm 9, 10, and 11 and later each have another word for: use this version, whatever packageManager says.
    npm_config_package_manager_strict: "false",
    npm_config_manage_package_manager_versions: "false",
    pnpm_config_pm_on_fail: "ignore",
    pnpm_config_update_notifier: "false",
    // A script must not install what it finds missing.
    pnpm_config_verify_deps_before_run: "false"
  },
  yarn: { YARN_ENABLE_TELEMETRY: "0", YARN_ENABLE_PROGRESS_BARS: "0", YARN_ENABLE_HYPERLINKS: "0" },
  "yarn-1": { npm_config_update_notifier: "false", npm_config_logs_max: "0" }
};
var MANAGER_STORES = {
  npm: [{ name: "npm", env: "npm_config_cache" }],
  pnpm: [
    { name: "pnpm", env: "npm_config_store_dir" },
    { name: "pnpm", env: "pnpm_config_store_dir" }
  ],
  yarn: [{ name: "yarn", env: "YARN_GLOBAL_FOLDER" }],
  "yarn-1": [{ name: "yarn-1", env: "YARN_CACHE_FOLDER" }]
};
function nodeForwards(name) {
  return [
    ...NETWORK_FORWARDS,
    "NODE_EXTRA_CA_CERTS",
    "NODE_USE_SYSTEM_CA",
    "NODE_USE_ENV_PROXY",
    ...REGISTRY[name]
  ];
}
var NPM_SETTINGS = [
  ...[
    "registry",
    "userconfig",
    "globalconfig",
    "proxy",
    "https_proxy",
    "noproxy",
    "cafile",
    "ca",
    "strict_ssl"
  ].flatMap((name) => [`npm_config_${name}`, `NPM_CONFIG_${name.toUpperCase()}`]),
  // Registries and credentials of scopes: npm_config_@group:registry, npm_config_//host/:_authToken.
  ...["npm_config_@*", "npm_config_//*"]
];
var REGISTRY = {
  npm: NPM_SETTINGS,
  pnpm: [...NPM_SETTINGS, "pnpm_config_registry"],
  yarn: [
    ...[
      "YARN_NPM_REGISTRY_SERVER",
      "YARN_NPM_AUTH_TOKEN",
      "YARN_NPM_AUTH_IDENT",
      "YARN_HTTP_PROXY",
      "YARN_HTTPS_PROXY"
    ],
    ...["YARN_HTTPS_CA_FILE_PATH", "YARN_ENABLE_STRICT_SSL"]
  ],
  "yarn-1": [...NPM_SETTINGS, "YARN_REGISTRY"]
};

// src/toolchains/node/tools.ts
var import_satisfies = __toESM(require_satisfies(), 1);
var import_valid = __toESM(require_valid(), 1);
var GET2 = {
  node: "install Node (nodejs.org, or your version manager) and put it first on PATH",
  npm: "npm comes with Node; on Debian: apt install npm",
  pnpm: "npm install --global pnpm",
  yarn: "npm install --global @yarnpkg/cli-dist, or commit Yarn itself: yarn set version stable",
  "yarn-1": "npm install --global yarn@1"
};
function nodeRequests({ manager }) {
  const requests = [toolRequest("node", GET2.node)];
  const { name } = manager;
  if (name === "npm" || name === "yarn-1") requests.push(toolRequest("npm", GET2.npm));
  if (name === "pnpm") requests.push(toolRequest("pnpm", GET2.pnpm));
  if (name === "yarn-1" || name === "yarn" && manager.yarn.path === void 0) {
    requests.push(toolRequest("yarn", GET2[name]));
  }
  return requests;
}
function nodeTool({ json }, facts, wantedBy) {
  const node3 = facts.tools.get("node");
  const range = json.node === void 0 ? void 0 : (0, import_valid.default)(json.node);
  const wanted = typeof range === "string" && range !== "*" ? `Node ${json.node} (package.json)` : "Node";
  if (node3 === void 0) return err({ code: "tool-missing", tool: wanted, wantedBy, get: GET2.node });
  if (typeof range !== "string" || (0, import_satisfies.default)(node3.version, range, { includePrerelease: true }))
    return ok(node3);
  const get = `found ${node3.version} at ${node3.path}; ${GET2.node}`;
  return err({ code: "tool-missing", tool: wanted, wantedBy, get });
}
function managerCaller(project, facts, wantedBy) {
  const node3 = nodeTool(project, facts, wantedBy);
  if (!node3.ok) return node3;
  const { name, yarn } = project.manager;
  if (name === "yarn" && yarn.path !== void 0) {
    const { path } = yarn;
    return ok({
      call: (...args) => ({ tool: "node", args: [path, ...args] }),
      tools: [node3.value],
      version: ""
    });
  }
  const tool = machineManager(project, facts, wantedBy);
  if (!tool.ok) return tool;
  const called = tool.value.name;
  const { version } = tool.value;
  return ok({ call: (...args) => ({ tool: called, args }), tools: [tool.value, node3.value], version });
}
function npmCaller(facts, wantedBy) {
  const npm = facts.tools.get("npm");
  if (npm === void 0) return err({ code: "tool-missing", tool: "npm", wantedBy, get: GET2.npm });
  return ok({ call: (...args) => ({ tool: "npm", args }), tools: [npm] });
}
function machineManager({ manager }, facts, wantedBy) {
  const { name, asked } = manager;
  const tool = facts.tools.get(name === "yarn-1" ? "yarn" : name);
  const wanted = WANTED[name];
  const missing = (found) => err({
    code: "tool-missing",
    tool: asked === void 0 ? wanted : `${wanted} (${asked})`,
    wantedBy,
    get: `${found}${GET2[name]}`
  });
  if (tool === void 0) return missing("");
  const isFirst = /^[01]\./.test(tool.version);
  if (name === "yarn" && isFirst || name === "yarn-1" && !isFirst) {
    return missing(`found Yarn ${tool.version} at ${tool.path}; `);
  }
  return ok(tool);
}
var WANTED = {
  npm: "npm",
  pnpm: "pnpm",
  yarn: "Yarn 2 or later",
  "yarn-1": "Yarn 1"
};

// src/toolchains/node/programs.ts
function scriptCall(project, facts, step, script, args = []) {
  const caller = managerCaller(project, facts, step);
  if (!caller.ok) return caller;
  const { name } = project.manager;
  const quiet = name === "yarn" ? ["run", script] : ["run", "--silent", script];
  const passed = args.length === 0 ? [] : name === "npm" ? ["--", ...args] : args;
  return ok({
    command: caller.value.call(...quiet, ...passed),
    tools: caller.value.tools,
    stores: storesAfterInstall(project)
  });
}
function programCall(project, facts, step, name, args) {
  if (project.layout === "pnp") return scriptCall(project, facts, step, name, args);
  const node3 = nodeTool(project, facts, step);
  if (!node3.ok) return node3;
  const tool = { name, version: "", from: "project", path: `node_modules/.bin/${name}` };
  return ok({ command: { tool: name, args }, tools: [tool, node3.value], stores: [] });
}
function nodeCall(project, facts, step, args) {
  if (project.layout === "pnp") {
    const caller = managerCaller(project, facts, step);
    if (!caller.ok) return caller;
    return ok({
      command: caller.value.call("node", ...args),
      tools: caller.value.tools,
      stores: storesAfterInstall(project)
    });
  }
  const node3 = nodeTool(project, facts, step);
  return node3.ok ? ok({ command: { tool: "node", args }, tools: [node3.value], stores: [] }) : node3;
}
function storesAfterInstall(project) {
  return project.layout === "pnp" ? MANAGER_STORES.yarn : [];
}

// src/toolchains/node/build-binary.ts
var BUNDLE = posix5.join(WORK_FOLDER, "bundle.cjs");
function planBuildBinary2(project, facts, options) {
  const wrong = wrongOption2(options);
  if (wrong !== void 0) return err({ code: "usage", message: wrong });
  const entry = findEntry(project, options.entry);
  if (entry.kind === "none") return skip("needs-entry", entry.why);
  if (facts.machine.os !== "linux") {
    return skip(
      "needs-tool",
      `single executables of Node are made on Linux only, this is ${facts.machine.os}`
    );
  }
  const node3 = nodeTool(project, facts, "build-binary");
  if (!node3.ok) return node3;
  if (Number(node3.value.version.split(".", 1)[0]) < 20) {
    return skip("needs-tool", `single executables need Node 20 or later, this is ${node3.value.version}`);
  }
  const self = facts.tools.get("sealsmith");
  if (self === void 0) throw new Error("our own program is not among the tools");
  const bundle = bundling(project, facts, entry.path, node3.value);
  if (!bundle.ok) return bundle;
  if (typeof bundle.value === "string") return skip("needs-tool", bundle.value);
  const name = binaryName(options.name ?? project.json.name ?? posix5.parse(entry.path).name);
  const plan = { name, machine: facts.machine, program: name, check: options.check };
  const { main, commands: commands2, tools, stores } = bundle.value;
  const out = posix5.join(DIST_FOLDER, name);
  const inject = [
    "internal",
    "inject",
    "--node",
    "node",
    "--main",
    main,
    "--work",
    WORK_FOLDER,
    "--out",
    out
  ];
  const say = explainer(facts, "build-binary");
  return oneJob(
    {
      step: "build-binary",
      commands: [...commands2, { tool: "sealsmith", args: inject }, ...binaryCommands(plan)],
      tools: eachOnce([...tools, node3.value, self]),
      params: { entry: entry.path, name },
      stores,
      outputs: BINARY_OUTPUTS,
      gives: ["binary"]
    },
    {
      explained: [
        say("entry", entry.path, "entry", entry.file),
        say("name", name, "name", options.name === void 0 ? "package.json" : void 0),
        say(
          "builder",
          `single executable of Node ${node3.value.version}${commands2.length === 0 ? "" : ", bundled by esbuild"}`,
          "with"
        ),
        ...options.check === void 0 ? [] : [say("check", `port ${options.check.port}, ${options.check.path}`, "check")]
      ],
      finish: finishBinary(plan)
    }
  );
}
function wrongOption2({ with: wanted, layout, data }) {
  if (wanted !== void 0 && wanted !== "sea") {
    return `steps.build-binary.with is ${wanted}, but Node programs are built by sea`;
  }
  if (layout === "one-folder")
    return "steps.build-binary.layout is one-folder, but a Node program is always one file";
  if (data !== void 0)
    return "steps.build-binary.data is for Python; a Node program imports its data, and esbuild bundles it";
  return void 0;
}
function bundling(project, facts, entry, node3) {
  if (project.json.dependencies.has("esbuild")) {
    const call = programCall(
      project,
      facts,
      "build-binary",
      "esbuild",
      esbuildArguments(entry, node3.version)
    );
    if (!call.ok) return call;
    const { command, tools, stores } = call.value;
    return ok({ main: BUNDLE, commands: [command], tools, stores });
  }
  const reason = needsBundler(project, entry);
  if (reason !== void 0) return ok(`${reason}, so it must be bundled: npm install --save-dev esbuild`);
  return ok({ main: entry, commands: [], tools: [], stores: [] });
}
function esbuildArguments(entry, version) {
  return [
    entry,
    "--bundle",
    "--platform=node",
    "--format=cjs",
    `--target=node${version}`,
    `--outfile=${BUNDLE}`,
    "--log-level=warning",
    "--define:import.meta.url=sealsmithModuleUrl",
    '--banner:js=const sealsmithModuleUrl = require("node:url").pathToFileURL(process.execPath).href;'
  ];
}

// src/toolchains/node/installed.ts
import { posix as posix8 } from "node:path";

// src/toolchains/node/locks.ts
import { posix as posix6 } from "node:path";
var SETTINGS = {
  npm: [".npmrc"],
  pnpm: [".npmrc", "pnpm-workspace.yaml", ".pnpmfile.cjs", "patches"],
  yarn: [".yarnrc.yml", ".yarn/releases", ".yarn/plugins", ".yarn/patches", ".yarn/cache"],
  "yarn-1": [".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn/releases"]
};
function lockPaths(project, lock) {
  const { json, manager, members, tree } = project;
  const packages = [{ folder: "", json }, ...members];
  const inputs = /* @__PURE__ */ new Set([lock, ...SETTINGS[manager.name]]);
  for (const { folder, json: one } of packages) {
    inputs.add(posix6.join(folder, "package.json"));
    for (const range of one.dependencies.values()) {
      const local = /^(?:(?:file|link|portal):|(?=\.\.?\/))(.+)$/.exec(range)?.[1];
      const path = local === void 0 ? void 0 : workspacePath(posix6.join(folder, local));
      if (path !== void 0) inputs.add(path);
    }
  }
  const nested = members.length === 0 ? ok([]) : nestedModules(project, tree.text(lock));
  if (!nested.ok) return nested;
  const installed = project.layout === "node_modules" ? ["node_modules", ...nested.value] : plugAndPlay(project);
  const state = manager.name === "yarn" ? [".yarn/install-state.gz"] : [];
  return ok({ inputs: [...inputs], outputs: [...installed, ...state] });
}
function plugAndPlay({ manager }) {
  return manager.yarn.keepsArchives ? [] : [".pnp.cjs"];
}
function nestedModules({ manager, members }, text) {
  if (!text.ok) return text;
  switch (manager.name) {
    case "pnpm":
      return ok(
        members.filter(({ json }) => json.dependencies.size > 0).map(({ folder }) => `${folder}/node_modules`)
      );
    case "npm": {
      const keys = Object.keys(npmPackages(text.value ?? "") ?? {});
      const holds2 = (folder) => keys.some((key) => key.startsWith(`${folder}/node_modules/`));
      return ok(members.filter(({ folder }) => holds2(folder)).map(({ folder }) => `${folder}/node_modules`));
    }
    case "yarn":
    case "yarn-1":
      return ok([]);
  }
}
function withoutHashes(name, text) {
  const names2 = LISTS[name](text);
  return names2 === void 0 ? void 0 : [...new Set(names2)].sort();
}
var LISTS = {
  npm(text) {
    const packages = npmPackages(text);
    if (packages === void 0) return void 0;
    return Object.entries(packages).flatMap(([key, entry]) => {
      const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(key)?.[1];
      const known = typeof entry["integrity"] === "string" || entry["link"] === true || entry["inBundle"] === true;
      return name === void 0 || known ? [] : [name];
    });
  },
  pnpm(text) {
    if (!/^lockfileVersion:/m.test(text)) return void 0;
    const entries = text.matchAll(
      /^ {2}['"]?\/?((?:@[^@/\s]+\/)?[^@/\s'"]+)[^\n]*:\r?\n {4}resolution: \{([^}]*)\}/gm
    );
    return [...entries].flatMap(
      ([, name = "", resolution = ""]) => /\bintegrity:/.test(resolution) ? [] : [name]
    );
  },
  yarn: (text) => /^__metadata:/m.test(text) ? yarnEntries(text).flatMap(
    ({ name, block }) => /^ {2}(?:checksum|conditions):/m.test(block) ? [] : [name]
  ) : void 0,
  "yarn-1"(text) {
    if (!/^# yarn lockfile v1$/m.test(text)) return void 0;
    return text.split(/\r?\n\r?\n/).flatMap((block) => {
      const name = /^"?((?:@[^@/\s]+\/)?[^@\s"]+)@/m.exec(block)?.[1];
      const known = !/^ {2}resolved /m.test(block) || /^ {2}integrity /m.test(block);
      return name === void 0 || known ? [] : [name];
    });
  }
};
function yarnPackages(text) {
  return yarnEntries(text).flatMap(({ name, block }) => {
    const version = /^ {2}version: "?([^\s"]+)"?$/m.exec(block)?.[1];
    return version === void 0 ? [] : [{ name, version }];
  });
}
function yarnEntries(text) {
  return text.split(/\r?\n\r?\n/).flatMap((block) => {
    const name = /^ {2}resolution: "((?:@[^@/]+\/)?[^@]+)@/m.exec(block)?.[1];
    return name === void 0 || !/^ {2}linkType: hard$/m.test(block) ? [] : [{ name, block }];
  });
}
function npmPackages(text) {
  let root;
  try {
    root = JSON.parse(text);
  } catch {
    return void 0;
  }
  if (!isTable(root)) return void 0;
  const entries = isTable(root["packages"]) ? root["packages"] : olderPackages(root["dependencies"], "");
  return Object.fromEntries(
    Object.entries(entries).filter((pair) => isTable(pair[1]))
  );
}
function olderPackages(dependencies, above) {
  if (!isTable(dependencies)) return {};
  return Object.fromEntries(
    Object.entries(dependencies).flatMap(([name, entry]) => {
      const path = `${above}node_modules/${name}`;
      const inBundle = isTable(entry) && entry["bundled"] === true;
      const own = isTable(entry) ? { ...entry, inBundle } : {};
      return [
        [path, own],
        ...Object.entries(isTable(entry) ? olderPackages(entry["dependencies"], `${path}/`) : {})
      ];
    })
  );
}
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/toolchains/node/modules.ts
import { posix as posix7 } from "node:path";
var INSTALL_SCRIPTS = ["preinstall", "install", "postinstall"];
function installedPackages(io, roots) {
  const found = /* @__PURE__ */ new Map();
  const waiting = [...roots];
  for (let folder = waiting.pop(); folder !== void 0; folder = waiting.pop()) {
    for (const path of packageFolders(io, folder)) {
      const one = readPackage(io, path);
      if (one === void 0) continue;
      const key = `${one.name}@${one.version}`;
      const known = found.get(key);
      if (known === void 0 || one.wantsScript) found.set(key, one);
      waiting.push(posix7.join(path, "node_modules"));
    }
  }
  return [...found.values()].sort((a, b) => order(a.name, b.name) || order(a.version, b.version));
}
function packageFolders(io, folder) {
  const below2 = (path) => io.files.list(posix7.join(io.workspace, path)).flatMap(({ name, kind }) => kind === "folder" ? [posix7.join(path, name)] : []);
  return below2(folder).flatMap((path) => {
    const name = posix7.basename(path);
    if (name.startsWith("@")) return below2(path);
    if (name === ".pnpm")
      return below2(path).flatMap((one) => packageFolders(io, posix7.join(one, "node_modules")));
    if (name === ".store") return below2(path).map((one) => posix7.join(one, "package"));
    return name.startsWith(".") ? [] : [path];
  });
}
function readPackage(io, path) {
  const text = io.files.readText(posix7.join(io.workspace, path, "package.json"));
  if (!text.ok || text.value === void 0) return void 0;
  let json;
  try {
    json = JSON.parse(text.value.replace(/^\uFEFF/, ""));
  } catch {
    return void 0;
  }
  if (typeof json !== "object" || json === null || !("name" in json) || !("version" in json))
    return void 0;
  const { name, version } = json;
  if (typeof name !== "string" || typeof version !== "string") return void 0;
  const scripts = "scripts" in json && typeof json.scripts === "object" && json.scripts !== null ? json.scripts : {};
  const has2 = INSTALL_SCRIPTS.some((script) => Object.hasOwn(scripts, script));
  const compiles = io.files.kind(posix7.join(io.workspace, path, "binding.gyp")) !== void 0;
  return { name, version, wantsScript: has2 || compiles };
}
function order(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// src/toolchains/node/own-scripts.ts
function ownScripts({ json, manager }) {
  const has2 = (script) => json.scripts.has(script);
  const alone = manager.name === "yarn";
  const install = has2("install") && !alone ? ["install"] : ["preinstall", "install", "postinstall"];
  const prepare2 = has2("prepare") && !alone ? ["prepare"] : ["preprepare", "prepare", "postprepare"];
  return [...install, ...prepare2].filter(has2);
}
function nothingBuilds({ json, manager, members }) {
  const packages = [json, ...members.map((member) => member.json)];
  return packages.every((one) => one.built.size === 0 && ownScripts({ json: one, manager }).length === 0);
}

// src/toolchains/node/installed.ts
function finishInstall2(project, plan) {
  const { manager } = project;
  const label = manager.name === "yarn-1" ? "yarn" : manager.name;
  return async (io) => {
    if (!io.succeeded) return ok({ facts: {}, summary: trouble(io.tail), remarks: [] });
    const lockText = io.files.readText(posix8.join(io.workspace, plan.lock), LOCK_LIMIT);
    if (!lockText.ok) return lockText;
    const lockDigest = await io.files.digest(posix8.join(io.workspace, plan.lock));
    if (!lockDigest.ok) return lockDigest;
    const found = packagesOf(project, io, lockText.value ?? "");
    const withheld = [...new Set(found.filter((one) => one.wantsScript).map(({ name }) => name))].filter(
      (name) => !plan.allowed.includes(name)
    );
    const unhashed = withoutHashes(manager.name, lockText.value ?? "");
    const hashesChecked = unhashed?.length === 0;
    const packages = found.map(({ name, version }) => ({ name, version }));
    const count2 = `${packages.length} ${packages.length === 1 ? "package" : "packages"} by ${label}`;
    return ok({
      facts: {
        deps: {
          manager: label,
          // A script may have compiled something for this very Node.
          ...plan.allowed.length === 0 ? {} : { runtime: { name: "node", version: plan.node } },
          packages,
          hashesChecked,
          scriptsWithheld: withheld,
          evidence: [{ path: plan.lock, sha256: lockDigest.value.sha256 }]
        }
      },
      summary: hashesChecked ? `${count2}, hashes checked` : count2,
      remarks: [
        ...hashRemarks(plan.lock, unhashed),
        ...withheld.length === 0 ? [] : [`install scripts withheld: ${listed(withheld)}; steps.install.scripts lets them run`],
        ...project.layout === "pnp" && !nothingBuilds(project) ? [
          "which other packages wanted to run a script is not known: Yarn does not say it for this project"
        ] : [],
        ...scriptRemarks(project, plan, found),
        ...versionRemarks(project, plan)
      ]
    });
  };
}
var LOCK_LIMIT = 64 * 1024 * 1024;
function packagesOf(project, io, lock) {
  if (project.layout === "node_modules") {
    const folders = ["", ...project.members.map(({ folder }) => folder)];
    return installedPackages(
      io,
      folders.map((folder) => posix8.join(folder, "node_modules"))
    );
  }
  return yarnPackages(lock).map((one) => ({ ...one, wantsScript: saidByYarn(io.tail, one.name) })).sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1);
}
function saidByYarn(tail, name) {
  return tail.split("\n").some((line) => line.includes(` ${name}@`) && line.includes("lists build scripts"));
}
function hashRemarks(lock, unhashed) {
  if (unhashed === void 0) return [`${lock} cannot be read here: whether it has hashes is not known`];
  return unhashed.length === 0 ? [] : [`${lock} has no hash for ${listed(unhashed)}: what the server answers is taken`];
}
function scriptRemarks(project, plan, found) {
  const { name = "" } = project.json;
  const own = ownScripts(project);
  const missing = plan.allowed.filter((one) => one !== name && !found.some((other) => other.name === one));
  return [
    ...own.length === 0 || plan.allowed.includes(name) ? [] : [
      `the project's own ${own.join(", ")} did not run; ${name === "" ? "give it a name and list that" : `list ${name}`} in steps.install.scripts if it must`
    ],
    ...missing.map((one) => `steps.install.scripts names ${one}, which is not installed`)
  ];
}
function versionRemarks({ manager }, plan) {
  const { asked } = manager;
  if (asked === void 0 || plan.version === "" || asked === plan.version) return [];
  return [
    `package.json asks for ${manager.name === "yarn-1" ? "yarn" : manager.name} ${asked}; ${plan.version} was used`
  ];
}
function listed(names2) {
  const most = 8;
  return names2.length <= most ? names2.join(", ") : `${names2.slice(0, most).join(", ")} and ${names2.length - most} more`;
}
function trouble(tail) {
  const lines = tail.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const said = lines.filter((line) => ERROR.test(line)).map((line) => line.replace(ERROR, "").trim());
  const telling = said.find(
    (line) => line !== "" && !/^(?:code|errno|path|syscall|A complete log)\b/.test(line)
  );
  return (telling ?? lines.at(-1) ?? "").slice(0, 200);
}
var ERROR = /^(?:npm (?:error|ERR!)|ERR_PNPM_\w+|ERROR|\[ERROR\]|error|Error:|➤ YN(?!0000|0004|0007|0013)\d{4}: [│·]?)/;

// src/toolchains/node/install.ts
function planInstall2(project, facts, options) {
  const { json, manager } = project;
  const unfit2 = unfitManager(manager.name, options.with);
  if (unfit2 !== void 0) return err({ code: "usage", message: unfit2 });
  if (!project.hasDependencies) return skip("nothing-to-do", "package.json has no dependencies");
  if (manager.lock === void 0) {
    return err({
      code: "project-invalid",
      file: "package.json",
      message: "has dependencies but no lock file, so what is installed would change by itself",
      next: `run: ${manager.name === "yarn-1" ? "yarn" : manager.name} install, and commit ${LOCK[manager.name]}`
    });
  }
  const caller = managerCaller(project, facts, "install");
  if (!caller.ok) return caller;
  const scripts = scriptCommands(project, facts, caller.value, options.scripts ?? []);
  if (!scripts.ok) return scripts;
  const paths = lockPaths(project, manager.lock);
  if (!paths.ok) return paths;
  const say = explainer(facts, "install");
  const { version } = caller.value;
  return oneJob(
    {
      step: "install",
      commands: [caller.value.call(...installArguments(project)), ...scripts.value.commands],
      tools: [...caller.value.tools, ...scripts.value.tools],
      inputs: paths.value.inputs,
      params: { scripts: options.scripts ?? [] },
      env: INSTALL_ENV[manager.name],
      forwards: nodeForwards(manager.name),
      stores: MANAGER_STORES[manager.name],
      outputs: paths.value.outputs,
      needs: [],
      gives: ["deps"],
      grants: ["network"],
      // With Plug'n'Play the packages lie outside the workspace: nothing here shows whether they are still there.
      cache: project.layout === "pnp" ? "never" : "store"
    },
    {
      explained: [
        say(
          "installer",
          version === "" ? `Yarn of ${manager.yarn.path}` : `${caller.value.tools[0]?.name} ${version}`,
          "with",
          manager.file
        ),
        say("lock file", manager.lock, void 0, manager.lock),
        say("install scripts", options.scripts?.join(" ") ?? "none run", "scripts"),
        ...json.node === void 0 ? [] : [say("node", json.node, void 0, "package.json")]
      ],
      finish: finishInstall2(project, {
        lock: manager.lock,
        version,
        node: facts.tools.get("node")?.version ?? "",
        allowed: options.scripts ?? []
      })
    }
  );
}
var LOCK = {
  npm: "package-lock.json",
  pnpm: "pnpm-lock.yaml",
  yarn: "yarn.lock",
  "yarn-1": "yarn.lock"
};
var INSTALL = {
  npm: ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
  // Hard links would let a change in node_modules reach the store, and from there every later install.
  pnpm: ["install", "--frozen-lockfile", "--ignore-scripts", "--package-import-method=clone-or-copy"],
  yarn: ["install", "--immutable"],
  "yarn-1": ["install", "--frozen-lockfile", "--ignore-scripts", "--non-interactive", "--no-progress"]
};
function installArguments(project) {
  const { name } = project.manager;
  return name === "yarn" && !(project.layout === "pnp" && nothingBuilds(project)) ? [...INSTALL.yarn, "--mode=skip-build"] : INSTALL[name];
}
var INSTALL_ENV = {
  npm: {},
  pnpm: {},
  // Off for all; what package.json marks as `built` is not held back by it.
  yarn: { YARN_ENABLE_SCRIPTS: "0" },
  "yarn-1": {}
};
function unfitManager(name, wanted) {
  const fits = wanted === void 0 || wanted === name || wanted === "yarn" && name === "yarn-1";
  return fits ? void 0 : `steps.install.with is ${wanted}, but this project is installed by ${name === "yarn-1" ? "yarn" : name}`;
}
var NAME = /^(?:@[\w.~-]+\/)?\w[\w.~-]*$/;
function scriptCommands(project, facts, caller, names2) {
  const strange = names2.find((name) => !NAME.test(name));
  if (strange !== void 0) {
    return err({
      code: "usage",
      message: `steps.install.scripts: "${strange}" is not the name of a package`
    });
  }
  const { json, manager } = project;
  const others = names2.filter((name) => name !== json.name);
  const own = names2.length === others.length ? [] : ownScripts(project).map((script) => caller.call("run", script));
  if (others.length === 0) return ok({ commands: own, tools: [] });
  switch (manager.name) {
    case "npm":
      return ok({ commands: [caller.call(...npmRebuild(others)), ...own], tools: [] });
    case "pnpm":
      return ok({
        commands: [caller.call("rebuild", "--config.dangerously-allow-all-builds=true", ...others), ...own],
        tools: []
      });
    case "yarn-1": {
      const npm = npmCaller(facts, "install");
      return npm.ok ? ok({ commands: [npm.value.call(...npmRebuild(others)), ...own], tools: npm.value.tools }) : npm;
    }
    case "yarn":
      return yarnRebuild(project, caller, others);
  }
}
function npmRebuild(names2) {
  return [
    "rebuild",
    "--foreground-scripts",
    "--ignore-scripts=false",
    "--dangerously-allow-all-scripts",
    ...names2
  ];
}
function yarnRebuild({ json }, caller, names2) {
  const unmarked = names2.find((name) => !json.built.has(name));
  if (unmarked === void 0) return ok({ commands: [caller.call("rebuild", ...names2)], tools: [] });
  return err({
    code: "project-invalid",
    file: "package.json",
    message: `Yarn runs the install scripts of ${unmarked} only when package.json marks it`,
    next: `add "dependenciesMeta": { "${unmarked}": { "built": true } }, and run yarn install`
  });
}

// src/toolchains/node/lint.ts
var LINTERS = ["script", "eslint", "biome"];
var PACKAGE = { eslint: "eslint", biome: "@biomejs/biome" };
function planLint2(project, facts, options) {
  const chosen2 = chooseLinter(project, options.with);
  if (!chosen2.ok) return chosen2;
  if (typeof chosen2.value === "object") return skip("nothing-to-do", chosen2.value.nothing);
  const linter = chosen2.value;
  const call = callOf(linter, project, facts);
  if (!call.ok) return call;
  const { command, tools, stores } = call.value;
  const say = explainer(facts, "lint");
  const file = linter === "script" ? "package.json" : project.configured.get(linter);
  const name = linter === "script" ? `the lint script: ${project.json.scripts.get("lint")}` : linter;
  return oneJob(
    { step: "lint", commands: [command], tools, stores },
    {
      explained: [
        say("linter", name, "with", file),
        say("command", [command.tool, ...command.args].join(" "), void 0, file)
      ],
      finish: finishLint2(linter)
    }
  );
}
function chooseLinter({ json, configured }, wanted) {
  const usage = (message) => err({ code: "usage", message: `steps.lint.with is ${wanted}, but ${message}` });
  const declares = (linter) => json.dependencies.has(PACKAGE[linter]);
  switch (wanted) {
    case void 0:
      if (json.scripts.has("lint")) return ok("script");
      for (const linter of ["eslint", "biome"])
        if (declares(linter) && configured.has(linter)) return ok(linter);
      return ok({
        nothing: "no lint script in package.json, and neither ESLint nor Biome with a configuration"
      });
    case "script":
      return json.scripts.has("lint") ? ok("script") : usage("package.json has no lint script");
    case "eslint":
    case "biome":
      return declares(wanted) ? ok(wanted) : usage(`${PACKAGE[wanted]} is not among the dependencies`);
    default:
      return usage(`JavaScript is read by ${LINTERS.join(", ")}`);
  }
}
function callOf(linter, project, facts) {
  switch (linter) {
    case "script":
      return scriptCall(project, facts, "lint", "lint");
    case "eslint":
      return programCall(project, facts, "lint", "eslint", ["."]);
    case "biome":
      return programCall(project, facts, "lint", "biome", ["ci", "."]);
  }
}
function finishLint2(linter) {
  return async ({ succeeded, tail }) => {
    const said = succeeded ? void 0 : [...tail.matchAll(/^✖ (\d+) problems? |^Found (\d+) errors?\./gm)].at(-1);
    const count2 = Number(said?.[1] ?? said?.[2] ?? 0);
    const found = count2 === 0 ? "" : ` · ${count2} ${count2 === 1 ? "finding" : "findings"}`;
    return ok({ facts: {}, summary: `${linter === "script" ? "lint script" : linter}${found}`, remarks: [] });
  };
}

// src/toolchains/node/manager.ts
var LOCKS = [
  { file: "npm-shrinkwrap.json", tool: "npm" },
  { file: "package-lock.json", tool: "npm" },
  { file: "pnpm-lock.yaml", tool: "pnpm" },
  { file: "yarn.lock", tool: "yarn" }
];
var UNKNOWN_LOCKS = ["bun.lock", "bun.lockb", "deno.lock"];
function chooseManager(tree, json) {
  const locks = LOCKS.filter(({ file }) => tree.has(file));
  const tools = [...new Set(locks.map(({ tool: tool2 }) => tool2))];
  const asked = LOCKS.find(({ tool: tool2 }) => tool2 === json.manager?.name)?.tool;
  if (json.manager !== void 0 && asked === void 0) {
    return err({
      code: "project-invalid",
      file: "package.json",
      message: `packageManager is ${json.manager.name}, and only npm, pnpm and Yarn are known here`,
      next: "name one of these, or say how to install: steps.install.run"
    });
  }
  if (tools.length > 1 && asked === void 0) {
    return err({
      code: "project-invalid",
      file: locks.map(({ file }) => file).join(", "),
      message: `lock files of ${tools.join(" and ")}: one of them is out of date`,
      next: 'remove what is not used, or name the manager in package.json ("packageManager")'
    });
  }
  const unknown = UNKNOWN_LOCKS.find((file) => tree.has(file));
  if (tools.length === 0 && unknown !== void 0 && json.dependencies.size > 0) {
    return err({
      code: "project-invalid",
      file: unknown,
      message: "is the lock file of a manager that is not known here (npm, pnpm and Yarn are)",
      next: "run: npm install --package-lock-only, and commit package-lock.json"
    });
  }
  const tool = asked ?? tools[0] ?? "npm";
  const lock = locks.find((one) => one.tool === tool)?.file;
  return yarnOr(tree, json, {
    tool,
    lock,
    file: asked === void 0 ? lock ?? "package.json" : "package.json"
  });
}
function yarnOr(tree, json, chosen2) {
  const { tool, lock, file } = chosen2;
  const asked = json.manager?.name === tool ? json.manager.version : void 0;
  const settings = tree.text(".yarnrc.yml");
  if (!settings.ok) return settings;
  const yarn = readYarnSettings(settings.value ?? "");
  const text = tool === "yarn" && lock !== void 0 ? tree.text(lock) : ok(void 0);
  if (!text.ok) return text;
  const first = asked?.startsWith("1.") ?? /^# yarn lockfile v1$/m.test(text.value ?? "");
  const berry = !first && (asked !== void 0 || settings.value !== void 0 || /^__metadata:/m.test(text.value ?? ""));
  return ok({ name: tool === "yarn" && !berry ? "yarn-1" : tool, lock, file, asked, yarn });
}
function readYarnSettings(text) {
  const scalar = (name) => new RegExp(`^${name}:[ \\t]*(?:"([^"]*)"|'([^']*)'|([^\\s#]+))`, "m").exec(text)?.slice(1).find((part) => part !== void 0);
  const linker = scalar("nodeLinker");
  return {
    path: scalar("yarnPath")?.replace(/^\.\//, ""),
    linker: linker === "node-modules" || linker === "pnpm" ? linker : "pnp",
    keepsArchives: scalar("enableGlobalCache") === "false"
  };
}

// src/toolchains/node/package-json.ts
var KINDS = ["dependencies", "devDependencies", "optionalDependencies"];
function readPackageJson(text, file = "package.json") {
  let root;
  try {
    root = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return err({ code: "project-invalid", ...whereAndWhat(error.message, file), next: `correct ${file}` });
  }
  if (!isTable2(root)) {
    return err({ code: "project-invalid", file, message: "is no JSON object", next: `correct ${file}` });
  }
  const name = string(root["name"]);
  const engines = table(root["engines"]);
  return ok({
    name,
    private: root["private"] === true,
    scripts: strings(root["scripts"]),
    dependencies: new Map(KINDS.flatMap((kind) => [...strings(root[kind])])),
    runtime: [...strings(root["dependencies"]).keys()],
    node: string(engines["node"]),
    manager: readManager(string(root["packageManager"])),
    programs: readPrograms(root["bin"], name),
    main: relative(string(root["main"])),
    module: root["type"] === "module",
    workspaces: readWorkspaces(root["workspaces"]),
    built: new Set(
      Object.entries(table(root["dependenciesMeta"])).flatMap(
        ([key, meta]) => table(meta)["built"] === true ? [key] : []
      )
    )
  });
}
function whereAndWhat(message, file) {
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
  const what = message.replace(/ in JSON at position .*$/s, "");
  return { file: line === void 0 ? file : `${file}:${line}:${column}`, message: `is no JSON: ${what}` };
}
function readManager(text) {
  const [, name, version] = /^([a-z]+)@(\d[^+\s]*)/.exec(text ?? "") ?? [];
  return name === void 0 || version === void 0 ? void 0 : { name, version };
}
function readPrograms(bin, name) {
  const listed2 = typeof bin === "string" ? /* @__PURE__ */ new Map([[name?.split("/").at(-1) ?? "program", bin]]) : strings(bin);
  return new Map(
    [...listed2].flatMap(([program, path]) => {
      const place = relative(path);
      return place === void 0 ? [] : [[program, place]];
    })
  );
}
function readWorkspaces(value) {
  const list2 = isTable2(value) ? value["packages"] : value;
  return Array.isArray(list2) ? list2.filter((entry) => typeof entry === "string") : [];
}
function relative(path) {
  const place = path?.replace(/^(?:\.\/)+/, "");
  return place === "" ? void 0 : place;
}
function isTable2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function table(value) {
  return isTable2(value) ? value : {};
}
function string(value) {
  return typeof value === "string" ? value : void 0;
}
function strings(value) {
  return new Map(
    Object.entries(table(value)).flatMap(
      ([key, text]) => typeof text === "string" ? [[key, text]] : []
    )
  );
}

// src/toolchains/node/project.ts
function readProject2(tree) {
  const text = tree.text("package.json");
  if (!text.ok) return text;
  if (text.value === void 0) return ok(void 0);
  const json = readPackageJson(text.value);
  if (!json.ok) return json;
  const manager = chooseManager(tree, json.value);
  if (!manager.ok) return manager;
  const members = readMembers(tree, json.value, manager.value);
  if (!members.ok) return members;
  const all2 = [json.value, ...members.value.map((member) => member.json)];
  const { name, yarn } = manager.value;
  return ok({
    json: json.value,
    manager: manager.value,
    hasDependencies: all2.some(({ dependencies }) => dependencies.size > 0) || members.value.length > 0,
    layout: name === "yarn" && yarn.linker === "pnp" ? "pnp" : "node_modules",
    members: members.value,
    configured: findConfiguration(tree),
    tree
  });
}
function findConfiguration(tree) {
  const found = /* @__PURE__ */ new Map();
  for (const { name } of tree.list("")) {
    if (/^(?:eslint\.config\.[cm]?[jt]s|\.eslintrc(?:\.\w+)?)$/.test(name)) found.set("eslint", name);
    if (/^biome\.jsonc?$/.test(name)) found.set("biome", name);
  }
  return found;
}
var DEPTH2 = 4;
function readMembers(tree, json, manager) {
  const globs = manager.name === "pnpm" ? pnpmGlobs(tree) : ok(json.workspaces);
  if (!globs.ok) return globs;
  if (globs.value.length === 0) return ok([]);
  const take = globs.value.filter((glob) => !glob.startsWith("!")).map(exactTest);
  const leave = globs.value.filter((glob) => glob.startsWith("!")).map((glob) => exactTest(glob.slice(1)));
  const folders = foldersBelow(tree, "", DEPTH2).filter(
    (folder) => take.some((test) => test(folder)) && !leave.some((test) => test(folder)) && tree.has(`${folder}/package.json`)
  );
  return all(
    folders.map((folder) => {
      const text = tree.text(`${folder}/package.json`);
      if (!text.ok) return text;
      const read = readPackageJson(text.value ?? "", `${folder}/package.json`);
      return read.ok ? ok({ folder, json: read.value }) : read;
    })
  );
}
function pnpmGlobs(tree) {
  const text = tree.text("pnpm-workspace.yaml");
  if (!text.ok) return text;
  const block = /^packages:[ \t]*\r?\n((?:[ \t]*(?:-.*|#.*)?\r?\n?)*)/m.exec(text.value ?? "")?.[1] ?? "";
  return ok(
    [...block.matchAll(/^[ \t]*-[ \t]*(?:"([^"]+)"|'([^']+)'|([^\s#]+))/gm)].map(
      ([, a, b, c]) => a ?? b ?? c ?? ""
    )
  );
}
function exactTest(glob) {
  const test = globTest(glob.replace(/^\.\//, ""));
  const depth = glob.includes("**") ? void 0 : glob.replace(/^\.\/|\/+$/g, "").split("/").length;
  return (folder) => test(folder) && (depth === void 0 || folder.split("/").length === depth);
}
function foldersBelow(tree, folder, depth) {
  return tree.list(folder).flatMap(({ name, kind }) => {
    if (kind !== "folder" || name === "node_modules" || name.startsWith(".")) return [];
    const path = folder === "" ? name : `${folder}/${name}`;
    return [path, ...depth > 1 ? foldersBelow(tree, path, depth - 1) : []];
  });
}

// src/toolchains/node/test-files.ts
var TEST_FILE = /^(?:test|test-.+|.+[.\-_]test)\.[cm]?[jt]s$/;
var ANY_FILE = /\.[cm]?[jt]s$/;
var DEPTH3 = 6;
function findTestFile(tree) {
  return below(tree, "", false, DEPTH3);
}
function below(tree, folder, within, depth) {
  const entries = tree.list(folder);
  const path = (name) => folder === "" ? name : `${folder}/${name}`;
  const file = entries.find(
    ({ name, kind }) => kind === "file" && (within ? ANY_FILE : TEST_FILE).test(name)
  );
  if (file !== void 0) return path(file.name);
  for (const { name, kind } of entries) {
    if (kind !== "folder" || depth === 0 || name === "node_modules" || name.startsWith(".")) continue;
    const found = below(tree, path(name), within || name === "test", depth - 1);
    if (found !== void 0) return found;
  }
  return void 0;
}

// src/toolchains/node/test-runner.ts
var PLACEHOLDER = /^echo (["']?|\\")Error: no test specified\1 && exit 1$/;
function isPlaceholder(script) {
  return PLACEHOLDER.test(script.trim());
}
function plainRunner(json, script) {
  const hooks = [json.scripts.get(`pre${script}`), json.scripts.get(`post${script}`)];
  if (hooks.some((hook) => hook !== void 0 && mayRunTests(hook))) return void 0;
  const text = follow(json, script);
  if (text === void 0) return void 0;
  const commands2 = text.split(/&&|\|\||[;|&\n]/).map((part) => part.trim());
  const testing = commands2.filter((part) => NODE_TEST.test(part));
  if (testing.length === 1 && commands2.every((part) => testing.includes(part) || !mayRunTests(part))) {
    return /--(?:test-reporter|watch)\b/.test(text) ? void 0 : "node";
  }
  return /^vitest run(?: (?!--(?:reporter|outputFile)\b)[\w./=-]+)*$/.test(text) ? "vitest" : void 0;
}
var NODE_TEST = /^(?:[A-Z_]+=[^\s$`]* |cross-env |c8 )*node (?:[^$`]* )?--test(?: [^$`]*)?$/;
function mayRunTests(command) {
  return /--test\b|\bcd\b|\b(?:npm|npx|pnpm|pnpx|yarn|bun|bunx|run-s|run-p|npm-run-all\d?|turbo|nx|lerna|wireit)\b/.test(
    command
  );
}
function follow(json, script) {
  let text = json.scripts.get(script)?.trim();
  for (let steps = 0; steps < 3 && text !== void 0; steps += 1) {
    const next = /^(?:npm run(?: -s| --silent)?|pnpm(?: run)?|yarn(?: run)?) ([\w:.-]+)$/.exec(text)?.[1];
    if (next === void 0 || !json.scripts.has(next)) return text;
    text = json.scripts.get(next)?.trim();
  }
  return text;
}

// src/toolchains/node/tested.ts
import { posix as posix9 } from "node:path";
function finishTest(path) {
  return async (io) => {
    if (path === void 0)
      return ok({ facts: {}, summary: io.succeeded ? "passed" : lastLine(io.tail), remarks: [] });
    return reportOf(io, path, {
      plain,
      place: (one) => placeOf(one, io.workspace)
    });
  };
}
function placeOf(one, workspace) {
  for (const [, path = "", line] of one.text.matchAll(
    /(?:file:\/\/|\(|\bat |❯ )(\/?[^\s():]+\.[cm]?[jt]sx?):(\d+):\d+/g
  )) {
    const file = insideWorkspace(decoded(path), workspace);
    if (file !== void 0 && !file.includes("node_modules/")) return { file, line: Number(line) };
  }
  return { file: one.file === void 0 ? void 0 : insideWorkspace(one.file, workspace), line: one.line };
}
function plain(text) {
  return text.replaceAll("&quot;", '"');
}
function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return posix9.normalize(path);
  }
}
function nodeTestProgress() {
  const seen = { passed: 0, failed: 0, skipped: 0 };
  const open = [];
  let over = false;
  return (line) => {
    const [, indent = "", mark, rest = ""] = /^( *)([▶✔✖﹣]) (.*)$/.exec(line) ?? [];
    over ||= line.startsWith("✖ failing tests:");
    if (over || mark === void 0) return void 0;
    const name = `${indent}${rest.replace(/ \([\d.]+ms\)( # \w+.*)?$/, "")}`;
    if (mark === "▶") {
      open.push(name);
      return void 0;
    }
    if (open.at(-1) === name) {
      open.pop();
      return void 0;
    }
    if (mark === "﹣" || / # (?:SKIP|TODO)\b/.test(rest)) seen.skipped += 1;
    else if (mark === "✔") seen.passed += 1;
    else seen.failed += 1;
    return countsText(seen);
  };
}

// src/toolchains/node/test.ts
var WORK2 = ".sealsmith/work/test";
var REPORT2 = `${WORK2}/junit.xml`;
var NODE_REPORTERS = [
  "--test-reporter=spec",
  "--test-reporter-destination=stdout",
  "--test-reporter=junit",
  `--test-reporter-destination=${REPORT2}`
];
var VITEST_REPORTERS = ["--reporter=default", "--reporter=junit", `--outputFile.junit=${REPORT2}`];
function canReport(facts) {
  const [major = 0, minor = 0] = (facts.tools.get("node")?.version ?? "").split(".").map(Number);
  return major > 20 || major === 20 && minor >= 7;
}
function planTest2(project, facts, options) {
  const { json } = project;
  const script = json.scripts.get("test");
  const usage = (message) => err({ code: "usage", message: `steps.test.with is ${options.with}, but ${message}` });
  switch (options.with) {
    case void 0:
      if (script !== void 0)
        return isPlaceholder(script) ? skip("nothing-to-do", "npm placeholder test") : planScript(project, facts);
      return planNode(project, facts);
    case "script":
      return script === void 0 ? usage("package.json has no test script") : planScript(project, facts);
    case "node":
      return planNode(project, facts);
    default:
      return usage('JavaScript is tested by its test script ("script") or by "node"');
  }
}
function planScript(project, facts) {
  const runner = plainRunner(project.json, "test");
  const reports = runner === "vitest" || runner === "node" && canReport(facts);
  const call = scriptCall(
    project,
    facts,
    "test",
    "test",
    reports && runner === "vitest" ? VITEST_REPORTERS : []
  );
  if (!call.ok) return call;
  const env = reports && runner === "node" ? { NODE_OPTIONS: NODE_REPORTERS.join(" ") } : {};
  const say = explainer(facts, "test");
  const text = project.json.scripts.get("test") ?? "";
  return oneJob(
    { ...spec(call.value, reports), env },
    {
      explained: [
        say("runner", `the test script: ${text}`, "with", "package.json"),
        say(
          "counts",
          reports ? `JUnit report of ${runner}` : "none: what the script runs has no report that is known here",
          void 0,
          "package.json"
        )
      ],
      finish: finishTest(reports ? REPORT2 : void 0),
      ...runner === "node" ? { progress: nodeTestProgress } : {}
    }
  );
}
function planNode(project, facts) {
  const file = findTestFile(project.tree);
  if (file === void 0) return skip("nothing-to-do", "no test script in package.json and no test files");
  const reports = canReport(facts);
  const call = nodeCall(project, facts, "test", ["--test", ...reports ? NODE_REPORTERS : []]);
  if (!call.ok) return call;
  const say = explainer(facts, "test");
  return oneJob(spec(call.value, reports), {
    explained: [say("runner", "node --test", "with", file)],
    finish: finishTest(reports ? REPORT2 : void 0),
    progress: nodeTestProgress
  });
}
function spec(call, reports) {
  const { command, tools, stores } = call;
  const given = reports ? { gives: ["junit"], outputs: [WORK2] } : {};
  return { step: "test", commands: [command], tools, stores, ...given };
}

// src/toolchains/node/index.ts
var PLANS2 = {
  install: planInstall2,
  lint: planLint2,
  test: planTest2,
  "build-binary": planBuildBinary2
};
var node2 = {
  name: "node",
  summary: "package.json: npm, pnpm or Yarn; scripts, ESLint, Biome, node --test; single executables",
  detect(tree) {
    const project = readProject2(tree);
    if (!project.ok) return project;
    return ok(project.value === void 0 ? void 0 : asProject2(project.value));
  }
};
function asProject2(project) {
  return {
    toolchain: "node",
    name: project.json.name,
    file: "package.json",
    requests: nodeRequests(project),
    bins: project.layout === "node_modules" ? ["node_modules/.bin"] : [],
    env: MANAGER_ENV[project.manager.name],
    stores: storesAfterInstall(project),
    forwards: nodeForwards(project.manager.name),
    plan: (verb, facts, options) => PLANS2[verb](project, facts, options)
  };
}

// src/toolchains/python/build-binary.ts
import { posix as posix11 } from "node:path";

// src/toolchains/python/entry.ts
import { posix as posix10 } from "node:path";
var USUAL = ["wsgi.py", "app/wsgi.py", "main.py", "app/main.py", "__main__.py"];
var NO_PROGRAM = /^(?:tests?|docs?|examples?|migrations)$/;
var DATA = /* @__PURE__ */ new Set(["templates", "static"]);
var SKIPPED = /^(?:\..*|__pycache__|node_modules|venv|env|build|dist|tests?|docs?)$/;
function findPrograms(tree, sources) {
  const folders = sources.filter((path) => !path.endsWith(".py") && !NO_PROGRAM.test(path));
  const below2 = tree.list("src").flatMap(({ name, kind }) => kind === "folder" ? [`src/${name}`] : []);
  const runnable = [...below2, ...folders].map((folder) => `${folder}/__main__.py`);
  const data = [];
  const packages = /* @__PURE__ */ new Set();
  survey(tree, "", 2, data, packages);
  return {
    scripts: [.../* @__PURE__ */ new Set([...USUAL, ...runnable])].filter((path) => tree.has(path)),
    specs: tree.list("").flatMap(({ name, kind }) => {
      if (kind !== "file" || !name.endsWith(".spec")) return [];
      const program = programOf2(tree, name);
      return program === void 0 ? [] : [{ path: name, program }];
    }),
    data,
    packages
  };
}
function dataOf(programs, script) {
  const folder = parent(script);
  const root = importRoot(programs, script);
  return programs.data.flatMap((path) => {
    const inside2 = folder === "" || path.startsWith(`${folder}/`);
    const depth = path.split("/").length - (folder === "" ? 0 : folder.split("/").length);
    return inside2 && depth <= 2 ? [`${path}:${posix10.relative(root, path)}`] : [];
  });
}
function importRoot({ packages }, script) {
  let root = parent(script);
  while (root !== "" && packages.has(root)) root = parent(root);
  return root;
}
function survey(tree, folder, depth, data, packages) {
  for (const { name, kind } of tree.list(folder)) {
    if (kind === "file" && name === "__init__.py") packages.add(folder);
    if (kind !== "folder" || SKIPPED.test(name)) continue;
    const path = posix10.join(folder, name);
    if (DATA.has(name)) data.push(path);
    else if (depth > 0) survey(tree, path, path === "src" ? depth : depth - 1, data, packages);
  }
}
function programOf2(tree, path) {
  const text = tree.text(path);
  if (!text.ok || text.value === void 0) return void 0;
  const code = text.value.replace(/#.*$/gm, "");
  const made = nameIn(code, "EXE");
  const collected = nameIn(code, "COLLECT");
  if (made === void 0 || collected === void 0) return made;
  return posix10.join(collected, made);
}
function nameIn(code, call) {
  const start = code.search(new RegExp(`\\b${call}\\s*\\(`));
  return start < 0 ? void 0 : /\bname\s*=\s*(['"])([^'"]+)\1/.exec(code.slice(start))?.[2];
}
function parent(path) {
  const folder = posix10.dirname(path);
  return folder === "." ? "" : folder;
}

// src/toolchains/python/venv-tools.ts
var VENV = ".venv";
var VENV_PYTHON = { name: "python", version: "", from: "project", path: `${VENV}/bin/python` };
function venvTool(name) {
  return { name, version: "", from: "project", path: `${VENV}/bin/${name}` };
}

// src/toolchains/python/build-binary.ts
var ENV = {
  PYTHONHASHSEED: "0",
  // Bytecode in the venv depends on the installer and on who ran first; here is none, so that all is compiled anew.
  PYTHONPYCACHEPREFIX: `${WORK_FOLDER}/bytecode`,
  PYINSTALLER_CONFIG_DIR: `${WORK_FOLDER}/config`
};
function planBuild(project, facts, options) {
  if (options.with !== void 0 && options.with !== "pyinstaller") {
    const message = `steps.build-binary.with is ${options.with}, but Python programs are built by pyinstaller`;
    return err({ code: "usage", message });
  }
  const file = project.declared.get("pyinstaller");
  if (file === void 0 && options.with === void 0) {
    return skip("needs-tool", "pyinstaller is not among the project's requirements");
  }
  const [spec2] = project.programs.specs.length === 1 ? project.programs.specs : [];
  const [script] = project.programs.scripts;
  const entry = options.entry ?? spec2?.path ?? script;
  if (entry === void 0) {
    return skip(
      "needs-entry",
      "no wsgi.py, main.py or __main__.py; name the script in steps.build-binary.entry"
    );
  }
  const self = facts.tools.get("sealsmith");
  if (self === void 0) throw new Error("our own program is always among the tools");
  const made = entry.endsWith(".spec") ? fromSpec(project, entry, options) : fromScript(project, facts, entry, options);
  if (!made.ok) return made;
  const { name, program, commands: commands2, plan } = made.value;
  const binary = { name, machine: facts.machine, program, check: options.check };
  const say = explainer(facts, "build-binary");
  const found = options.entry === void 0 ? entry : void 0;
  const check = options.check === void 0 ? "none" : `port ${options.check.port}, ${options.check.path}`;
  return oneJob(
    {
      step: "build-binary",
      commands: [...commands2, ...binaryCommands(binary)],
      tools: [VENV_PYTHON, self],
      env: ENV,
      outputs: BINARY_OUTPUTS,
      gives: ["binary"]
    },
    {
      explained: [
        say("builder", "pyinstaller", "with", file),
        say("entry", entry, "entry", found),
        say("name", name, "name", options.name === void 0 ? project.file : void 0),
        ...plan === void 0 ? [] : [
          say(
            "data",
            plan.data.join(" ") || "none",
            "data",
            options.data === void 0 && plan.data.length > 0 ? entry : void 0
          ),
          say("layout", plan.layout, "layout")
        ],
        say("check", check, "check")
      ],
      finish: finishBinary(binary),
      progress: buildProgress
    }
  );
}
function fromSpec(project, entry, options) {
  const refused = ["data", "layout"].find((key) => options[key] !== void 0);
  if (refused !== void 0) {
    const message = `steps.build-binary.${refused} has no effect: ${entry} says it; write it there`;
    return err({ code: "usage", message });
  }
  const known = project.programs.specs.find((spec2) => spec2.path === entry);
  const stem = posix11.basename(entry, ".spec");
  const program = known?.program ?? stem;
  return {
    ok: true,
    value: {
      name: options.name ?? binaryName(posix11.basename(program)),
      program,
      commands: [build(entry)],
      plan: void 0
    }
  };
}
function fromScript(project, facts, entry, options) {
  const name = options.name ?? binaryName(facts.project.name ?? stemOf(entry));
  const plan = {
    name,
    entry,
    roots: [.../* @__PURE__ */ new Set(["", importRoot(project.programs, entry)])],
    data: options.data ?? dataOf(project.programs, entry),
    layout: options.layout ?? "one-file"
  };
  const spec2 = `${WORK_FOLDER}/${name}.spec`;
  return {
    ok: true,
    value: { name, program: programOf(plan), commands: [describe(plan, spec2), build(spec2)], plan }
  };
}
function stemOf(entry) {
  const stem = posix11.basename(entry, ".py");
  const folder = posix11.basename(posix11.dirname(entry));
  return stem === "__main__" && folder !== "." ? folder : stem;
}
function describe(plan, out) {
  const args = ["internal", "pyinstaller-spec", "--out", out, "--name", plan.name, "--layout", plan.layout];
  const roots = plan.roots.map((root) => root === "" ? "." : root).join(":");
  return { tool: "sealsmith", args: [...args, "--roots", roots, "--entry", plan.entry, "--", ...plan.data] };
}
function build(spec2) {
  const folders = ["--distpath", DIST_FOLDER, "--workpath", `${WORK_FOLDER}/build`];
  return { tool: "python", args: ["-m", "PyInstaller", "--noconfirm", ...folders, spec2] };
}
function buildProgress() {
  return (line) => {
    if (/INFO: (?:Analyzing|Processing|Looking for)/.test(line)) return "analysing";
    if (/INFO: Building (?:PYZ|PKG|EXE|COLLECT)/.test(line)) return "packing";
    return void 0;
  };
}

// src/toolchains/python/forwards.ts
var PIP = "INDEX_URL EXTRA_INDEX_URL NO_INDEX FIND_LINKS TRUSTED_HOST CERT CLIENT_CERT PROXY TIMEOUT RETRIES";
var PIP_MORE = "CONFIG_FILE DEFAULT_TIMEOUT KEYRING_PROVIDER";
var UV = "INDEX INDEX_* DEFAULT_INDEX EXTRA_INDEX_URL NO_INDEX FIND_LINKS INSECURE_HOST NATIVE_TLS SYSTEM_CERTS";
var UV_MORE = "CONFIG_FILE HTTP_TIMEOUT HTTP_RETRIES KEYRING_PROVIDER CONCURRENT_DOWNLOADS";
var POETRY = "CONFIG_DIR HTTP_BASIC_* CERTIFICATES_* REPOSITORIES_*";
var PYTHON_FORWARDS = [
  ...NETWORK_FORWARDS,
  ...["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC"],
  ...named("PIP", `${PIP} ${PIP_MORE}`),
  ...named("UV", `${UV} ${UV_MORE}`),
  ...named("POETRY", POETRY)
];
function named(prefix, names2) {
  return names2.split(" ").map((name) => `${prefix}_${name}`);
}

// src/toolchains/python/installed.ts
import { posix as posix14 } from "node:path";

// node_modules/smol-toml/dist/error.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
function getLineColFromPtr(string3, ptr) {
  let lines = string3.slice(0, ptr).split(/\r?\n/);
  return [lines.length, lines.pop().length + 1];
}
function makeCodeBlock(string3, line, column) {
  let lines = string3.split(/\r?\n/);
  let codeblock = "";
  let numberLen = (Math.log10(line + 1) | 0) + 1;
  for (let i = line - 1; i <= line + 1; i++) {
    let l = lines[i - 1];
    if (!l)
      continue;
    codeblock += i.toString().padEnd(numberLen, " ");
    codeblock += ":  ";
    codeblock += l;
    codeblock += "\n";
    if (i === line) {
      codeblock += " ".repeat(numberLen + column + 2);
      codeblock += "^\n";
    }
  }
  return codeblock;
}
var TomlError = class _TomlError extends Error {
  line;
  column;
  codeblock;
  constructor(message, options) {
    const [line, column] = getLineColFromPtr(options.toml, options.ptr);
    const codeblock = makeCodeBlock(options.toml, line, column);
    super(`Invalid TOML document: ${message}

${codeblock}`, options);
    this.line = line;
    this.column = column;
    this.codeblock = codeblock;
  }
  /** @internal */
  static x(message, ctx, ptr) {
    throw new _TomlError(message, { toml: ctx.s, ptr: ptr ?? ctx.p });
  }
};

// node_modules/smol-toml/dist/primitive.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
function parseString(ctx) {
  let startPtr = ctx.p;
  let c = ctx.s.charCodeAt(ctx.p++);
  let first = c;
  let isLiteral = c === 39;
  let isMultiline = c === ctx.s.charCodeAt(ctx.p) && c === ctx.s.charCodeAt(ctx.p + 1);
  if (isMultiline) {
    if ((c = ctx.s.charCodeAt(ctx.p += 2)) === 10)
      ctx.p++;
    else if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)
      ctx.p += 2;
  }
  let parsed = "";
  let sliceStart = ctx.p;
  let state = 0;
  for (; ctx.p < ctx.s.length; ctx.p++) {
    c = ctx.s.charCodeAt(ctx.p);
    if (isMultiline && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)) {
      state = state && 3;
    } else if (c < 32 && c !== 9 || c === 127) {
      TomlError.x("control characters are not allowed in strings", ctx);
    } else if ((!state || state === 3) && c === first && (!isMultiline || ctx.s.charCodeAt(ctx.p + 1) === first && ctx.s.charCodeAt(ctx.p + 2) === first)) {
      if (isMultiline) {
        if (ctx.s.charCodeAt(ctx.p + 3) === first)
          ctx.p++;
        if (ctx.s.charCodeAt(ctx.p + 3) === first)
          ctx.p++;
      }
      if (!state) {
        let s = ctx.s.slice(sliceStart, ctx.p);
        parsed = parsed ? parsed + s : s;
      }
      ctx.p += isMultiline ? 3 : 1;
      return parsed;
    } else if (!state) {
      if (!isLiteral && c === 92) {
        parsed += ctx.s.slice(sliceStart, sliceStart = ctx.p);
        state = 1;
      }
    } else if (state === 1) {
      if (c === 120 || c === 117 || c === 85) {
        let errPtr = ctx.p++ - 1;
        let value = 0;
        let len = c === 120 ? 2 : c === 117 ? 4 : 8;
        for (let j = 0; j < len; j++, ctx.p++) {
          let hex = ctx.s.charCodeAt(ctx.p);
          let digit = (
            /* 0-9 */
            hex >= 48 && hex <= 57 ? hex - 48 : (
              /* A-F */
              hex >= 65 && hex <= 70 ? hex - 65 + 10 : (
                /* a-f */
                hex >= 97 && hex <= 102 ? hex - 97 + 10 : -1
              )
            )
          );
          if (digit < 0)
            TomlError.x("invalid non-hex character in unicode escape", ctx);
          value = value << 4 | digit;
        }
        if (value < 0 || value > 1114111 || value >= 55296 && value <= 57343) {
          TomlError.x("invalid unicode escape", ctx, errPtr);
        }
        parsed += String.fromCodePoint(value);
        sliceStart = ctx.p--;
        state = 0;
      } else if (isMultiline && (c === 32 || c === 9)) {
        state = 2;
      } else {
        if (c === 98)
          parsed += "\b";
        else if (c === 116)
          parsed += "	";
        else if (c === 110)
          parsed += "\n";
        else if (c === 102)
          parsed += "\f";
        else if (c === 114)
          parsed += "\r";
        else if (c === 101)
          parsed += "\x1B";
        else if (c === 34)
          parsed += '"';
        else if (c === 92)
          parsed += "\\";
        else
          TomlError.x("unrecognised escape sequence", ctx);
        sliceStart = ctx.p + 1;
        state = 0;
      }
    } else if (c !== 32 && c !== 9) {
      if (state === 2)
        TomlError.x("invalid escape: only line-ending whitespace may be escaped", ctx, sliceStart);
      state = !isLiteral && c === 92 ? 1 : 0;
      sliceStart = ctx.p;
    }
  }
  TomlError.x("unfinished string", ctx, startPtr);
}

// node_modules/smol-toml/dist/date.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
var DATE_TIME_RE = /^(\d{4}-\d{2}-\d{2})?[Tt ]?(?:(\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|z|[-+]\d{2}:\d{2})?$/i;
var TomlDate = class _TomlDate extends Date {
  #hasDate = false;
  #hasTime = false;
  #offset = null;
  constructor(date, fasttype, unsafeDelim) {
    let hasDate = true;
    let hasTime = true;
    let offset = "Z";
    let c;
    if (typeof date === "string") {
      if (fasttype)
        prep: {
          if (fasttype < 3) {
            if (+date.slice(11, 13) > 23) {
              date = "";
              break prep;
            }
            if (fasttype === 2) {
              offset = null;
              date += "Z";
            } else if ((c = date.charCodeAt(date.length - 1)) !== 90 && c !== 122) {
              offset = date.slice(date.length - 6);
            }
            if (unsafeDelim)
              date = date.slice(0, 10) + "T" + date.slice(11);
          } else if (fasttype === 4) {
            date = +date.slice(0, 2) > 23 ? "" : `0000-01-01T${date}Z`;
          }
          hasDate = fasttype !== 4;
          hasTime = fasttype !== 3;
        }
      else {
        let match = date.match(DATE_TIME_RE);
        if (match) {
          if (!match[1]) {
            hasDate = false;
            date = `0000-01-01T${date}`;
          }
          hasTime = !!match[2];
          hasTime && date[10] === " " && (date = date.replace(" ", "T"));
          if (match[2] && +match[2] > 23) {
            date = "";
          } else {
            offset = match[3] || null;
            if (!offset && hasTime)
              date += "Z";
          }
        } else {
          date = "";
        }
      }
    }
    super(date);
    if (!isNaN(this.getTime())) {
      this.#hasDate = hasDate;
      this.#hasTime = hasTime;
      this.#offset = offset;
    }
  }
  isDateTime() {
    return this.#hasDate && this.#hasTime;
  }
  isLocal() {
    return !this.#hasDate || !this.#hasTime || !this.#offset;
  }
  isDate() {
    return this.#hasDate && !this.#hasTime;
  }
  isTime() {
    return this.#hasTime && !this.#hasDate;
  }
  isValid() {
    return this.#hasDate || this.#hasTime;
  }
  toISOString() {
    let iso = super.toISOString();
    if (this.isDate())
      return iso.slice(0, 10);
    if (this.isTime())
      return iso.slice(11, 23);
    if (this.#offset === null)
      return iso.slice(0, -1);
    if (this.#offset === "Z" || this.#offset === "z")
      return iso;
    let offset = +this.#offset.slice(1, 3) * 60 + +this.#offset.slice(4, 6);
    offset = this.#offset[0] === "-" ? offset : -offset;
    let offsetDate = new Date(this.getTime() - offset * 6e4);
    return offsetDate.toISOString().slice(0, -1) + this.#offset;
  }
  static wrapAsOffsetDateTime(jsDate, offset = "Z") {
    let date = new _TomlDate(jsDate);
    date.#offset = offset;
    return date;
  }
  static wrapAsLocalDateTime(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#offset = null;
    return date;
  }
  static wrapAsLocalDate(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#hasTime = false;
    date.#offset = null;
    return date;
  }
  static wrapAsLocalTime(jsDate) {
    let date = new _TomlDate(jsDate);
    date.#hasDate = false;
    date.#offset = null;
    return date;
  }
};

// node_modules/smol-toml/dist/extract.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
function isDigit(char, base = 10) {
  return base === 16 ? char > 47 && char < 58 || char > 64 && char < 71 || char > 96 && char < 103 : char > 47 && char < 48 + base;
}
function isEndOfValue(char, delim) {
  return char === 32 || char === 9 || char === 10 || char === 13 || // Structure end or next value delimiter
  delim && (char === delim || char === 44) || // Comment
  char === 35;
}
function extractValue(ctx, end) {
  let errPtr = ctx.p;
  let c = ctx.s.charCodeAt(ctx.p);
  if (c === 91 || c === 123) {
    ctx.d-- || TomlError.x("document contains excessively nested structures. aborting.", ctx);
    let value = c === 91 ? parseArray(ctx) : parseInlineTable(ctx);
    ctx.d++;
    return value;
  }
  if (c === 34 || c === 39) {
    return parseString(ctx);
  }
  if (c === 116) {
    if (ctx.s.charCodeAt(++ctx.p) !== 114 || ctx.s.charCodeAt(++ctx.p) !== 117 || ctx.s.charCodeAt(++ctx.p) !== 101)
      TomlError.x("invalid value", ctx, errPtr);
    return ctx.p++, true;
  }
  if (c === 102) {
    if (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 108 || ctx.s.charCodeAt(++ctx.p) !== 115 || ctx.s.charCodeAt(++ctx.p) !== 101)
      TomlError.x("invalid value", ctx, errPtr);
    return ctx.p++, false;
  }
  if (c === 43 || c === 45) {
    return parseNumber(ctx, ctx.p, ctx.s.charCodeAt(++ctx.p), 44 - c, end);
  }
  if (ctx.s.charCodeAt(ctx.p + 4) === 45 && ctx.s.charCodeAt(ctx.p + 7) === 45) {
    return parseDate(ctx, c, end);
  }
  if (ctx.s.charCodeAt(ctx.p + 2) === 58) {
    return parseTime(ctx, c, end);
  }
  return parseNumber(ctx, ctx.p, c, 0, end);
}
function parseNumber(ctx, startPtr, startChr, sign, endChr) {
  let c = startChr;
  let state = 0;
  let hasUnderscores = false;
  if (c === 105) {
    if (ctx.s.charCodeAt(++ctx.p) !== 110 || ctx.s.charCodeAt(++ctx.p) !== 102)
      TomlError.x("invalid value", ctx, startPtr);
    return ctx.p++, (sign || 1) / 0;
  }
  if (c === 110) {
    if (ctx.s.charCodeAt(++ctx.p) !== 97 || ctx.s.charCodeAt(++ctx.p) !== 110)
      TomlError.x("invalid value", ctx, startPtr);
    return ctx.p++, NaN;
  }
  if (c === 48) {
    if (++ctx.p >= ctx.s.length || isEndOfValue(c = ctx.s.charCodeAt(ctx.p), endChr))
      return ctx.bi === true ? 0n : 0;
    if (!sign) {
      if (c === 120)
        return parseIntegerBaseN(ctx, startPtr, 16, endChr);
      else if (c === 98)
        return parseIntegerBaseN(ctx, startPtr, 2, endChr);
      else if (c === 111)
        return parseIntegerBaseN(ctx, startPtr, 8, endChr);
    }
    if (c === 46)
      state = 2;
    else if (c === 101 || c === 69)
      state = 4;
    else
      TomlError.x("illegal leading zero", ctx, startPtr);
  } else if (!isDigit(c))
    TomlError.x("invalid value", ctx, startPtr);
  while (++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr))) {
    if (!state)
      state = 1;
    if (c === 95) {
      if (!(state & 1))
        TomlError.x("illegal underscore", ctx);
      state += 11;
      hasUnderscores = true;
    } else if (state === 1 && c === 46)
      state = 2;
    else if ((state === 1 || state === 3) && (c === 101 || c === 69))
      state = 4;
    else if (state === 4 && (c === 43 || c === 45)) {
      state = 6;
    } else if (!isDigit(c))
      TomlError.x(`illegal character in numeric literal`, ctx);
    else if (state > 9)
      state -= 11;
    else if (!(state & 1))
      state++;
  }
  if (!state) {
    let val = (startChr - 48) * (sign || 1);
    return ctx.bi === true ? BigInt(val) : val;
  }
  if (!(state & 1))
    TomlError.x("unfinished numeric value", ctx, startPtr);
  let str = ctx.s.slice(startPtr, ctx.p);
  if (hasUnderscores)
    str = str.replaceAll("_", "");
  return state > 1 ? parseFloat(str) : parseInteger(ctx, str, 10, startPtr);
}
function parseIntegerBaseN(ctx, startPtr, base, endChr) {
  let c, underscore = 1;
  while (++ctx.p < ctx.s.length && (c = ctx.s.charCodeAt(ctx.p), !isEndOfValue(c, endChr))) {
    if (c === 95) {
      if (underscore & 1)
        TomlError.x("illegal underscore", ctx);
      underscore = 3;
    } else if (!isDigit(c, base))
      TomlError.x(`illegal character in numeric literal`, ctx);
    else if (underscore & 1)
      underscore--;
  }
  if (underscore & 1)
    TomlError.x("unfinished numeric value", ctx);
  let str = ctx.s.slice(startPtr + 2, ctx.p);
  if (underscore)
    str = str.replaceAll("_", "");
  return parseInteger(ctx, str, base, startPtr);
}
function parseInteger(ctx, str, base, startPtr) {
  if (ctx.bi !== true)
    int: {
      let val = parseInt(str, base);
      if (!Number.isSafeInteger(val)) {
        if (ctx.bi)
          break int;
        TomlError.x("integer value cannot be represented losslessly", ctx, startPtr);
      }
      return val;
    }
  return base === 10 ? BigInt(str) : BigInt((base === 2 ? "0b" : base === 8 ? "0o" : "0x") + str);
}
function parseDate(ctx, c, endChr) {
  let startPtr = ctx.p++, unsafeSeparator;
  if (!isDigit(c) || !isDigit(ctx.s.charCodeAt(ctx.p++)) || !isDigit(ctx.s.charCodeAt(ctx.p++)) || !isDigit(ctx.s.charCodeAt(ctx.p++))) {
    return parseNumber(ctx, ctx.p = startPtr, c, 0, endChr);
  }
  ctx.p += 5;
  if (!isDigit(ctx.s.charCodeAt(ctx.p++)))
    TomlError.x("invalid date-time: date part is malformed", ctx, startPtr);
  if (ctx.p >= ctx.s.length || ((c = ctx.s.charCodeAt(ctx.p)) !== 32 || (unsafeSeparator = true, !isDigit(ctx.s.charCodeAt(ctx.p + 1)))) && c !== 84 && c !== 116) {
    let t2 = ctx.s.slice(startPtr, ctx.p);
    return readDate(ctx, t2, 3, false, startPtr);
  }
  if (ctx.s.charCodeAt(ctx.p += 3) !== 58)
    TomlError.x("invalid date-time: time part is malformed", ctx, startPtr);
  if (ctx.s.charCodeAt(ctx.p += 3) === 58)
    ctx.p += 3;
  if (ctx.s.charCodeAt(ctx.p) === 46)
    while (isDigit(ctx.s.charCodeAt(++ctx.p)))
      ;
  if (c = ctx.s.charCodeAt(ctx.p)) {
    if (c === 90 || c === 122) {
      let t2 = ctx.s.slice(startPtr, ++ctx.p);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, "[+00:00]");
    }
    if (c === 43 || c === 45) {
      let t2 = ctx.s.slice(startPtr, ctx.p += 6);
      return readDate(ctx, t2, 1, unsafeSeparator, startPtr, !ctx.ld && "[" + ctx.s.slice(ctx.p - 6, ctx.p) + "]");
    }
  }
  let t = ctx.s.slice(startPtr, ctx.p);
  return readDate(ctx, t, 2, unsafeSeparator, startPtr);
}
function parseTime(ctx, c, endChr) {
  let start = ctx.p;
  if (!isDigit(c) || !isDigit(ctx.s.charCodeAt(++ctx.p))) {
    return parseNumber(ctx, --ctx.p, c, 0, endChr);
  }
  if (ctx.s.charCodeAt(ctx.p += 4) === 58)
    ctx.p += 3;
  if (ctx.s.charCodeAt(ctx.p) === 46)
    while (isDigit(ctx.s.charCodeAt(++ctx.p)))
      ;
  let t = ctx.s.slice(start, ctx.p);
  return readDate(ctx, t, 4, false, start);
}
function readDate(ctx, str, type, unsafeDelim, errPtr, temporalSuffix) {
  if (ctx.ld) {
    let date = new TomlDate(str, type, unsafeDelim);
    if (!date.isValid())
      TomlError.x("invalid date", ctx, errPtr);
    return date;
  }
  try {
    if (temporalSuffix)
      str += temporalSuffix;
    switch (type) {
      case 1:
        return Temporal.ZonedDateTime.from(str);
      case 2:
        return Temporal.PlainDateTime.from(str);
      case 3:
        return Temporal.PlainDate.from(str);
      case 4:
        return Temporal.PlainTime.from(str);
    }
  } catch (e) {
    TomlError.x(e instanceof Error ? e.message : "" + e, ctx, errPtr);
  }
}

// node_modules/smol-toml/dist/util.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
function skipComment(ctx) {
  for (; ctx.p < ctx.s.length; ctx.p++) {
    let c = ctx.s.charCodeAt(ctx.p);
    if (c === 10)
      break;
    if (c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10) {
      ctx.p++;
      break;
    }
    if (c < 32 && c !== 9 || c === 127) {
      TomlError.x("control characters are not allowed in comments", ctx);
    }
  }
}
function skipVoid(ctx, banNewLines, banComments) {
  let c;
  while (ctx.p < ctx.s.length) {
    while (ctx.p < ctx.s.length && ((c = ctx.s.charCodeAt(ctx.p)) === 32 || c === 9 || !banNewLines && (c === 10 || c === 13 && ctx.s.charCodeAt(ctx.p + 1) === 10)))
      ctx.p++;
    if (banComments || c !== 35)
      break;
    skipComment(ctx);
  }
}

// node_modules/smol-toml/dist/struct.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
function parseKey(ctx, end = 61) {
  let startPtr;
  let state = 0;
  let parsed = [];
  let sliceStart;
  let c = ctx.s.charCodeAt(startPtr = ctx.p);
  do {
    if (c === end) {
      if (!state)
        TomlError.x("unexpected end of key", ctx);
      if (state === 1)
        parsed.push(ctx.s.slice(sliceStart, ctx.p));
      return ctx.p++, parsed;
    } else if (c === 46) {
      if (!state)
        TomlError.x("illegal empty bare key", ctx);
      if (state === 1)
        parsed.push(ctx.s.slice(sliceStart, ctx.p));
      state = 0;
    } else if (!state && (c === 34 || c === 39)) {
      if (c === ctx.s.charCodeAt(ctx.p + 1) && c === ctx.s.charCodeAt(ctx.p + 2))
        TomlError.x("illegal quoted key: multiline strings are not allowed", ctx);
      parsed.push(parseString(ctx));
      state = 2;
      ctx.p--;
    } else if (c === 32 || c === 9) {
      if (state === 1) {
        parsed.push(ctx.s.slice(sliceStart, ctx.p));
        state = 2;
      }
    } else if (state === 2 || c < 48 && c !== 45 || c > 57 && c < 65 || c > 90 && c < 97 && c !== 95 || c > 122) {
      TomlError.x("illegal character in key", ctx);
    } else if (!state) {
      state = 1;
      sliceStart = ctx.p;
    }
  } while (c = ctx.s.charCodeAt(++ctx.p));
  TomlError.x("incomplete key-value: cannot find end of key", ctx, startPtr);
}
function parseInlineTable(ctx) {
  let startPtr = ctx.p++;
  let res = /* @__PURE__ */ Object.create(null);
  let seen = /* @__PURE__ */ new Set();
  let c;
  while (ctx.p < ctx.s.length) {
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p)) === 125) {
      ctx.p++;
      return res;
    }
    let k;
    let t = res;
    let hasOwn = false;
    let errPtr = ctx.p;
    let key = parseKey(ctx);
    for (let i = 0; i < key.length; i++) {
      if (i)
        t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
      k = key[i];
      if ((hasOwn = Object.hasOwn(t, k)) && (typeof t[k] !== "object" || seen.has(t[k]))) {
        TomlError.x("trying to redefine an already defined value", ctx, errPtr);
      }
      let unsafe = k === "__proto__";
      if (ctx.uk && (unsafe || k === "constructor")) {
        t = ctx.uk !== 1 && TomlError.x("document contains an unsafe property", ctx, errPtr);
        break;
      }
      if (!hasOwn && unsafe) {
        Object.defineProperty(t, k, { enumerable: true, configurable: true, writable: true });
      }
    }
    if (hasOwn) {
      TomlError.x("trying to redefine an already defined value", ctx, errPtr);
    }
    skipVoid(ctx, true, true);
    let value = extractValue(
      ctx,
      125
      /* } */
    );
    if (t && typeof (t[k] = value) === "object")
      seen.add(value);
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p++)) === 125) {
      return res;
    }
    if (c !== 44)
      TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished table", ctx, startPtr);
}
function parseArray(ctx) {
  let startPtr = ctx.p++;
  let res = [];
  let c;
  while (ctx.p < ctx.s.length) {
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p)) === 93) {
      ctx.p++;
      return res;
    }
    res.push(extractValue(
      ctx,
      93
      /* ] */
    ));
    skipVoid(ctx);
    if ((c = ctx.s.charCodeAt(ctx.p++)) === 93) {
      return res;
    }
    if (c !== 44)
      TomlError.x("expected comma or end of structure", ctx, ctx.p - 1);
  }
  TomlError.x("unfinished array", ctx, startPtr);
}

// node_modules/smol-toml/dist/parse.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
function peekTable(ctx, key, table4, meta, type) {
  let t = table4;
  let m = meta;
  let k;
  let hasOwn = false;
  let state;
  for (let i = 0; i < key.length; i++) {
    if (i) {
      t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
      m = (state = m[k]).c;
      if (type === 0 && (state.t === 1 || state.t === 2)) {
        return null;
      }
      if (state.t === 2) {
        let l = t.length - 1;
        t = t[l];
        m = m[l].c;
      }
    }
    k = key[i];
    if ((hasOwn = Object.hasOwn(t, k)) && m[k]?.t === 0 && m[k]?.d) {
      return null;
    }
    if (!hasOwn) {
      let unsafe = k === "__proto__";
      if (ctx.uk && (unsafe || k === "constructor"))
        return false;
      if (unsafe) {
        Object.defineProperty(t, k, { enumerable: true, configurable: true, writable: true });
        Object.defineProperty(m, k, { enumerable: true, configurable: true, writable: true });
      }
      m[k] = {
        t: i < key.length - 1 && type === 2 ? 3 : type,
        d: false,
        i: 0,
        c: /* @__PURE__ */ Object.create(null)
      };
    }
  }
  state = m[k];
  if (state.t !== type && !(type === 1 && state.t === 3)) {
    return null;
  }
  if (type === 2) {
    if (!state.d) {
      state.d = true;
      t[k] = [];
    }
    t[k].push(t = /* @__PURE__ */ Object.create(null));
    state.c[state.i++] = state = { t: 1, d: false, i: 0, c: /* @__PURE__ */ Object.create(null) };
  }
  if (state.d) {
    return null;
  }
  state.d = true;
  if (type === 1) {
    t = hasOwn ? t[k] : t[k] = /* @__PURE__ */ Object.create(null);
  } else if (type === 0 && hasOwn) {
    return null;
  }
  return [k, t, state.c];
}
function validateTablePeek(ctx, peek, ptr) {
  if (peek === null || ctx.uk === 2)
    TomlError.x(peek === null ? "trying to redefine an already defined table or value" : "document contains an unsafe property", ctx, ptr);
}
function parse(toml, options = {}) {
  let ctx = {
    s: toml,
    p: 0,
    d: options.maxDepth ?? 1e3,
    bi: options.integersAsBigInt ?? false,
    ld: options.useLegacyDate ?? true,
    uk: options.unsafeKeyBehaviour === "throw" ? 2 : options.unsafeKeyBehaviour === "drop" ? 1 : 0
  };
  let res = /* @__PURE__ */ Object.create(null);
  let meta = /* @__PURE__ */ Object.create(null);
  let tmp;
  let skipping = false;
  let tbl = res;
  let m = meta;
  if (toml.charCodeAt(0) === 65279)
    ctx.p++;
  skipVoid(ctx);
  while (ctx.p < toml.length) {
    if (toml.charCodeAt(ctx.p) === 91) {
      let isTableArray = toml.charCodeAt(++ctx.p) === 91;
      tmp = ctx.p += +isTableArray;
      skipping = false;
      let k = parseKey(
        ctx,
        93
        /* ] */
      );
      if (isTableArray) {
        if (toml.charCodeAt(ctx.p) !== 93) {
          TomlError.x("expected end of table array declaration", ctx);
        }
        ctx.p++;
      }
      let p = peekTable(
        ctx,
        k,
        res,
        meta,
        isTableArray ? 2 : 1
        /* Type.EXPLICIT */
      );
      if (!p) {
        validateTablePeek(ctx, p, tmp);
        skipping = true;
      } else {
        m = p[2];
        tbl = p[1];
      }
    } else {
      tmp = ctx.p;
      let k = parseKey(ctx);
      let p = peekTable(
        ctx,
        k,
        tbl,
        m,
        0
        /* Type.DOTTED */
      );
      if (!p && !skipping)
        validateTablePeek(ctx, p, tmp);
      skipVoid(ctx, true, true);
      let v = extractValue(ctx, void 0);
      if (p && !skipping)
        p[1][p[0]] = v;
    }
    skipVoid(ctx, true);
    if (ctx.p < toml.length && (tmp = toml.charCodeAt(ctx.p)) !== 10 && (tmp !== 13 || toml.charCodeAt(ctx.p + 1) !== 10)) {
      TomlError.x("each key-value declaration must be followed by an end-of-line", ctx);
    }
    skipVoid(ctx);
  }
  return res;
}

// node_modules/smol-toml/dist/stringify.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */
var HAS_WELLFORMED = !!"".isWellFormed;

// node_modules/smol-toml/dist/index.js
/*!
 * Copyright (c) Squirrel Chat et al., All rights reserved.
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 *    list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the
 *    documentation and/or other materials provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors
 *    may be used to endorse or promote products derived from this software without
 *    specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE
 * FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
 * DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER
 * CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY,
 * OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
 * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */

// src/toolchains/python/locks.ts
function withoutHashes2(text) {
  let root;
  try {
    root = parse(text);
  } catch (error) {
    if (error instanceof TomlError) return void 0;
    throw error;
  }
  const packages = root["package"];
  if (packages === void 0) return [];
  if (!Array.isArray(packages)) return void 0;
  const names2 = packages.flatMap((entry) => {
    const one = table2(entry);
    const source = table2(one["source"]);
    const ours = source["virtual"] !== void 0 || source["editable"] !== void 0;
    return ours || hashed(one) ? [] : [String(one["name"])];
  });
  return [...new Set(names2)].sort();
}
function hashed(one) {
  const files = [one["sdist"], ...list(one["wheels"]), ...list(one["files"])].filter(
    (file) => file !== void 0
  );
  return files.length > 0 && files.every((file) => typeof table2(file)["hash"] === "string");
}
function list(value) {
  return Array.isArray(value) ? value : [];
}
function table2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

// src/toolchains/python/venv-packages.ts
import { posix as posix13 } from "node:path";

// src/toolchains/python/requirements.ts
import { posix as posix12 } from "node:path";
var DEVELOPMENT = /^(?:dev|develop|development|tests?|testing|lint|linting|ci|qa|build|binary|packaging)$/;
var MAIN = /^(?:base|main|common|requirements|app|prod|production|runtime)$/;
function normalName(name) {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
function requirementName(requirement) {
  const name = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:$|[[<>=!~;@(,\s])/.exec(
    requirement
  )?.[1];
  if (name !== void 0) return normalName(name);
  const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(requirement)?.[1];
  return egg === void 0 ? void 0 : normalName(egg);
}
function findRequirements(tree) {
  const found = [];
  const paths = [...rootFiles(tree), ...folderFiles(tree)];
  const later = (path) => path === "requirements.txt" ? 0 : 1;
  for (const path of paths.toSorted((a, b) => later(a) - later(b))) {
    const file = readRequirements(tree, path);
    if (!file.ok) return file;
    found.push(file.value);
  }
  return ok(found.filter((file) => !found.some((other) => other !== file && includes(other, file, found))));
}
function readRequirements(tree, path) {
  const held = /* @__PURE__ */ new Set();
  const installs = /* @__PURE__ */ new Set();
  const lines = [];
  const waiting = [{ path, from: path, constraint: false }];
  for (let next = waiting.shift(); next !== void 0; next = waiting.shift()) {
    const seen = next.constraint ? held : installs;
    if (seen.has(next.path)) continue;
    seen.add(next.path);
    const text = tree.text(next.path);
    if (!text.ok) return text;
    if (text.value === void 0) return err(absent(next.from, next.path));
    for (const line of logicalLines(text.value)) {
      const include = includeIn(line, next);
      if (include === void 0) {
        if (!next.constraint) lines.push({ file: next.path, text: line });
      } else if (!include.ok) return include;
      else if (include.value !== void 0) waiting.push(include.value);
    }
  }
  const asked = askedIn(lines);
  return asked.ok ? ok({ path, files: [.../* @__PURE__ */ new Set([...installs, ...held])].sort(), installs, ...asked.value }) : asked;
}
function askedIn(lines) {
  const names2 = /* @__PURE__ */ new Map();
  const local = [];
  let self = false;
  for (const { file, text } of lines) {
    const [, editable2, requirement = ""] = /^(-e\s*|--editable[\s=]+)?(.*)$/s.exec(text) ?? [];
    const place = /^(?:\.{1,2}(?=[/[\s]|$)|\/)[^[\s]*/.exec(requirement)?.[0];
    const name = requirement.startsWith("-") ? void 0 : requirementName(requirement);
    if (name !== void 0 && !names2.has(name)) names2.set(name, file);
    if (place === void 0) continue;
    if (/^\.\/?$/.test(place)) {
      self = true;
      if (editable2 === void 0) local.push("**");
      continue;
    }
    const path = workspacePath(place);
    if (path === void 0) return err(outside(file, place));
    local.push(path);
  }
  return ok({ names: names2, local, self, hashed: lines.some(({ text }) => /\s--hash[=\s]/.test(text)) });
}
function includeIn(line, within) {
  const [, option, target] = /^(-r|--requirement|-c|--constraint)(?:\s+|=|(?=[^\s-]))(\S.*)$/.exec(line) ?? [];
  if (option === void 0 || target === void 0) return void 0;
  if (/^[a-z]+:\/\//i.test(target)) return ok(void 0);
  const path = workspacePath(posix12.join(posix12.dirname(within.path), target.trim()));
  if (path === void 0) return err(outside(within.path, target));
  return ok({
    path,
    from: within.path,
    constraint: within.constraint || option === "-c" || option === "--constraint"
  });
}
function logicalLines(text) {
  const joined = text.replace(/^\uFEFF/, "").replace(/\\\r?\n/g, " ");
  return joined.split(/\r?\n/).map((line) => line.replace(/(?:^|\s)#.*$/, "").trim()).filter((line) => line !== "");
}
function rootFiles(tree) {
  return names(tree, "").filter((name) => {
    if (name === "requirements.txt") return true;
    const kind = /^(?:requirements[-_.](\w+)|(\w+)[-_.]requirements)\.txt$/.exec(name);
    return kind !== null && DEVELOPMENT.test(kind[1] ?? kind[2] ?? "");
  });
}
function folderFiles(tree) {
  const all2 = names(tree, "requirements").filter((name) => name.endsWith(".txt"));
  const known = all2.filter((name) => {
    const stem = name.slice(0, -".txt".length);
    return MAIN.test(stem) || DEVELOPMENT.test(stem);
  });
  return (known.length === 0 && all2.length === 1 ? all2 : known).map((name) => `requirements/${name}`);
}
function names(tree, folder) {
  return tree.list(folder).flatMap(({ name, kind }) => kind === "folder" ? [] : [name]);
}
function includes(other, file, order3) {
  if (!other.installs.has(file.path)) return false;
  return !file.installs.has(other.path) || order3.indexOf(other) < order3.indexOf(file);
}
function absent(file, path) {
  const message = `names ${path}, which is not there`;
  return { code: "project-invalid", file, message, next: `add ${path}, or take the line out of ${file}` };
}
function outside(file, path) {
  const message = `includes ${path}, which lies outside this folder, where a change would go unseen`;
  const next = "start in the folder that holds both (--cwd), or keep a copy here";
  return { code: "project-invalid", file, message, next };
}

// src/toolchains/python/venv-packages.ts
function venvPackages({ files, workspace }) {
  const lib = posix13.join(workspace, VENV, "lib");
  const found = /* @__PURE__ */ new Map();
  for (const { name: python2 } of files.list(lib)) {
    for (const { name: folder } of files.list(posix13.join(lib, python2, "site-packages"))) {
      const [, name, version] = /^(.+)-([^-]+)\.dist-info$/.exec(folder) ?? [];
      if (name === void 0 || version === void 0) continue;
      const entry = { name: normalName(name), version };
      found.set(`${entry.name} ${version}`, entry);
    }
  }
  return [...found.values()].sort((a, b) => order2(a.name, b.name) || order2(a.version, b.version));
}
function venvVersion(io, name) {
  return venvPackages(io).find((entry) => entry.name === name)?.version;
}
function venvPython({ files, workspace }) {
  const text = files.readText(posix13.join(workspace, VENV, "pyvenv.cfg"));
  const version = /^version(?:_info)?\s*=\s*(\d+(?:\.\d+)*)/m.exec(
    (text.ok ? text.value : void 0) ?? ""
  )?.[1];
  return version === void 0 ? void 0 : { name: "python", version };
}
function order2(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// src/toolchains/python/installed.ts
function finishInstall3(project, manager) {
  const { dependencies, manifests } = project;
  return async (io) => {
    if (!io.succeeded) return ended(dependencies, io.tail);
    const evidence = await digests(io, manifests);
    if (!evidence.ok) return evidence;
    const packages = venvPackages(io);
    const runtime = venvPython(io);
    const doubts = doubtsAbout(dependencies, io);
    const hashesChecked = doubts.length === 0;
    const count2 = `${packages.length} ${packages.length === 1 ? "package" : "packages"} by ${manager}`;
    return ok({
      facts: {
        deps: {
          manager,
          ...runtime === void 0 ? {} : { runtime },
          packages,
          hashesChecked,
          scriptsWithheld: [],
          evidence: evidence.value
        }
      },
      summary: hashesChecked ? `${count2}, hashes checked` : count2,
      remarks: [...doubts, ...buildRemarks(dependencies)]
    });
  };
}
async function digests(io, paths) {
  const read = paths.filter((path) => io.files.kind(posix14.join(io.workspace, path)) === "file").map(async (path) => {
    const digest = await io.files.digest(posix14.join(io.workspace, path));
    return digest.ok ? ok({ path, sha256: digest.value.sha256 }) : digest;
  });
  return all(await Promise.all(read));
}
function doubtsAbout(dependencies, io) {
  const taken = "what the index answers is taken";
  switch (dependencies.kind) {
    case "requirements":
      return dependencies.files.filter((file) => !file.hashed).map((file) => `${file.path} has no hashes: ${taken}`);
    case "pyproject":
    case "setup": {
      const file = dependencies.kind === "setup" ? dependencies.file : "pyproject.toml";
      return [`${file} is no lock file: ${taken}`];
    }
    case "poetry":
      return dependencies.locked ? doubtsInLock("poetry.lock", io) : [`there is no poetry.lock: ${taken}`];
    case "uv":
      return doubtsInLock("uv.lock", io);
  }
}
function doubtsInLock(file, io) {
  const text = io.files.readText(posix14.join(io.workspace, file));
  const names2 = text.ok && text.value !== void 0 ? withoutHashes2(text.value) : void 0;
  if (names2 === void 0) return [`${file} cannot be read here: whether it has hashes is not known`];
  return names2.length === 0 ? [] : [`${file} has no hash for ${names2.join(", ")}`];
}
function buildRemarks(dependencies) {
  const builds = dependencies.kind === "uv" && dependencies.pyproject.buildable || dependencies.kind === "requirements" && dependencies.self !== "no";
  return builds ? ["the project itself is built by what [build-system] names, without hashes"] : [];
}
var STALE = {
  uv: /lockfile at .+ needs to be updated|Unable to find lockfile/,
  poetry: /changed significantly since poetry\.lock was last generated/
};
function ended(dependencies, tail) {
  const { kind } = dependencies;
  if ((kind === "uv" || kind === "poetry") && STALE[kind].test(tail)) {
    const message = "is older than pyproject.toml and no longer fits it";
    return err({ code: "project-invalid", file: `${kind}.lock`, message, next: `run: ${kind} lock` });
  }
  return ok({ facts: {}, summary: trouble2(tail), remarks: [] });
}
function trouble2(tail) {
  const lines = tail.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const said = lines.findLast((line) => /^(?:ERROR: |error: |× |Error: )/.test(line));
  return (said ?? lines.at(-1) ?? "").replace(/^(?:ERROR: |error: |× |Error: )/, "").slice(0, 200);
}

// src/toolchains/python/interpreter.ts
var MINORS = [15, 14, 13, 12, 11, 10, 9];
var GET3 = "install Python 3 with its venv module (Debian: apt install python3 python3-venv, macOS: brew install python)";
function pythonRequests(wish) {
  const usual = ["python3", "python"];
  const first = wish.preferred === void 0 ? usual : [`python${wish.preferred}`, ...usual];
  const fitting = MINORS.map((minor) => `3.${minor}`).filter((minor) => mayMeet(minor, wish.requires));
  const other = fitting.map((minor) => `python${minor}`);
  const requests = [toolRequest("python", GET3, { commands: first })];
  if (wish.requires !== void 0 && other.length > 0) {
    requests.push(toolRequest("other-python", GET3, { commands: other }));
  }
  return requests;
}
function choosePython(facts, wish) {
  const usual = facts.tools.get("python");
  const found = [usual, facts.tools.get("other-python")].filter((tool) => tool !== void 0);
  const fitting = found.find((tool) => meets(tool.version, wish.requires));
  if (fitting !== void 0) return ok({ ...fitting, name: "python" });
  const wanted = wish.requires === void 0 ? "Python 3" : `Python ${wish.requires} (${wish.file})`;
  const there = found.map((tool) => `${tool.version} at ${tool.path}`).join(" and ");
  const get = there === "" ? GET3 : `found ${there}; ${GET3}`;
  return err({ code: "tool-missing", tool: wanted, wantedBy: "install", get });
}
function meets(version, specifier) {
  const numbers = release(version);
  return (specifier ?? "").split("||").some((part) => part.split(",").every((clause) => holds(numbers, clause)));
}
function mayMeet(minor, specifier) {
  return [0, 5, 20, 99].some((patch) => meets(`${minor}.${patch}`, specifier));
}
function holds(version, clause) {
  const [, operator = "", text = "", wild] = /^\s*(>=|<=|==|!=|~=|>|<|\^|~|)\s*(\d+(?:\.\d+)*)(\.\*)?\s*$/.exec(clause) ?? [];
  if (text === "") return true;
  const wanted = release(text);
  const order3 = compare(version, wanted);
  const same = wild === void 0 ? order3 === 0 : startsWith(version, wanted);
  switch (operator) {
    case ">=":
      return order3 >= 0;
    case "<=":
      return order3 <= 0;
    case ">":
      return order3 > 0;
    case "<":
      return order3 < 0;
    case "!=":
      return !same;
    case "~=":
      return order3 >= 0 && startsWith(version, wanted.slice(0, -1));
    case "^":
      return order3 >= 0 && startsWith(version, wanted.slice(0, 1));
    case "~":
      return order3 >= 0 && startsWith(version, wanted.slice(0, 2));
    default:
      return same;
  }
}
function release(version) {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? "").split(".").map(Number);
}
function compare(a, b) {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
function startsWith(version, prefix) {
  return prefix.every((number, at) => (version[at] ?? 0) === number);
}

// src/toolchains/python/install.ts
var GET4 = {
  uv: "pip install uv, or see docs.astral.sh/uv",
  poetry: "pipx install poetry, or see python-poetry.org/docs"
};
function planInstall3(project, facts, options) {
  const python2 = choosePython(facts, project.wish);
  if (!python2.ok) return python2;
  const manager = chooseManager2(project, facts, options.with);
  if (!manager.ok) return manager;
  const { name, tool } = manager.value;
  const say = explainer(facts, "install");
  const sources = project.dependencies.kind === "requirements" ? project.dependencies.files : [];
  const from = sources.map((file) => file.path).join(" ") || project.file;
  return oneJob(
    {
      step: "install",
      commands: [
        { tool: "python", args: ["-m", "venv", ...name === "pip" ? [] : ["--without-pip"], VENV] },
        ...COMMANDS[name](project.dependencies)
      ],
      tools: [python2.value, tool],
      inputs: project.manifests,
      env: ENV2[name],
      forwards: PYTHON_FORWARDS,
      stores: [STORES[name]],
      outputs: [VENV],
      needs: [],
      gives: ["deps"],
      grants: ["network"],
      cache: "store"
    },
    {
      explained: [
        say("dependencies", from, void 0, project.file),
        say("installer", tool.version === "" ? name : `${name} ${tool.version}`, "with"),
        say("interpreter", `python ${python2.value.version}`, void 0, pythonFile(project))
      ],
      finish: finishInstall3(project, name)
    }
  );
}
function pythonFile({ wish }) {
  if (wish.requires !== void 0) return wish.file;
  return wish.preferred === void 0 ? void 0 : ".python-version";
}
function chooseManager2({ dependencies }, facts, wanted) {
  const { kind } = dependencies;
  const possible = kind === "uv" ? ["uv"] : kind === "poetry" ? ["poetry"] : ["uv", "pip"];
  const name = wanted === void 0 ? possible.find((one) => one === "pip" || has(facts, one)) : asManager(possible, wanted);
  if (wanted !== void 0 && name === void 0) return err(unfit(kind, possible, wanted));
  const chosen2 = name ?? possible[0] ?? "pip";
  if (chosen2 === "pip") return ok({ name: chosen2, tool: venvTool("pip") });
  const tool = facts.tools.get(chosen2);
  if (tool !== void 0) return ok({ name: chosen2, tool });
  return err({ code: "tool-missing", tool: chosen2, wantedBy: "install", get: GET4[chosen2] });
}
function has(facts, name) {
  return facts.tools.has(name);
}
function asManager(possible, wanted) {
  return possible.find((one) => one === wanted);
}
function unfit(kind, possible, wanted) {
  const what = kind === "uv" || kind === "poetry" ? `${kind}.lock is installed` : "this project is installed";
  return {
    code: "usage",
    message: `steps.install.with is ${wanted}, but ${what} by ${possible.join(" or ")}`
  };
}
var STORES = {
  uv: { name: "uv", env: "UV_CACHE_DIR" },
  pip: { name: "pip", env: "PIP_CACHE_DIR" },
  poetry: { name: "poetry", env: "POETRY_CACHE_DIR" }
};
var ENV2 = {
  uv: {
    UV_PYTHON: `${VENV}/bin/python`,
    UV_PROJECT_ENVIRONMENT: VENV,
    UV_PYTHON_DOWNLOADS: "never",
    // Hard links would let a change in the venv reach uv's cache, and from there every later venv.
    UV_LINK_MODE: "copy",
    // Later jobs never write bytecode, so that the tree stays as it was installed.
    UV_COMPILE_BYTECODE: "1",
    UV_NO_PROGRESS: "1"
  },
  pip: { PIP_NO_INPUT: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_PROGRESS_BAR: "off" },
  poetry: { POETRY_VIRTUALENVS_IN_PROJECT: "true", POETRY_VIRTUALENVS_CREATE: "true" }
};
var COMMANDS = {
  uv: (dependencies) => dependencies.kind === "uv" ? [syncUv(dependencies.pyproject)] : pipLike("uv", ["pip", "install"], dependencies),
  pip: (dependencies) => pipLike("pip", ["install"], dependencies),
  poetry: (dependencies) => [syncPoetry(dependencies)]
};
function syncUv(pyproject) {
  const groups = pyproject.conflicts ? [] : ["--all-groups"];
  return {
    tool: "uv",
    args: ["sync", "--locked", ...groups, ...pyproject.extras.flatMap((name) => ["--extra", name])]
  };
}
function syncPoetry(dependencies) {
  const extras = dependencies.kind === "poetry" ? dependencies.pyproject.extras : [];
  const args = ["install", "--no-interaction", "--compile", ...extras.flatMap((name) => ["--extras", name])];
  return { tool: "poetry", args };
}
function pipLike(tool, verb, dependencies) {
  const install = (...args) => ({ tool, args: [...verb, ...args] });
  switch (dependencies.kind) {
    case "requirements": {
      const from = (hashed3) => dependencies.files.filter((file) => file.hashed === hashed3).flatMap((file) => ["-r", file.path]);
      const [hashed2, plain2] = [from(true), from(false)];
      return [
        ...hashed2.length === 0 ? [] : [install("--require-hashes", ...hashed2)],
        ...plain2.length === 0 ? [] : [install(...plain2)],
        ...dependencies.self === "no" ? [] : [install(...SELF[dependencies.self])]
      ];
    }
    case "pyproject": {
      const { pyproject } = dependencies;
      const self = pyproject.buildable ? ["-e", editable(pyproject.extras)] : pyproject.dependencies;
      const extra = pyproject.buildable ? [] : pyproject.extraRequirements;
      const all2 = [.../* @__PURE__ */ new Set([...self, ...extra, ...pyproject.development])];
      return all2.length === 0 ? [] : [install(...all2)];
    }
    case "setup":
      return [install("-e", ".")];
    case "uv":
    case "poetry":
      throw new Error(`${dependencies.kind} projects are not installed by ${tool}`);
  }
}
var SELF = {
  "with-dependencies": ["-e", "."],
  "without-dependencies": ["--no-deps", "-e", "."]
};
function editable(extras) {
  return extras.length === 0 ? "." : `.[${extras.join(",")}]`;
}

// src/toolchains/python/linted.ts
function finishLint3(linter, version) {
  return async (io) => {
    const known = version === "" ? venvVersion(io, linter) : version;
    const name = known === void 0 ? linter : `${linter} ${known}`;
    const count2 = io.succeeded ? 0 : findings(linter, io.tail);
    const found = count2 === 0 ? "" : ` · ${count2} ${count2 === 1 ? "finding" : "findings"}`;
    return ok({ facts: {}, summary: `${name}${found}`, remarks: [] });
  };
}
function findings(linter, output) {
  switch (linter) {
    case "ruff":
      return Number(/^Found (\d+) errors?\b/m.exec(output)?.[1] ?? 0);
    case "flake8":
      return count(output, /^.+?:\d+:\d+: [A-Z]+\d+ /gm);
    case "pylint":
      return count(output, /^.+?:\d+:\d+: [CRWEFI]\d{4}: /gm);
  }
}
function count(text, pattern) {
  return text.match(pattern)?.length ?? 0;
}

// src/toolchains/python/lint.ts
var LINTERS2 = ["ruff", "flake8", "pylint"];
var ENV3 = { RUFF_NO_CACHE: "true" };
function planLint3(project, facts, options) {
  const chosen2 = chooseLinter2(project, facts, options.with);
  if (chosen2 === "unknown") {
    const message = `steps.lint.with is ${options.with}, but Python is read by ${LINTERS2.join(", ")}`;
    return err({ code: "usage", message });
  }
  if (chosen2 === void 0) {
    const file2 = project.configured.get("ruff");
    if (file2 === void 0) return skip("nothing-to-do", `no linter is declared (${LINTERS2.join(", ")})`);
    return skip("needs-tool", `${file2} configures ruff, which is neither declared nor on this machine`);
  }
  const { linter, tool, file } = chosen2;
  const say = explainer(facts, "lint");
  const command = { tool: linter, args: ARGUMENTS[linter](project) };
  const name = tool.version === "" ? linter : `${linter} ${tool.version}`;
  const spec2 = { step: "lint", commands: [command], tools: [tool], env: ENV3 };
  if (options.run !== void 0 && !options.run.includes(linter)) return oneJob(spec2, { explained: [] });
  return oneJob(spec2, {
    explained: [
      say("linter", tool.from === "machine" ? `${name} of this machine` : name, "with", file),
      say("command", [command.tool, ...command.args].join(" "), void 0)
    ],
    finish: finishLint3(linter, tool.version)
  });
}
function chooseLinter2(project, facts, wanted) {
  if (wanted !== void 0) {
    const linter = LINTERS2.find((one) => one === wanted);
    if (linter === void 0) return "unknown";
    return { linter, tool: toolOf(project, facts, linter), file: project.declared.get(linter) };
  }
  const declared = LINTERS2.find((one) => project.declared.has(one));
  const ruff = project.configured.get("ruff");
  if (declared !== "ruff" && ruff !== void 0 && facts.tools.has("ruff")) {
    return { linter: "ruff", tool: toolOf(project, facts, "ruff"), file: ruff };
  }
  if (declared === void 0) return void 0;
  return { linter: declared, tool: venvTool(declared), file: project.declared.get(declared) };
}
function toolOf(project, facts, linter) {
  const machine = facts.tools.get(linter);
  return project.declared.has(linter) || machine === void 0 ? venvTool(linter) : machine;
}
var ARGUMENTS = {
  ruff: () => ["check", "."],
  flake8: () => ["--extend-exclude", `${VENV},.sealsmith`, "."],
  pylint: ({ sources }) => ["--recursive=y", ...sources]
};

// src/toolchains/python/pyproject.ts
function readPyproject(text, file = "pyproject.toml") {
  let root;
  try {
    root = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const message = error.message.split("\n", 1)[0] ?? "is no TOML";
    const place = `${file}:${error.line}:${error.column}`;
    return err({ code: "project-invalid", file: place, message, next: `correct ${file}` });
  }
  const project = table3(root["project"]);
  const poetry = table3(table3(root["tool"])["poetry"]);
  const optional = table3(project["optional-dependencies"]);
  const groups = table3(root["dependency-groups"]);
  const wanted = Object.keys(groups).filter((name) => DEVELOPMENT.test(name.toLowerCase()));
  const extras = Object.keys(optional).filter((name) => DEVELOPMENT.test(name.toLowerCase()));
  const everything = [
    ...strings2(project["dependencies"]),
    ...Object.values(optional).flatMap(strings2),
    ...Object.keys(groups).flatMap((name) => groupRequirements(groups, name))
  ];
  return ok({
    project: root["project"] !== void 0,
    name: string2(project["name"]) ?? string2(poetry["name"]),
    requiresPython: string2(project["requires-python"]) ?? string2(table3(poetry["dependencies"])["python"]),
    dependencies: strings2(project["dependencies"]),
    extras,
    extraRequirements: extras.flatMap((name) => strings2(optional[name])),
    development: [...new Set(wanted.flatMap((name) => groupRequirements(groups, name)))],
    names: /* @__PURE__ */ new Set([...everything.flatMap((text2) => requirementName(text2) ?? []), ...poetryNames(poetry)]),
    buildable: root["build-system"] !== void 0,
    poetry: table3(root["tool"])["poetry"] !== void 0,
    tools: new Set(Object.keys(table3(root["tool"]))),
    conflicts: table3(table3(root["tool"])["uv"])["conflicts"] !== void 0
  });
}
function groupRequirements(groups, name, above = /* @__PURE__ */ new Set()) {
  const entries = groups[name];
  if (above.has(name) || !Array.isArray(entries)) return [];
  const seen = /* @__PURE__ */ new Set([...above, name]);
  return entries.flatMap((entry) => {
    if (typeof entry === "string") return [entry];
    const include = string2(table3(entry)["include-group"]);
    return include === void 0 ? [] : groupRequirements(groups, include, seen);
  });
}
function poetryNames(poetry) {
  const groups = Object.values(table3(poetry["group"])).map((group) => table3(table3(group)["dependencies"]));
  const tables = [table3(poetry["dependencies"]), table3(poetry["dev-dependencies"]), ...groups];
  return tables.flatMap(
    (dependencies) => Object.keys(dependencies).flatMap((name) => requirementName(name) ?? [])
  );
}
function table3(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
function strings2(value) {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
function string2(value) {
  return typeof value === "string" ? value : void 0;
}

// src/toolchains/python/setup-cfg.ts
function readSetupCfg(text) {
  const names2 = /* @__PURE__ */ new Set();
  let section = "";
  let key = "";
  let name;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:[#;].*)?$/.test(line)) continue;
    const header = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (header !== void 0) {
      [section, key] = [header.trim(), ""];
      continue;
    }
    const [, option, inline] = /^([A-Za-z0-9_.-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (option !== void 0) key = option;
    const value = (inline ?? line).trim();
    if (section === "metadata" && option === "name") name = value;
    if (section === "options.extras_require" || section === "options" && key === "install_requires") {
      const asked = value === "" ? void 0 : requirementName(value);
      if (asked !== void 0) names2.add(asked);
    }
  }
  return { name, names: names2 };
}

// src/toolchains/python/sources.ts
var NOT_SOURCES = /^(?:\..*|__pycache__|node_modules|venv|env|build|dist|site-packages|.*\.egg-info)$/;
function findSources(tree) {
  return tree.list("").flatMap(({ name, kind }) => {
    if (NOT_SOURCES.test(name)) return [];
    if (kind === "file") return name.endsWith(".py") ? [name] : [];
    return kind === "folder" && holdsPython(tree, name, 1) ? [name] : [];
  });
}
function holdsPython(tree, folder, depth) {
  const listed2 = tree.list(folder);
  if (listed2.some(({ name, kind }) => kind === "file" && name.endsWith(".py"))) return true;
  if (depth === 0) return false;
  return listed2.some(
    ({ name, kind }) => kind === "folder" && !NOT_SOURCES.test(name) && holdsPython(tree, `${folder}/${name}`, depth - 1)
  );
}

// src/toolchains/python/test-files.ts
var USUAL2 = ["tests", "test"];
var TEST = /^(?:test.*|.*_test)\.py$/;
var SKIPPED2 = /^(?:\..*|__pycache__|node_modules|venv|env|build|dist)$/;
function findTests(tree, sources) {
  const folders = sources.filter((path) => !path.endsWith(".py"));
  const usual = USUAL2.filter((folder) => folders.includes(folder));
  const below2 = [...usual, ...folders.filter((folder) => !usual.includes(folder))];
  const top = sources.find((path) => TEST.test(path) && path !== "test.py");
  if (top !== void 0) return { file: top, start: void 0 };
  for (const folder of below2) {
    const file = search(tree, folder, usual.includes(folder) ? 3 : 1);
    if (file !== void 0) return { file, start: startOf(tree, folder) };
  }
  return void 0;
}
function search(tree, folder, depth) {
  const listed2 = tree.list(folder);
  const file = listed2.find(({ name, kind }) => kind === "file" && TEST.test(name));
  if (file !== void 0) return `${folder}/${file.name}`;
  for (const { name, kind } of listed2) {
    if (kind !== "folder" || SKIPPED2.test(name) || depth <= 0 && !USUAL2.includes(name)) continue;
    const found = search(tree, `${folder}/${name}`, depth - 1);
    if (found !== void 0) return found;
  }
  return void 0;
}
function startOf(tree, folder) {
  return tree.has(`${folder}/__init__.py`) ? void 0 : folder;
}

// src/toolchains/python/project.ts
function readProject3(onDisk) {
  const tree = listedOnce(onDisk);
  const pyprojectText = tree.text("pyproject.toml");
  if (!pyprojectText.ok) return pyprojectText;
  const pyproject = pyprojectText.value === void 0 ? ok(void 0) : readPyproject(pyprojectText.value);
  if (!pyproject.ok) return pyproject;
  const requirements = findRequirements(tree);
  if (!requirements.ok) return requirements;
  const setup = tree.text("setup.cfg");
  if (!setup.ok) return setup;
  const wish = readWish(tree, pyproject.value);
  if (!wish.ok) return wish;
  const dependencies = dependenciesOf(tree, pyproject.value, requirements.value);
  if (dependencies === void 0) return ok(void 0);
  const setupCfg = readSetupCfg(setup.value ?? "");
  const sources = findSources(tree);
  return ok({
    name: pyproject.value?.name ?? setupCfg.name,
    file: fileOf(dependencies),
    dependencies,
    manifests: manifestsOf(tree, dependencies),
    declared: declaredBy(pyproject.value, requirements.value, setupCfg.names),
    configured: configuredIn(tree, pyproject.value, setup.value ?? ""),
    wish: wish.value,
    tests: findTests(tree, sources),
    programs: findPrograms(tree, sources),
    sources
  });
}
function listedOnce(tree) {
  const lists = /* @__PURE__ */ new Map();
  const list2 = (path) => {
    const known = lists.get(path) ?? tree.list(path);
    lists.set(path, known);
    return known;
  };
  return { ...tree, list: list2 };
}
function dependenciesOf(tree, pyproject, files) {
  if (pyproject !== void 0) {
    if (pyproject.project && tree.has("uv.lock")) return { kind: "uv", pyproject };
    const locked = tree.has("poetry.lock");
    if (locked || pyproject.poetry) return { kind: "poetry", pyproject, locked };
  }
  if (files.length > 0) return { kind: "requirements", files, self: selfInstall(pyproject, files) };
  if (pyproject?.project === true) return { kind: "pyproject", pyproject };
  const setup = ["setup.py", "setup.cfg"].find((file) => tree.has(file));
  if (setup === void 0 || setup === "setup.cfg" && !hasMetadata(tree)) return void 0;
  return { kind: "setup", file: setup };
}
function selfInstall(pyproject, files) {
  if (pyproject?.project !== true || !pyproject.buildable || files.some((file) => file.self)) return "no";
  const main = files.some(
    (file) => file.path === "requirements.txt" || file.path.startsWith("requirements/")
  );
  return main ? "without-dependencies" : "with-dependencies";
}
function hasMetadata(tree) {
  const text = tree.text("setup.cfg");
  return text.ok && /^\[(?:metadata|options)\]/m.test(text.value ?? "");
}
function fileOf(dependencies) {
  switch (dependencies.kind) {
    case "uv":
      return "uv.lock";
    case "poetry":
      return dependencies.locked ? "poetry.lock" : "pyproject.toml";
    case "requirements":
      return dependencies.files[0]?.path ?? "requirements.txt";
    case "pyproject":
      return "pyproject.toml";
    case "setup":
      return dependencies.file;
  }
}
function manifestsOf(tree, dependencies) {
  const listed2 = dependencies.kind === "requirements" ? dependencies.files.flatMap((file) => [...file.files, ...file.local]) : [];
  const lock = dependencies.kind === "uv" ? ["uv.lock"] : dependencies.kind === "poetry" ? ["poetry.lock"] : [];
  const settings = [".python-version", "pyproject.toml", "setup.cfg", "setup.py", "uv.toml", "poetry.toml"];
  return [.../* @__PURE__ */ new Set([...listed2, ...lock, ...settings.filter((file) => tree.has(file))])].sort();
}
function declaredBy(pyproject, files, setup) {
  return new Map([
    ...[...setup].map((name) => [name, "setup.cfg"]),
    ...[...pyproject?.names ?? []].map((name) => [name, "pyproject.toml"]),
    ...files.flatMap((file) => [...file.names])
  ]);
}
function configuredIn(tree, pyproject, setup) {
  const found = /* @__PURE__ */ new Map();
  const files = [
    ["ruff", "ruff.toml"],
    ["ruff", ".ruff.toml"],
    ["flake8", ".flake8"],
    ["pylint", ".pylintrc"],
    ["pylint", "pylintrc"],
    ["pytest", "pytest.ini"],
    ["pytest", ".pytest.ini"]
  ];
  for (const [tool, file] of files) if (!found.has(tool) && tree.has(file)) found.set(tool, file);
  for (const tool of ["ruff", "pylint", "pytest"]) {
    if (!found.has(tool) && pyproject?.tools.has(tool) === true) found.set(tool, "pyproject.toml");
  }
  if (/^\[flake8\]/m.test(setup) && !found.has("flake8")) found.set("flake8", "setup.cfg");
  if (/^\[tool:pytest\]/m.test(setup) && !found.has("pytest")) found.set("pytest", "setup.cfg");
  return found;
}
function readWish(tree, pyproject) {
  const file = tree.text(".python-version");
  if (!file.ok) return file;
  const preferred = /^\s*(?:cpython-)?(3\.\d+)/m.exec(file.value ?? "")?.[1];
  return ok({ requires: pyproject?.requiresPython, preferred, file: "pyproject.toml" });
}

// src/toolchains/python/pytest.ts
function finishPytest(path) {
  return async (io) => reportOf(io, path, {
    plain: (text) => text,
    message: reasonOf,
    name: (one) => nameOf(one, io.workspace),
    place: (one) => placeOf2(one, io.workspace)
  });
}
function reasonOf({ message, text }) {
  const reason = /^collection failure$/.test(message.trim()) ? text.match(/^E {2,}(.+)$/gm)?.at(-1) : void 0;
  return reason === void 0 ? message : `cannot be imported
${reason.replace(/^E +/, "")}`;
}
function placeOf2(one, workspace) {
  const file = one.file === void 0 ? void 0 : insideWorkspace(one.file, workspace);
  if (file === void 0) return { file, line: void 0 };
  const begins = one.line === void 0 ? void 0 : one.line + 1;
  return { file, line: failingLine(one.text, file, workspace) ?? begins };
}
function failingLine(text, file, workspace) {
  const places = [...text.matchAll(/^(\S[^\n:]*\.py):(\d+): /gm)];
  const last = places.findLast(([, path = ""]) => insideWorkspace(path, workspace) === file);
  return last === void 0 ? void 0 : Number(last[2]);
}
function nameOf({ name, classname, file }, workspace) {
  const module = file === void 0 ? void 0 : insideWorkspace(file, workspace)?.replace(/\.py$/, "");
  const dotted = module?.replaceAll("/", ".");
  if (dotted === void 0 || !classname.startsWith(`${dotted}.`)) return name === "" ? classname : name;
  return `${classname.slice(dotted.length + 1).replaceAll(".", "::")}::${name}`;
}
function pytestProgress() {
  const seen = { passed: 0, failed: 0, skipped: 0 };
  return (line) => {
    const [, file, letters, share] = /^(\S+\.py )?([.FEsxX]+)\s*(\[\s*\d+%\])?\s*$/.exec(line) ?? [];
    const dots = file === void 0 && share === void 0 ? void 0 : letters;
    const word = / (PASSED|FAILED|ERROR|SKIPPED)(?: \(.*\))?\s+\[\s*\d+%\]/.exec(line)?.[1];
    if (dots === void 0 && word === void 0) return void 0;
    const marks = dots ?? { PASSED: ".", SKIPPED: "s" }[word ?? ""] ?? "F";
    seen.passed += marks.match(/\./g)?.length ?? 0;
    seen.failed += marks.match(/[FE]/g)?.length ?? 0;
    seen.skipped += marks.match(/s/g)?.length ?? 0;
    return countsText(seen);
  };
}

// src/toolchains/python/unittest.ts
import { posix as posix15 } from "node:path";
async function finishUnittest(io) {
  const output = io.tail;
  const ran = [...output.matchAll(/^Ran (\d+) tests? in [\d.]+s$/gm)].at(-1);
  if (ran === void 0) {
    const last = output.trimEnd().split("\n").at(-1)?.trim() ?? "";
    return ok({ facts: {}, summary: io.succeeded ? "passed" : last.slice(0, 200), remarks: [] });
  }
  if (io.succeeded && ran[1] === "0") {
    const message = "unittest found no tests in them; tests of functions need pytest among the requirements";
    return err({ code: "output-invalid", job: "test", path: "the test files", message });
  }
  const blocks = readBlocks(output);
  const verdict = output.slice(ran.index).match(/^(?:OK|FAILED|NO TESTS RAN)\b.*$/m)?.[0] ?? "";
  const counts = countsOf(Number(ran[1]), verdict, blocks);
  return ok({
    facts: { junit: { ...counts, evidence: [] } },
    summary: counts.tests === 0 ? "unittest found no tests" : countsText(counts),
    remarks: [],
    tests: { failed: blocks.map((block) => failedTest(block, io.workspace)), slowest: [] }
  });
}
function readBlocks(output) {
  return output.split(/^={70}$/m).slice(1).flatMap((text) => {
    const [, name, where = ""] = /^\s*(?:FAIL|ERROR): (\S+)(?: \(([^)]*)\))?/.exec(text) ?? [];
    return name === void 0 ? [] : [{ name, where, body: text.split(/^-{70}$/m)[1] ?? "" }];
  });
}
function countsOf(ran, verdict, blocks) {
  const of = (words) => Number(new RegExp(`[(,] ?${words}=(\\d+)`).exec(verdict)?.[1] ?? 0);
  const skipped = of("skipped") + of("expected failures");
  const said = of("failures") + of("errors");
  const whole = blocks.length === said;
  const around = blocks.filter(({ name }) => /^(?:setUp|tearDown)(?:Class|Module)$/.test(name)).length;
  const distinct = new Set(blocks.map(({ name, where }) => `${name} ${where}`)).size;
  const failed = (whole ? distinct : said) + of("unexpected successes");
  const tests = ran + (whole ? around : 0);
  return { tests, passed: Math.max(0, tests - failed - skipped), failed, skipped };
}
function failedTest({ name, where, body }, workspace) {
  const frames = [...body.matchAll(/^ {2}File "([^"]+)", line (\d+)/gm)];
  const frame = frames.findLast(([, path = ""]) => inside(path, workspace) !== void 0);
  const file = frame?.[1] === void 0 ? void 0 : inside(frame[1], workspace);
  const message = body.split("\n").findLast((line2) => /^[A-Za-z_][\w.]*(?::|$)/.test(line2)) ?? "";
  const line = file === void 0 ? void 0 : Number(frame?.[2]);
  return { name: nameOf2(name, where), file, line, message };
}
function nameOf2(name, where) {
  const owner = where.split(".").filter((part) => part !== name).at(-1);
  return owner === void 0 || owner === "" || where.startsWith("unittest.") ? name : `${owner}::${name}`;
}
function inside(path, workspace) {
  const relative2 = posix15.isAbsolute(path) ? posix15.relative(workspace, path) : path;
  return relative2.startsWith("../") || relative2.startsWith(".venv/") ? void 0 : relative2;
}

// src/toolchains/python/test.ts
var WORK3 = ".sealsmith/work/test";
var REPORT3 = `${WORK3}/junit.xml`;
var PYTEST_ENV = {
  PYTEST_ADDOPTS: `--junitxml=${REPORT3} -o junit_family=xunit1 -o cache_dir=$TMPDIR/pytest-cache`
};
function planTest3(project, facts, options) {
  const say = explainer(facts, "test");
  switch (options.with) {
    case void 0:
      break;
    case "pytest":
      return planPytest(say("runner", "pytest", "with"));
    case "unittest":
      return planUnittest(project, say("runner", "unittest", "with"));
    default: {
      const message = `steps.test.with is ${options.with}, but Python tests are run by pytest or unittest`;
      return err({ code: "usage", message });
    }
  }
  const { declared, configured, tests } = project;
  const asked = declared.get("pytest") ?? pluginFile(declared);
  if (asked !== void 0) {
    if (tests === void 0 && !configured.has("pytest")) return skip("nothing-to-do", "no test files found");
    return planPytest(say("runner", "pytest", void 0, asked));
  }
  const settings = configured.get("pytest");
  if (settings !== void 0) {
    return skip("needs-tool", `${settings} configures pytest, which is not among the project's requirements`);
  }
  if (tests === void 0) return skip("nothing-to-do", "no test files found");
  return planUnittest(project, say("runner", "unittest", void 0, tests.file));
}
function pluginFile(declared) {
  return [...declared].find(([name]) => name.startsWith("pytest-"))?.[1];
}
var COMMON = { step: "test", gives: ["junit"] };
function planPytest(runner) {
  return oneJob(
    {
      ...COMMON,
      // As a module it finds the project's own code wherever the tests lie; plain `pytest` needs a setting for that.
      commands: [{ tool: "python", args: ["-m", "pytest"] }],
      tools: [VENV_PYTHON],
      env: PYTEST_ENV,
      outputs: [WORK3]
    },
    { explained: [runner], finish: finishPytest(REPORT3), progress: pytestProgress }
  );
}
function planUnittest(project, runner) {
  const start = project.tests?.start;
  const args = ["-m", "unittest", "discover", ...start === void 0 ? [] : ["-s", start]];
  return oneJob(
    { ...COMMON, commands: [{ tool: "python", args }], tools: [VENV_PYTHON] },
    { explained: [runner], finish: finishUnittest }
  );
}

// src/toolchains/python/index.ts
var python = {
  name: "python",
  summary: "Python: requirements files, pyproject.toml, uv and Poetry locks, setup.py; everything in .venv",
  detect(tree) {
    const read = readProject3(tree);
    if (!read.ok || read.value === void 0) return read.ok ? ok(void 0) : read;
    return ok(projectOf(read.value));
  }
};
var POETRY2 = toolRequest("poetry", "pipx install poetry, or see python-poetry.org/docs", {
  versionPattern: /(\d+(?:\.\d+)+)/
});
function projectOf(project) {
  return {
    toolchain: "python",
    name: project.name,
    file: project.file,
    requests: [
      ...pythonRequests(project.wish),
      toolRequest("uv", "pip install uv, or see docs.astral.sh/uv"),
      ...project.dependencies.kind === "poetry" ? [POETRY2] : [],
      ...project.configured.has("ruff") ? [toolRequest("ruff", "pip install ruff")] : []
    ],
    bins: [`${VENV}/bin`],
    env: {
      // The tree stays as it was installed: bytecode is written once, by install.
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONNOUSERSITE: "1",
      // Standard output and error reach the log in the order in which they were written.
      PYTHONUNBUFFERED: "1"
    },
    stores: [],
    forwards: PYTHON_FORWARDS,
    plan(verb, facts, options) {
      switch (verb) {
        case "install":
          return planInstall3(project, facts, options);
        case "lint":
          return planLint3(project, facts, options);
        case "test":
          return planTest3(project, facts, options);
        case "build-binary":
          return planBuild(project, facts, options);
        default:
          return unreachable(verb);
      }
    }
  };
}

// src/toolchains/registry.ts
var TOOLCHAINS = [
  python,
  //   requirements files, pyproject.toml, uv.lock, poetry.lock
  node2,
  //     package.json
  go,
  //       go.mod
  commands
  // only what sealsmith.yml says
];

// src/run/project.ts
function treeOf(root, files) {
  const absolute = (path) => path === "" ? root : `${root}/${path}`;
  return {
    root,
    text: (path) => files.readText(absolute(path)),
    has: (path) => files.kind(absolute(path)) !== void 0,
    list: (path) => files.list(absolute(path))
  };
}
function detectProject(tree, wanted, steps) {
  const candidates = TOOLCHAINS.filter((toolchain) => wanted === void 0 || toolchain.name === wanted);
  const looked = all(candidates.map((toolchain) => toolchain.detect(tree)));
  if (!looked.ok) return looked;
  const found = looked.value.filter((project) => project !== void 0);
  const [first, ...others] = found;
  if (first === void 0) {
    const missing = nothing(tree, wanted, steps);
    return missing === void 0 ? ok(anyProject()) : err(missing);
  }
  if (others.length > 0) {
    return err({
      code: "toolchain-ambiguous",
      found: found.map((project) => ({ name: project.toolchain, file: project.file }))
    });
  }
  return ok(first);
}
function nothing(tree, wanted, steps) {
  if (wanted === void 0 || wanted === "commands")
    return steps ? void 0 : { code: "nothing-detected", root: tree.root };
  return {
    code: "project-invalid",
    file: "sealsmith.yml",
    message: `toolchain is ${wanted}, but there is no ${wanted} project in ${tree.root}`,
    next: 'correct "toolchain", or leave it out: it is detected'
  };
}
function anyProject() {
  return {
    toolchain: "commands",
    name: void 0,
    file: "sealsmith.yml",
    requests: [],
    bins: [],
    env: {},
    stores: [],
    forwards: [],
    plan: () => ok({ kind: "skip", why: { code: "nothing-to-do", detail: 'no toolchain, and no "run" for it' } })
  };
}
function projectName(project, remote, root) {
  const repository = remote?.replace(/\/+$/, "").split(/[/:]/).at(-1)?.replace(/\.git$/, "");
  const name = project.name ?? (repository === "" ? void 0 : repository) ?? basename(root);
  return name === "" ? "project" : name;
}

// src/run/trust.ts
async function trustOf(world, facts, workspace, config) {
  if (facts.host === "local") return { protected: [], releaseTags: [], tagOnProtected: void 0 };
  const { defaultBranch } = facts;
  const onDefault = defaultBranch !== void 0 && facts.ref === `refs/heads/${defaultBranch}`;
  const revision = onDefault ? facts.commit : `refs/remotes/origin/${defaultBranch}`;
  const settings = defaultBranch === void 0 ? void 0 : await settingsAt(world, workspace, revision);
  const fallback = defaultBranch === void 0 ? [] : [defaultBranch];
  const kept = fallback.filter((name) => !onDefault || matches(name, config.protected ?? fallback));
  const branches = settings?.protected ?? kept;
  const isTag = facts.ref.startsWith("refs/tags/");
  return {
    protected: branches,
    releaseTags: settings?.["release-tags"] ?? [],
    tagOnProtected: isTag ? await onAny(world, workspace, branches, facts.commit) : void 0
  };
}
async function settingsAt(world, workspace, revision) {
  for (const name of CONFIG_NAMES) {
    const text = await world.git.show(workspace, revision, name);
    if (text === void 0) continue;
    const { parseSettings } = await import("./run-config.js");
    return parseSettings(name, text)?.values;
  }
  return void 0;
}
async function onAny(world, workspace, branches, commit) {
  let known = false;
  for (const branch of branches.filter((name) => !name.includes("*"))) {
    const contains = await world.git.contains(workspace, `refs/remotes/origin/${branch}`, commit);
    if (contains === true) return true;
    known ||= contains === false;
  }
  return known ? false : void 0;
}

// src/run/prepare.ts
async function prepare(world, host, workspace, configPath, gitFacts = world.git.facts(workspace)) {
  if (world.files.kind(workspace) !== "folder") return err({ code: "not-a-folder", path: workspace });
  const loaded = await loadConfig(world, workspace, configPath);
  if (!loaded.ok) return loaded;
  const { config, variables } = loaded.value;
  const own = Object.values(config.steps ?? {}).some((step) => typeof step === "object" && "run" in step);
  const detected = detectProject(treeOf(workspace, world.files), config.toolchain, own);
  if (!detected.ok) return detected;
  const project = { ...detected.value, name: config.project ?? detected.value.name };
  const requests = allRequests(project, config);
  const [git, found, network, alone] = await Promise.all([
    gitFacts,
    world.findTools(requests),
    world.processes.isolation(true),
    world.processes.isolation(false)
  ]);
  const context = makeContext(host, await trustOf(world, host, workspace, config), workspace, git);
  const tools = /* @__PURE__ */ new Map([["sealsmith", selfTool(world)]]);
  const broken2 = /* @__PURE__ */ new Map();
  for (const [name2, tool] of found) {
    if ("code" in tool) broken2.set(name2, tool);
    else tools.set(name2, tool);
  }
  const facts = { context, project, machine: world.machine, tools, origin: config.origin };
  const name = projectName(project, git?.remote, workspace);
  const granted = grantable(world, config, variables);
  const input = {
    name,
    facts,
    broken: broken2,
    config,
    variables,
    granted: new Set(granted.keys()),
    isolation: { network, alone }
  };
  const refused = git === void 0 ? await world.git.refusal(workspace) : void 0;
  return ok({ input, project, config, requests, granted, refused });
}
function grantable(world, config, variables) {
  const declared = Object.values(config.steps ?? {}).flatMap(
    (step) => typeof step === "object" ? step.secrets ?? [] : []
  );
  const environment = [
    ...Object.entries(world.env).filter(([name]) => declared.includes(name)),
    ...world.secrets
  ];
  const sensitive = (from, values) => Object.entries(values).flatMap(
    ([name, value]) => value !== void 0 && isSensitive(name, value) ? [[`${from}:${name}`, value]] : []
  ).map(([grant, value]) => [grant, value]);
  return new Map([
    ...environment.flatMap(
      ([name, value]) => value === void 0 ? [] : [[`secret:${name}`, value]]
    ),
    ...sensitive("env-file", variables.file),
    ...sensitive("environment", variables.environment)
  ]);
}
var CONFIG_LIMIT = 64 * 1024;
async function loadConfig(world, workspace, configPath) {
  const paths = configPath === void 0 ? CONFIG_NAMES.map((name) => `${workspace}/${name}`) : [configPath];
  const environment = world.env;
  for (const path of paths) {
    const text = world.files.readText(path, CONFIG_LIMIT);
    if (!text.ok) return text;
    if (text.value === void 0) continue;
    const { parseConfig, parseSettings } = await import("./run-config.js");
    const name = path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path;
    const file = readEnvFile(world, workspace, parseSettings(name, text.value));
    if (!file.ok) return file;
    const variables = { file: file.value, environment };
    const config = parseConfig(name, text.value, (declared) => (wanted) => {
      if (!declared.has(wanted) && !Object.hasOwn(variables.file, wanted)) {
        return { problem: `\${${wanted}} is not declared; list ${wanted} under "env" of the file` };
      }
      const value = variable(wanted, variables);
      if (value === void 0)
        return { problem: `\${${wanted}} has no value; set ${wanted} or use env-file` };
      if (!isSensitive(wanted, value)) return { value };
      return {
        problem: `\${${wanted}} is a secret, and what is written here is shown; use ${wanted} in a "run" line`
      };
    });
    return config.ok ? ok({ config: config.value, variables }) : config;
  }
  if (configPath !== void 0) return err({ code: "config-absent", path: configPath });
  return ok({ config: EMPTY_CONFIG, variables: { file: {}, environment } });
}
function readEnvFile(world, workspace, settings) {
  const name = settings?.values["env-file"];
  if (settings === void 0 || name === void 0) return ok({});
  const path = name.startsWith("/") ? name : `${workspace}/${name}`;
  const text = world.files.readText(path);
  if (!text.ok) return text;
  if (text.value !== void 0) return parseEnvFile(name, text.value);
  const place = settings.place("env-file");
  return err({ code: "config-invalid", problems: [{ place, message: `env-file: there is no ${name}` }] });
}
function allRequests(project, config) {
  const requests = new Map(project.requests.map((request) => [request.name, request]));
  const lines = Object.values(config.steps ?? {}).some(
    (step) => typeof step === "object" && step.run !== void 0
  );
  if (lines) requests.set(SHELL_REQUEST.name, SHELL_REQUEST);
  for (const options of Object.values(config.steps ?? {})) {
    if (typeof options !== "object") continue;
    for (const name of options.tools ?? []) {
      if (!requests.has(name)) requests.set(name, toolRequest(name, howToGet(name), { mayTellNone: true }));
    }
  }
  return [...requests.values()];
}
function selfTool(world) {
  return { name: "sealsmith", version: world.self.version, from: "self", path: world.self.entry };
}

// src/cli/prepared.ts
async function prepared(session) {
  const { world, host, workspace, config } = session;
  const found = await prepare(world, host.facts, workspace, config, session.git);
  const { aborted, reason } = world.interrupt.signal;
  const interrupted = { code: "interrupted", signal: reason === "SIGTERM" ? "SIGTERM" : "SIGINT" };
  return aborted ? err(interrupted) : found;
}

export {
  makePlan,
  CONFIG_NAMES,
  prepared
};
